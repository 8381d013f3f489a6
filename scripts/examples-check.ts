import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { isMap, isScalar, isSeq, LineCounter, parseAllDocuments, visit } from "yaml";
import type { Scalar } from "yaml";

/** A statement in an example that has no source on its line, or a file that could not be looked at. */
export interface UnsourcedFact {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly sentence: string;
}

export interface FactReport {
  /** Facts that were looked at, with a source or without. */
  readonly facts: number;
  readonly unsourced: readonly UnsourcedFact[];
}

export interface ExamplesReport extends FactReport {
  readonly repositories: number;
  readonly files: number;
  /** Files of the folders that are wrong on purpose; what they say is invented. */
  readonly skipped: number;
}

const FACT_KEYS = new Set(["license", "doi", "bibcode", "orcid", "digest", "locations"]);
const WRONG_ON_PURPOSE = /^wrong-on-purpose-/;
const SOURCE_COMMENT = /^[^\n#]*#\s*(?:.*\s)?source:\s*(?<source>[^\n]*?)\s*$/;
const SOURCE_FORM = /^(?:[\w.-]+\/[\w.-]+:\S+|PyPI metadata of \S+ \S+)$/;

/**
 * Lists the licences, DOIs, bibcodes, digests, image locations and notebook addresses of one YAML text that do not
 * say on their own line where they come from. Text that is not YAML is one finding, never a throw.
 */
export function findUnsourcedFacts(text: string, file: string): FactReport {
  const lineCounter = new LineCounter();
  const unsourced: UnsourcedFact[] = [];
  let facts = 0;
  for (const document of parseAllDocuments(text, { lineCounter })) {
    const error = document.errors[0];
    if (error !== undefined) {
      const line = lineCounter.linePos(error.pos[0]).line;
      unsourced.push({ file, line, sentence: `Not YAML: ${firstLine(error.message)}` });
      continue;
    }
    for (const { key, scalar } of factsIn(document)) {
      facts += 1;
      const fault = faultOf(text, scalar);
      if (fault === undefined) continue;
      const line = lineCounter.linePos(scalar.range?.[0] ?? 0).line;
      unsourced.push({ file, line, sentence: `${key} "${String(scalar.value)}" ${fault}` });
    }
  }
  return { facts, unsourced };
}

/** Looks at every YAML file of every repository (sub-folder) of a folder. Rejects when the folder cannot be read. */
export async function checkExamples(folder: string): Promise<ExamplesReport> {
  const repositories = (await readdir(folder, { withFileTypes: true }))
    .filter((item) => item.isDirectory())
    .map((item) => item.name)
    .toSorted();
  let facts = 0;
  let files = 0;
  let skipped = 0;
  const unsourced: UnsourcedFact[] = [];
  for (const repository of repositories) {
    for (const file of await yamlFilesIn(path.join(folder, repository))) {
      files += 1;
      if (WRONG_ON_PURPOSE.test(repository)) {
        skipped += 1;
        continue;
      }
      const report = findUnsourcedFacts(await readFile(file, "utf8"), file);
      facts += report.facts;
      unsourced.push(...report.unsourced);
    }
  }
  return { repositories: repositories.length, files, skipped, facts, unsourced };
}

/** The report as lines for a terminal. */
export function describeReport(report: ExamplesReport): string {
  if (report.unsourced.length > 0) {
    const lines = report.unsourced.map((fact) => `${fact.file}:${fact.line}: ${fact.sentence}`);
    return [...lines, `${report.unsourced.length} of ${report.facts} facts without a source.`].join("\n");
  }
  const checked = report.files - report.skipped;
  return (
    `${report.facts} facts in ${checked} files of ${report.repositories} repositories, each with its source; ` +
    `${report.skipped} files that are wrong on purpose were left out.`
  );
}

interface Fact {
  readonly key: string;
  readonly scalar: Scalar;
}

function factsIn(document: ReturnType<typeof parseAllDocuments>[number]): readonly Fact[] {
  const facts: Fact[] = [];
  visit(document, {
    Pair(_, pair, ancestors) {
      const key = isScalar(pair.key) ? String(pair.key.value) : "";
      const isAddress = key === "location" && isExecutable(ancestors.at(-2));
      if (!FACT_KEYS.has(key) && !isAddress) return;
      const values = isSeq(pair.value) ? pair.value.items : [pair.value];
      for (const value of values) if (isScalar(value)) facts.push({ key, scalar: value });
    },
  });
  return facts;
}

/** The `location` of a notebook or container is a fact; that of data would be the user's own. */
function isExecutable(parent: unknown): boolean {
  return (
    typeof parent === "object" &&
    parent !== null &&
    "key" in parent &&
    isScalar(parent.key) &&
    parent.key.value === "executable" &&
    "value" in parent &&
    isMap(parent.value)
  );
}

function faultOf(text: string, scalar: Scalar): string | undefined {
  const rest = firstLine(text.slice(scalar.range?.[1] ?? 0));
  const source = SOURCE_COMMENT.exec(rest)?.groups?.["source"];
  if (source === undefined) return 'has no "# source:" on its line';
  if (SOURCE_FORM.test(source)) return undefined;
  return `has the source "${source}", which is neither "owner/repository:path" nor "PyPI metadata of package version"`;
}

async function yamlFilesIn(folder: string): Promise<readonly string[]> {
  const items = await readdir(folder, { withFileTypes: true, recursive: true });
  return items
    .filter((item) => item.isFile() && /\.ya?ml$/.test(item.name))
    .map((item) => path.join(item.parentPath, item.name))
    .toSorted();
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}

async function main(): Promise<void> {
  const report = await checkExamples(process.argv[2] ?? "examples");
  process.stdout.write(`${describeReport(report)}\n`);
  if (report.unsourced.length > 0) process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
