/** Where a rehearsal's clock stands in a session, for the update that moves it on. Our own extension of dialect D. */
export const REHEARSAL_CLOCK_PATH = "/rehearsal/clock";
export const DELTA_OPTION = "uri:integer-delta-option";
export const DELTA_UPDATE = "uri:integer-delta-update";
