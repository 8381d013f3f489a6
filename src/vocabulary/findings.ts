import { ExecatError } from "../errors.ts";

/** Something wrong in a vocabulary's file. Lines and columns count from 1. */
export interface VocabularyFinding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly sentence: string;
}

/** The error that names every finding with its place, so that all are mended in one go. */
export function toVocabularyError(findings: readonly VocabularyFinding[]): ExecatError {
  const lines = findings.map(({ file, line, column, sentence }) => `${file}:${line}:${column}: ${sentence}`);
  const count = findings.length === 1 ? "One finding" : `${findings.length} findings`;
  return new ExecatError("VOCABULARY_INVALID", `${count} in the vocabularies.\n${lines.join("\n")}`, {
    hint: "Mend the places named; the format is in schemas/vocabulary.schema.json.",
    details: { findings },
  });
}
