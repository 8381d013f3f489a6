import { showsColour } from "../config/load.ts";
import { createExcerpts } from "../manifest/yaml/excerpt.ts";
import type { Problem } from "../manifest/problems.ts";
import { checkVocabularies, type CheckedVocabulary } from "../vocabulary/check.ts";
import { vocabulariesFolder } from "./authors-tools.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
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
 * Checks a folder of vocabularies, or one file of it, and prints what was found. Answers 0 when there is no error,
 * 1 when there is one; throws what `checkVocabularies` throws when it could not run.
 */
export async function vocabularyCheck(
  path: string,
  { write, cwd, colour = false }: VocabularyCheckDependencies,
): Promise<ExitCode> {
  const checked = await checkVocabularies(path, cwd);
  const manifests = checked.map(toChecked);
  const ok = checked.every(({ findings }) => findings.every(({ severity }) => severity !== "error"));
  const scope = plural(checked.length, "file");
  for (const line of toPretty({ manifests, ok, scope }, { colour })) write(line);
  return ok ? 0 : 1;
}

/** In the shape in which findings about manifests are printed. */
function toChecked({ file, text, findings }: CheckedVocabulary): CheckedManifest {
  const problems: readonly Problem[] = findings.map((finding) => ({ ...finding, file, pointer: "" }));
  const excerpts = new Map([[file, createExcerpts(new TextEncoder().encode(text), problems)]]);
  return { file, problems, documents: [], excerpts };
}
