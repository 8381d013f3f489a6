const PLACES =
  /^(?:settled-terms\.yaml|(?:vocabularies|collections)\/[^/]+\.yaml|overlays\/(?:[^/]+\/)*[^/]+\.yaml)$/;
const LONGEST_PATH = 1_000;

/** What is longer is no text that a curator wrote; it is neither read nor written. */
export const MAX_TEXT_BYTES = 4 * 1024 * 1024;

/** True for the paths of `CurationFiles`. Hidden files, and names that could not be shown in a line, are none. */
export function isCurationPath(path: string): boolean {
  return path.length <= LONGEST_PATH && PLACES.test(path) && !/(?:^|\/)\.|[\p{Cc}\p{Cs}\uFFFD]/u.test(path);
}
