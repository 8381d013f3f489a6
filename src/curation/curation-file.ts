import type { VocabularyFinding } from "../vocabulary/findings.ts";
import { readVocabularyFile } from "../vocabulary/read-file.ts";
import type { CurationFinding } from "./curated.ts";
import { curationValidator, type CurationKind } from "./curation-validators.ts";

type Place = readonly (string | number)[];

/** A file of the curation that is no vocabulary, parsed with positions. */
export interface CurationFile {
  readonly path: string;
  /** What the file says; `undefined` when its shape is wrong, and then there are findings. */
  readonly value: ReadonlyMap<string, unknown> | undefined;
  readonly findings: readonly CurationFinding[];
  findingAt(place: Place, fault: Omit<CurationFinding, "path" | "line" | "column">): CurationFinding;
}

/** Parses a file and checks its shape. Never throws. An empty file of settled terms is as good as none. */
export function readCurationFile(kind: CurationKind, path: string, text: string): CurationFile {
  const isEmpty = kind === "settled-terms" && text.split("\n").every((line) => /^\s*(?:#|$)/u.test(line));
  const file = readVocabularyFile(path, isEmpty ? "{}" : text, curationValidator(kind));
  return {
    path,
    value: file.value === undefined ? undefined : new Map(Object.entries(file.value as object)),
    findings: file.findings.map((finding) => toCurationFinding(finding, path)),
    findingAt: (place, { severity, rule, sentence, hint }) =>
      toCurationFinding(
        { ...file.findingAt(place, { rule: "vocabulary/shape", severity, sentence, hint }), rule },
        path,
      ),
  };
}

export function toCurationFinding(
  finding: Omit<VocabularyFinding, "rule"> & { readonly rule: string },
  path: string,
): CurationFinding {
  const { line, column, severity, sentence, hint } = finding;
  const isVocabulary = path.startsWith("vocabularies/");
  const rule = isVocabulary ? finding.rule : finding.rule.replace("vocabulary/", "curation/");
  return { path, line, column, severity, rule, sentence, hint };
}
