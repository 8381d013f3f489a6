import type { CurationFinding } from "./curated.ts";
import { type CurationFile, readCurationFile } from "./curation-file.ts";
import type { Overlay } from "./edits.ts";

export interface ReadFile<T> {
  /** `undefined` when the file cannot be read; then there are findings. */
  readonly value: T | undefined;
  readonly file: CurationFile;
  readonly findings: readonly CurationFinding[];
}

/** Reads a file of `overlays/`. */
export function readOverlay(path: string, text: string): ReadFile<Overlay> {
  const file = readCurationFile("overlay", path, text);
  const value = file.value === undefined ? undefined : toOverlay(file.value);
  return { value, file, findings: file.findings };
}

function toOverlay(raw: ReadonlyMap<string, unknown>): Overlay {
  const text = (key: string): string | undefined => trimmed(raw.get(key));
  return {
    entry: text("entry") ?? "",
    entryId: text("entryId"),
    addTerms: toTerms(raw.get("addTerms")),
    hideTerms: toTerms(raw.get("hideTerms")),
    summary: text("summary"),
    authorSummary: text("authorSummary"),
    category: text("category"),
    note: text("note"),
    vettedBy: text("vettedBy"),
    why: text("why"),
    by: text("by"),
    at: text("at"),
  };
}

/** The schema has checked what it is; `undefined` for what is not there. */
export function trimmed(value: unknown): string | undefined {
  return typeof value === "string" ? value.trim() : undefined;
}

function toTerms(value: unknown): ReadonlyMap<string, readonly string[]> {
  // The schema has checked the shape.
  const terms = Object.entries((value ?? {}) as Readonly<Record<string, string | readonly string[]>>);
  return new Map(
    terms
      .map(([facet, texts]) => [facet, [...new Set([texts].flat().map((text) => text.trim()))]] as const)
      .filter(([, texts]) => texts.length > 0),
  );
}
