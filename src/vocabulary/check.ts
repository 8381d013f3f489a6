import { stat } from "node:fs/promises";
import path from "node:path";
import { ExecatError } from "../errors.ts";
import { adviseScheme } from "./advise-scheme.ts";
import { checkLabels } from "./check-labels.ts";
import type { VocabularyFinding } from "./findings.ts";
import { readVocabularies } from "./read-folder.ts";

/** A vocabulary's file with all that was found in it, in the order of the text. */
export interface CheckedVocabulary {
  /** The file's path, as `named` begins it. */
  readonly file: string;
  readonly text: string;
  readonly findings: readonly VocabularyFinding[];
}

/**
 * Checks the vocabularies of a folder, or one file of it: errors, with which it would not be loaded, and what a
 * curator would mend besides. A file is checked among its neighbours, since its questions may name their facets.
 *
 * Throws `VOCABULARY_INVALID` when the folder cannot be read or holds no scheme, `NOT_FOUND` when the path is not there.
 */
export async function checkVocabularies(named: string, cwd: string): Promise<readonly CheckedVocabulary[]> {
  const absolute = path.resolve(cwd, named);
  const kind = await stat(absolute).catch(() => undefined);
  if (kind === undefined) {
    throw new ExecatError("NOT_FOUND", `"${named}" is not there.`, {
      hint: "Name a folder of vocabularies or one file of it.",
    });
  }
  const only = kind.isDirectory() ? undefined : path.basename(absolute);
  const folder = only === undefined ? named : path.dirname(named);
  const { texts, files, schemes, findings } = await readVocabularies(path.resolve(cwd, folder));
  if (only !== undefined && !texts.has(only)) {
    throw new ExecatError("VOCABULARY_INVALID", `"${named}" is no vocabulary.`, {
      hint: "The names of vocabularies end in .yaml.",
    });
  }
  const all = [...findings];
  for (const [id, scheme] of schemes) {
    const file = files.get(id);
    if (file === undefined) continue;
    all.push(...checkLabels(scheme, file).filter(({ severity }) => severity !== "error"));
    all.push(...adviseScheme(scheme, file));
  }
  return [...texts]
    .filter(([name]) => only === undefined || name === only)
    .map(([name, text]) => ({
      file: path.join(folder, name),
      text,
      findings: all
        .filter(({ file }) => file === name)
        .sort((one, other) => one.line - other.line || one.column - other.column),
    }));
}
