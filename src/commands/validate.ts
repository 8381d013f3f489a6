import type { Checker } from "../catalogue/checker.ts";
import { ExecatError } from "../errors.ts";
import type { Problem, Severity } from "../manifest/problems.ts";
import { createExcerpts, type Excerpts } from "../manifest/yaml/excerpt.ts";
import type { ExitCode } from "./command-context.ts";
import { findManifests, type FoundManifest } from "./find-manifests.ts";
import type { FormatName } from "./formats/format-names.ts";
import { FORMATS } from "./formats/index.ts";
import { plural, type CheckedManifest } from "./formats/report.ts";
import { fixManifest } from "./validate-fix.ts";

export interface ValidateOptions {
  readonly format: FormatName;
  /** From which severity on findings count for the exit code. */
  readonly severity: Severity;
  /** Whether safe fixes are written into the files before they are checked. */
  readonly fix?: boolean | undefined;
}

export interface ValidateDependencies {
  readonly checker: Checker;
  /** Writes a line; the text comes without a line break. */
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** Paths that are not absolute are looked up here. */
  readonly cwd: string;
  /** Whether the output shows colours; no when absent. */
  readonly colour?: boolean | undefined;
}

const COUNTING: Readonly<Record<Severity, ReadonlySet<Severity>>> = {
  error: new Set(["error"]),
  warning: new Set(["error", "warning"]),
  hint: new Set(["error", "warning", "hint"]),
};

/**
 * Checks files, or all manifests below folders, and prints what was found; with `fix` it mends first what can be
 * mended safely. Answers 0 when nothing counts, 1 when something does, 2 when a path could not be read or written.
 */
export async function validate(
  paths: readonly string[],
  options: ValidateOptions,
  dependencies: ValidateDependencies,
): Promise<ExitCode> {
  const { write, writeError, colour = false } = dependencies;
  const manifests: CheckedManifest[] = [];
  let couldRun = true;
  for (const named of paths) {
    try {
      manifests.push(...(await checkPath(named, options, dependencies)));
    } catch (error) {
      if (!(error instanceof ExecatError)) throw error;
      couldRun = false;
      writeError(error.hint === undefined ? error.message : `${error.message}\n  ${error.hint}`);
    }
  }
  const counting = COUNTING[options.severity];
  const failed = manifests.some(({ problems }) => problems.some(({ severity }) => counting.has(severity)));
  const report = { manifests, ok: couldRun && !failed };
  for (const line of FORMATS[options.format](report, { colour })) write(line);
  if (!couldRun) return 2;
  return failed ? 1 : 0;
}

async function checkPath(
  named: string,
  { fix = false }: ValidateOptions,
  { checker, writeError, cwd }: ValidateDependencies,
): Promise<readonly CheckedManifest[]> {
  const found = await findManifests(named, cwd);
  if (!fix) return found.map((manifest) => check(manifest, checker));
  const checked: CheckedManifest[] = [];
  for (const manifest of found) {
    const fixed = await fixManifest(manifest, checker, cwd);
    // On stderr, since stdout may be a report that a program reads.
    if (fixed.count > 0) writeError(`${manifest.file}: ${plural(fixed.count, "finding")} mended.`);
    checked.push(check(fixed.manifest, checker));
  }
  return checked;
}

function check({ file, bytes, discovery }: FoundManifest, checker: Checker): CheckedManifest {
  const { problems, documents } = checker.check(bytes, { file, discovery });
  const of = (name: string, text: Uint8Array): readonly [string, Excerpts] => [
    name,
    createExcerpts(
      text,
      problems.filter((problem: Problem) => problem.file === name),
    ),
  ];
  const excerpts = new Map([
    of(file, bytes),
    ...(discovery === undefined ? [] : [of(discovery.file, discovery.bytes)]),
  ]);
  return { file, problems, documents, excerpts };
}
