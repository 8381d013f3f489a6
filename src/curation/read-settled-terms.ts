import { toLabelKey } from "../vocabulary/label-key.ts";
import type { CurationFinding } from "./curated.ts";
import { readCurationFile } from "./curation-file.ts";
import type { SettledTerm } from "./edits.ts";
import { type ReadFile, trimmed } from "./read-overlay.ts";

export const SETTLED_TERMS_FILE = "settled-terms.yaml";

type RawTerm = Readonly<Partial<Record<keyof SettledTerm, string>>>;

/** Two terms are one when they differ only in case, hyphens and spaces. */
export function settledTermKey(facet: string, text: string): string {
  return `${facet} ${toLabelKey(text)}`;
}

/** Reads `settled-terms.yaml`. Of a term that is there twice the first counts. */
export function readSettledTerms(text: string): ReadFile<readonly SettledTerm[]> {
  const file = readCurationFile("settled-terms", SETTLED_TERMS_FILE, text);
  if (file.value === undefined) return { value: undefined, file, findings: file.findings };
  const findings: CurationFinding[] = [];
  const terms = new Map<string, SettledTerm>();
  // The schema has checked the shape.
  for (const [index, raw] of ((file.value.get("terms") ?? []) as readonly RawTerm[]).entries()) {
    const term = {
      facet: trimmed(raw.facet) ?? "",
      text: trimmed(raw.text) ?? "",
      reason: trimmed(raw.reason),
      by: trimmed(raw.by),
      at: trimmed(raw.at),
    };
    const key = settledTermKey(term.facet, term.text);
    if (!terms.has(key)) terms.set(key, term);
    else {
      findings.push(
        file.findingAt(["terms", index, "text"], {
          severity: "warning",
          rule: "curation/term-twice",
          sentence: `"${term.text}" of "${term.facet}" is settled twice; the first counts.`,
          hint: "Take one of them out.",
        }),
      );
    }
  }
  return { value: [...terms.values()], file, findings };
}
