import type { CrawlRun } from "./sources.ts";

/** Longer than a look takes with all its deadlines. */
const SILENT_MS = 15 * 60_000;

/** True for a run that still stands as running although its process must have ended: it has written nothing for long. */
export function isSilent({ state, startedAt, heardAt = startedAt }: CrawlRun, now: Date): boolean {
  return state === "running" && now.getTime() - Date.parse(heardAt) > SILENT_MS;
}
