import type { Checker } from "../catalogue/checker.ts";
import { ExecatError } from "../errors.ts";
import type { Problem, Severity } from "../manifest/problems.ts";
import type { RepositoryCheck } from "../catalogue/repository-check.ts";
import { createExcerpts, type Excerpts } from "../manifest/yaml/excerpt.ts";
import type { ExitCode } from "./command-context.ts";
import { addFactsBeside } from "./facts-beside.ts";
import { MANIFEST_NAMES } from "../manifest/file-names.ts";
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
  /** Reads what is named by an address; loaded when it is needed. */
  readonly openRepositoryCheck: () => Promise<RepositoryCheck>;
  readonly signal: AbortSignal;
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

/** `https://…`, `git@host:path`, `ext::…`: no path has a scheme of two letters or more. */
const ADDRESS = /^(?:[a-z][a-z0-9+.-]+:|[^/\s]+@[^/\s]+:)/iu;

/**
 * Checks files, all manifests below folders, or those of a repository at an address, and prints what was found; with
 * `fix` it mends first what can be mended safely. Answers 0 when nothing counts, 1 when something does, 2 when a path
 * or an address could not be read, or a file not written.
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
  options: ValidateOptions,
  dependencies: ValidateDependencies,
): Promise<readonly CheckedManifest[]> {
  if (ADDRESS.test(named)) return checkAddress(named, options, dependencies);
  const { checker, writeError, cwd } = dependencies;
  const found = await findManifests(named, cwd);
  if (options.fix !== true) {
    const reports = found.map((manifest) => check(manifest, checker));
    return addFactsBeside(reports, named, cwd);
  }
  const checked: CheckedManifest[] = [];
  for (const manifest of found) {
    const fixed = await fixManifest(manifest, checker, cwd);
    // On stderr, since stdout may be a report that a program reads.
    if (fixed.count > 0) writeError(`${manifest.file}: ${plural(fixed.count, "finding")} mended.`);
    checked.push(check(fixed.manifest, checker));
  }
  return addFactsBeside(checked, named, cwd);
}

/** The manifests of a repository, by their paths in it; files of it that were not read have findings only. */
async function checkAddress(
  url: string,
  { fix }: ValidateOptions,
  { openRepositoryCheck, signal }: ValidateDependencies,
): Promise<readonly CheckedManifest[]> {
  if (fix === true) {
    throw new ExecatError("INVALID_REQUEST", "A repository at an address cannot be mended.", {
      hint: "Clone it, and run `execat validate --fix` there.",
    });
  }
  const { manifests, problems } = await (await openRepositoryCheck()).check(url, signal);
  if (manifests.length === 0 && problems.length === 0) {
    throw new ExecatError("NOT_FOUND", "The default branch of the repository holds no manifest.", {
      hint: `Manifests are named ${MANIFEST_NAMES.join(" or ")}.`,
    });
  }
  const report = manifests.map(({ file, bytes, discovery, checked, facts }) => {
    const ofFile = problems.filter((problem) => problem.file === file || problem.file === discovery?.file);
    const all = [...checked.problems, ...ofFile];
    return { ...toReport({ file, bytes, discovery }, all, checked.documents), facts };
  });
  const files = new Set(manifests.flatMap(({ file, discovery }) => [file, discovery?.file]));
  const others = [...new Set(problems.map(({ file }) => file))].filter((file) => !files.has(file));
  const unread = others.map((file) => ({
    file,
    problems: problems.filter((problem) => problem.file === file),
    documents: [],
    excerpts: new Map(),
  }));
  return [...report, ...unread];
}

function check(manifest: FoundManifest, checker: Checker): CheckedManifest {
  const { file, bytes, discovery } = manifest;
  const { problems, documents } = checker.check(bytes, { file, discovery });
  return toReport(manifest, problems, documents);
}

function toReport(
  { file, bytes, discovery }: FoundManifest,
  problems: readonly Problem[],
  documents: CheckedManifest["documents"],
): CheckedManifest {
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
