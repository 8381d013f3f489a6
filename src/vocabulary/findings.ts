import { ExecatError } from "../errors.ts";

/** What a finding is about; the command prints it beside the sentence, docs/vocabularies.md explains it. */
export type VocabularyRule =
  | "vocabulary/syntax"
  | "vocabulary/shape"
  | "vocabulary/key-unknown"
  | "vocabulary/concept-unknown"
  | "vocabulary/cycle"
  | "vocabulary/label-twice"
  | "vocabulary/label-shared"
  | "vocabulary/label-capitals"
  | "vocabulary/replaced-but-not-deprecated"
  | "vocabulary/deprecated-without-replacement"
  | "vocabulary/match-to-itself"
  | "vocabulary/definition-missing"
  | "vocabulary/facet"
  | "vocabulary/question";

/** What is wrong, before it has a place. */
export interface VocabularyFault {
  readonly rule: VocabularyRule;
  readonly sentence: string;
  /** What to do next. */
  readonly hint?: string | undefined;
  /** With errors a folder is not loaded. An error when left out. */
  readonly severity?: "error" | "warning" | "hint";
}

/** Something wrong in a vocabulary's file. Lines and columns count from 1, columns in UTF-16 units. */
export interface VocabularyFinding extends VocabularyFault {
  readonly severity: "error" | "warning" | "hint";
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The error that names every finding with its place, so that all are mended in one go. */
export function toVocabularyError(findings: readonly VocabularyFinding[]): ExecatError {
  const lines = findings.map(({ file, line, column, sentence, hint }) =>
    [`${file}:${line}:${column}: ${sentence}`, ...(hint === undefined ? [] : [hint])].join(" "),
  );
  const count = findings.length === 1 ? "One finding" : `${findings.length} findings`;
  return new ExecatError("VOCABULARY_INVALID", `${count} in the vocabularies.\n${lines.join("\n")}`, {
    hint: "Mend the places named; `execat vocabulary check` shows them with their lines.",
    details: { findings },
  });
}

/** `Did you mean "…"?`, when something near is known. */
export function didYouMean(nearest: string | undefined): string | undefined {
  return nearest === undefined ? undefined : `Did you mean "${nearest}"?`;
}
