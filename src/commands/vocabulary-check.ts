import { join, resolve } from "node:path";
import { showsColour } from "../config/load.ts";
import { createExcerpts } from "../manifest/yaml/excerpt.ts";
import { checkVocabularies, type CheckedVocabulary } from "../vocabulary/check.ts";
import { vocabulariesFolder } from "./authors-tools.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { checkCuration, type CheckedText, isCuration } from "./curation-check.ts";
import { toPretty } from "./formats/pretty.ts";
import { plural, type CheckedManifest } from "./formats/report.ts";

export interface VocabularyCheckDependencies {
  /** Writes a line; the text comes without a line break. */
  readonly write: (text: string) => void;
  /** Paths that are not absolute are looked up here. */
  readonly cwd: string;
  /** Whether the output shows colours; no when absent. */
  readonly colour?: boolean | undefined;
}

/** `execat vocabulary check [PATH]`: the catalogue's own vocabularies when no path is named. */
export async function checkVocabularyPath(
  { settings, output }: CommandContext,
  path: string | undefined,
): Promise<ExitCode> {
  return vocabularyCheck(path ?? vocabulariesFolder(settings), {
    write: output.write,
    cwd: process.cwd(),
    colour: showsColour(process.stdout),
  });
}

/**
 * Checks a folder of vocabularies, one file of it, or a whole working copy of a curation, and prints what was found. Answers 0 when there is no error,
 * 1 when there is one; throws what `checkVocabularies` throws when it could not run.
 */
export async function vocabularyCheck(
  path: string,
  { write, cwd, colour = false }: VocabularyCheckDependencies,
): Promise<ExitCode> {
  const isWhole = await isCuration(resolve(cwd, path));
  const vocabularies = await checkVocabularies(isWhole ? join(path, "vocabularies") : path, cwd);
  const checked = [...vocabularies.map(toText), ...(isWhole ? await checkCuration(path, cwd) : [])];
  const manifests = checked.map(toChecked);
  const ok = checked.every(({ problems }) => problems.every(({ severity }) => severity !== "error"));
  const scope = plural(checked.length, "file");
  for (const line of toPretty({ manifests, ok, scope }, { colour })) write(line);
  return ok ? 0 : 1;
}

function toText({ file, text, findings }: CheckedVocabulary): CheckedText {
  return { file, text, problems: findings.map((finding) => ({ ...finding, file, pointer: "" })) };
}

/** In the shape in which findings about manifests are printed. */
function toChecked({ file, text, problems }: CheckedText): CheckedManifest {
  const excerpts = new Map([[file, createExcerpts(new TextEncoder().encode(text), problems)]]);
  return { file, problems, documents: [], excerpts };
}
