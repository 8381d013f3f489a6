import { createExcerpts } from "../manifest/yaml/excerpt.ts";
import type { Problem } from "../manifest/problems.ts";
import type { ReadOptions } from "../manifest/read.ts";
import type { CheckedFile, Checker } from "./checker.ts";

/** A manifest that somebody wrote, with the `ivoa-discovery.yaml` beside it. */
export interface FileToCheck extends ReadOptions {
  readonly bytes: Uint8Array;
}

/**
 * The one checker for what strangers wrote: no text costs more memory or time than is set, whatever it does.
 *
 * A text that breaks a limit comes back with the finding `document/too-costly` and no document. Answers stand in the
 * order of the files. Fails with `TOO_MANY_REQUESTS` when too many wait, and with what is a fault of the checker itself.
 */
export interface GuardedChecker {
  check(files: readonly FileToCheck[]): Promise<readonly CheckedFile[]>;
  /** Ends at once; what waits fails. */
  close(): Promise<void>;
}

/** Without limits, in this process: for an author's own files, and for tests of other things. */
export function checkInProcess(checker: Checker): GuardedChecker {
  return {
    check: async (files) => files.map((file) => checkAndQuote(checker, file)),
    close: async () => undefined,
  };
}

/** Checks a file; each finding quotes the line that it is about. */
export function checkAndQuote(checker: Checker, { bytes, file, discovery }: FileToCheck): CheckedFile {
  const { documents, problems } = checker.check(bytes, { file, discovery });
  if (problems.length === 0) return { documents, problems };
  const texts = new Map([
    [file, bytes],
    ...(discovery === undefined ? [] : [[discovery.file, discovery.bytes] as const]),
  ]);
  const quoted = new Map<Problem, Problem>();
  for (const [name, text] of texts) {
    const own = problems.filter((problem) => problem.file === name);
    if (own.length === 0) continue;
    const excerpts = createExcerpts(text, own);
    for (const problem of own) {
      const excerpt = excerpts.of(problem);
      if (excerpt !== undefined) quoted.set(problem, { ...problem, excerpt });
    }
  }
  return { documents, problems: problems.map((problem) => quoted.get(problem) ?? problem) };
}
