import type { YAMLError } from "yaml";

/** A change of one line. Columns count from 0. */
export interface LineEdit {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A slip that people make in YAML, recognised by how the line looks at which the parser stumbled. */
export interface Slip {
  readonly rule: string;
  readonly sentence: string;
  readonly hint: string;
  /** The place to mark: a line and columns from 0. */
  readonly line: number;
  readonly from: number;
  readonly to: number;
  /** Put in the place that is marked, it mends the slip. Only where there is exactly one right answer. */
  readonly fix?: string | undefined;
  /** What to read instead, so that the rest of the text can be checked; the file itself stays as it is. */
  readonly edits: readonly LineEdit[];
  /** True when the edits leave something out, so that what is missing then is no finding. */
  readonly loses?: boolean | undefined;
}

/** Where the parser stumbled. */
export interface Stumble {
  readonly lines: readonly string[];
  /** The line of the error, from 0. */
  readonly at: number;
  /** The column of the error, from 0. */
  readonly column: number;
  readonly code: YAMLError["code"];
  readonly message: string;
}

export type SlipFinder = (stumble: Stumble) => Slip | undefined;
