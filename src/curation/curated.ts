import type { Vocabularies } from "../vocabulary/vocabulary.ts";
import type { Collection, Overlay, SettledTerm } from "./edits.ts";

/** Something wrong in a file of the curation, with its place. */
export interface CurationFinding {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly severity: "error" | "warning" | "hint";
  readonly rule: string;
  readonly sentence: string;
  readonly hint: string | undefined;
}

/** What curators said, read from their files at a commit. Immutable. */
export interface Curated {
  readonly commit: string;
  readonly vocabularies: Vocabularies;
  /** By entry id, or path in lower case without one; the first of several for one entry counts, the others are findings. */
  readonly overlays: ReadonlyMap<string, Overlay>;
  /** The file of each overlay, by the same key. */
  readonly overlayFiles: ReadonlyMap<string, string>;
  /** By id. */
  readonly collections: ReadonlyMap<string, Collection>;
  readonly settled: readonly SettledTerm[];
  /** What cannot be read is left out of the rest, and stands here. */
  readonly findings: readonly CurationFinding[];
}
