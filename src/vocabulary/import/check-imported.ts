import { toConceptScheme } from "../build-scheme.ts";
import { checkScheme } from "../check-scheme.ts";
import { readVocabularyFile } from "../read-file.ts";
import { loadVocabularyValidators } from "../schema.ts";

/** The errors with which the file would not be loaded, as lines with its name and place; mostly there are none. */
export function checkImported(id: string, yaml: string): readonly string[] {
  const file = readVocabularyFile(`${id}.yaml`, yaml, loadVocabularyValidators().scheme);
  const findings = file.findings.length > 0 ? file.findings : checkScheme(toConceptScheme(id, file), file);
  return findings
    .filter(({ severity }) => severity === "error")
    .map(({ file: name, line, column, sentence }) => `${name}:${line}:${column}: ${sentence}`);
}
