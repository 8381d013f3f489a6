import type { ReadDocument, ReadOptions } from "../manifest/read.ts";
import type { Problem } from "../manifest/problems.ts";
import type { TermRecord } from "./entry.ts";

export interface CheckedDocument extends Omit<ReadDocument, "problems"> {
  /** Findings of the manifest and of its terms, in the order of the text. */
  readonly problems: readonly Problem[];
  /** The author's terms with the concepts that they mean. */
  readonly terms: readonly TermRecord[];
  readonly publishable: boolean;
}

export interface CheckedFile {
  readonly documents: readonly CheckedDocument[];
  /** All findings, of the file and its documents. */
  readonly problems: readonly Problem[];
}

/** The one checker: crawler, command and web use it. */
export interface Checker {
  /** Never throws for what a file may hold. */
  check(bytes: Uint8Array, options: ReadOptions): CheckedFile;
}
