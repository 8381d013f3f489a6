import type { CheckedDocument, Checker } from "../catalogue/checker.ts";
import { ExecatError } from "../errors.ts";
import type { Problem, Severity } from "../manifest/problems.ts";
import type { ExitCode } from "./command-context.ts";
import { findManifests, type FoundManifest } from "./find-manifests.ts";

export interface ValidateOptions {
  readonly format: "text" | "json";
  /** From which severity on findings count for the exit code. */
  readonly severity: "error" | "warning";
}

export interface ValidateDependencies {
  readonly checker: Checker;
  /** Writes a line; the text comes without a line break. */
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** Paths that are not absolute are looked up here. */
  readonly cwd: string;
}

interface Checked {
  readonly file: string;
  readonly problems: readonly Problem[];
  readonly documents: readonly CheckedDocument[];
}

/**
 * Checks files, or all manifests below folders, and prints what was found.
 * Answers 0 when nothing counts, 1 when something does, 2 when a path could not be read.
 */
export async function validate(
  paths: readonly string[],
  options: ValidateOptions,
  { checker, write, writeError, cwd }: ValidateDependencies,
): Promise<ExitCode> {
  const checked: Checked[] = [];
  let couldRun = true;
  for (const named of paths) {
    try {
      const found = await findManifests(named, cwd);
      checked.push(...found.map((manifest) => check(manifest, checker)));
    } catch (error) {
      if (!(error instanceof ExecatError)) throw error;
      couldRun = false;
      writeError(error.hint === undefined ? error.message : `${error.message}\n  ${error.hint}`);
    }
  }
  const problems = checked.flatMap((file) => file.problems);
  const failed = problems.some(
    ({ severity }) => severity === "error" || (severity === "warning" && options.severity === "warning"),
  );
  if (options.format === "json") write(JSON.stringify(toJson(checked, couldRun && !failed), null, 2));
  else if (checked.length > 0) for (const line of toText(checked)) write(line);
  if (!couldRun) return 2;
  return failed ? 1 : 0;
}

function check({ file, bytes, discovery }: FoundManifest, checker: Checker): Checked {
  return { file, ...checker.check(bytes, { file, discovery }) };
}

function* toText(checked: readonly Checked[]): Generator<string> {
  const problems = checked.flatMap((file) => file.problems);
  for (const { file, line, column, severity, sentence, rule, hint } of problems) {
    yield `${file}:${line}:${column} ${severity} ${sentence} [${rule}]`;
    if (hint !== undefined) yield `  ${hint}`;
  }
  const count = (severity: Severity, word: string): string =>
    plural(problems.filter((problem) => problem.severity === severity).length, word);
  const documents = checked.reduce((sum, file) => sum + file.documents.length, 0);
  yield `${count("error", "error")}, ${count("warning", "warning")}, ${count("hint", "hint")} in ${plural(documents, "document")} of ${plural(checked.length, "file")}`;
}

function toJson(checked: readonly Checked[], ok: boolean): unknown {
  return {
    ok,
    problems: checked.flatMap((file) => file.problems.map(problemJson)),
    entries: checked.flatMap(({ file, documents }) =>
      documents.map(({ number, model, discovery, dialect, publishable }) => ({
        file,
        document: number,
        name: discovery?.name ?? model?.executable.name ?? null,
        title: discovery?.title ?? null,
        dialect: dialect ?? null,
        publishable,
      })),
    ),
  };
}

function problemJson(problem: Problem): unknown {
  const { rule, severity, pointer, file, line, column, endLine, endColumn, sentence, hint, fix } = problem;
  const place = { pointer, file, line, column, endLine, endColumn };
  return { rule, severity, ...place, sentence, hint: hint ?? null, fix: fix ?? null };
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
