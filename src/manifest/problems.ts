/**
 * How much a finding matters.
 * - `error`: the document cannot be asked for by anyone, or its meaning is in doubt; it is not published.
 * - `warning`: published with a mark.
 * - `hint`: could be better.
 */
export type Severity = "error" | "warning" | "hint";

/** A finding about a manifest: data, never an exception. Lines and columns count from 1, columns in UTF-16 units. */
export interface Problem {
  /** The rule's id, for instance `image/digest-missing`. */
  readonly rule: string;
  readonly severity: Severity;
  /** RFC 6901 JSON pointer into the document. Empty for the whole document. */
  readonly pointer: string;
  /** The document's number in its file, from 0; absent when the finding is about the whole file. */
  readonly document?: number | undefined;
  /** The file's path inside its repository. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** What is wrong, with the value in quotes. */
  readonly sentence: string;
  /** What to do next. */
  readonly hint?: string | undefined;
  /** Text that, put in place of the range, mends the finding. Only where there is exactly one right answer. */
  readonly fix?: string | undefined;
  /** The line that it is about, where the text is not at hand; secrets in it are hidden. */
  readonly excerpt?: Excerpt | undefined;
}

/** The line that a finding is about, in the three parts before, at and behind its mark. */
export interface Excerpt {
  readonly line: number;
  readonly before: string;
  readonly marked: string;
  readonly after: string;
}

/** A place in a file, as in `Problem`. */
export interface Range {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** True when a list of findings holds back the document. */
export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === "error");
}
