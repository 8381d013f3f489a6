import { readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Checker } from "../catalogue/checker.ts";
import { withoutAsked } from "../catalogue/without-asked.ts";
import { ExecatError } from "../errors.ts";
import { MANIFEST_NAMES } from "../manifest/file-names.ts";
import type { RepositoryFacts } from "../repository-facts/facts.ts";
import type { ProgramTexts } from "../vocabulary/suggest/suggested-term.ts";
import { suggesterOf } from "../vocabulary/suggest/suggester-of.ts";
import type { Vocabularies } from "../vocabulary/vocabulary.ts";
import type { CommandOutput, ExitCode } from "./command-context.ts";
import { type DraftAnswers, draftManifest } from "./init-draft.ts";
import { draftPackage, type Origin } from "./init-package.ts";
import { type Ask, askAuthor, askTerms } from "./init-questions.ts";
import { type ReadRepository, readRepository } from "./init-read.ts";

export interface InitDependencies {
  readonly checker: Checker;
  readonly vocabularies: Vocabularies;
  readonly output: CommandOutput;
  /** Asks the author; absent when nobody is there to answer, and then TODOs are left. */
  readonly ask: Ask | undefined;
  /** The developer's document that this one is derived from. */
  readonly origin: Origin | undefined;
  /** Address of the schema for the first line. */
  readonly schema: string | undefined;
}

const NAME = MANIFEST_NAMES[0] ?? "ivoa-execution.yaml";

/**
 * `execat init`: drafts a manifest in `folder` from what its repository says, or from a developer's document, checks
 * it and says what is left to do. Throws `CONFLICT` when there is a manifest: nothing is ever overwritten.
 */
export async function init(folder: string, dependencies: InitDependencies): Promise<ExitCode> {
  const { checker, output, origin } = dependencies;
  const repository = await readRepository(folder);
  const present = (await readdir(folder)).find((name) => MANIFEST_NAMES.includes(name));
  if (present !== undefined) throw alreadyThere(path.join(folder, present));
  for (const { file, reason } of repository.unread) {
    output.writeError(`"${file}" was left out, since it cannot be read: ${reason}`);
  }
  const text =
    origin === undefined
      ? await draft(repository, path.basename(path.resolve(folder)), dependencies)
      : draftPackage(origin, { schema: dependencies.schema });
  const file = path.join(folder, NAME);
  await writeNew(file, text);
  output.write(`Wrote ${file}, with ${count(text.match(/TODO/gu)?.length ?? 0, "TODO")} for you.`);
  const used = new Set(Object.values(repository.facts).flatMap((fact) => fact?.from ?? []));
  if (origin === undefined && used.size > 0) output.write(`Taken from: ${[...used].join(", ")}.`);
  const checked = checker.check(Buffer.from(text), { file: NAME });
  const { problems } = withoutAsked(checked, origin === undefined ? repository.crawled : undefined);
  for (const { line, severity, sentence } of problems)
    output.write(`${file}:${line} ${severity} ${sentence}`);
  output.write("Next: edit it, run `execat validate`, commit it.");
  return 0;
}

async function draft(
  { facts, crawled, readme }: ReadRepository,
  folderName: string,
  { vocabularies, ask, schema }: InitDependencies,
): Promise<string> {
  const answers = ask === undefined ? { inputs: [] } : await askAuthor(facts, ask);
  const proposed = suggesterOf(vocabularies).suggest({ ...describedBy(facts, answers), readme });
  const terms = ask === undefined ? proposed : await askTerms(proposed, ask);
  // A title from the folder is better than an empty block, but no reason not to ask.
  const name = facts.name ?? { value: folderName, from: "the folder's name" };
  return draftManifest({
    facts: { ...facts, name },
    crawled,
    answers,
    terms,
    facets: vocabularies.facets,
    schema,
  });
}

function describedBy(facts: RepositoryFacts, answers: DraftAnswers): ProgramTexts {
  return {
    title: answers.title ?? facts.title?.value,
    summary: answers.summary ?? facts.summary?.value,
    description: facts.description?.value,
    keywords: facts.keywords?.value,
  };
}

async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: "wx" });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EEXIST") throw alreadyThere(file);
    throw new ExecatError("SOURCE_INVALID", `"${file}" cannot be written (${code ?? "unknown reason"}).`, {
      hint: "Check who may write there.",
      cause,
    });
  }
}

function alreadyThere(file: string): ExecatError {
  return new ExecatError("CONFLICT", `There is a manifest already: "${file}".`, {
    hint: "It is left as it is. `execat validate` says what could be better; move it away to draft a new one.",
  });
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}
