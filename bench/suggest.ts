import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { findProjectRoot } from "../src/project-root.ts";
import { loadVocabularies } from "../src/vocabulary/load.ts";
import { createSuggester, type Suggester } from "../src/vocabulary/suggest/create-suggester.ts";
import type { SuggestedTerm } from "../src/vocabulary/suggest/suggested-term.ts";
import type { Vocabularies } from "../src/vocabulary/vocabulary.ts";
import { findMirror, readTexts } from "./suggest-texts.ts";

const ENV = "EXECAT_BENCH_REPOSITORIES";
const FACET = "task";
const LOOKED_AT = 3;
const HALVES = ["tuning", "held-out"] as const;

/** What is known of a real project, from `suggest-projects.yaml`. */
interface KnownProject {
  readonly repository: string;
  readonly half: (typeof HALVES)[number];
  /** Ids of the concepts that are right. */
  readonly task: readonly string[];
}

interface Measured {
  readonly half: KnownProject["half"];
  readonly isAmongFirst: boolean;
  /** Whether the catalogue's own tag is right; absent when it gives none. */
  readonly isTagRight: boolean | undefined;
  readonly cpuMs: number;
}

/**
 * Measures the suggester on real projects, whose repositories lie as bare mirrors (`owner+name`) in the folder that
 * EXECAT_BENCH_REPOSITORIES names. Those that are not there are left out and counted.
 */
export async function run(): Promise<string> {
  const given = process.env[ENV];
  if (given === undefined) return `Terms for real projects: not measured: ${ENV} names no folder of them.`;
  const root = findProjectRoot();
  const vocabularies = await loadVocabularies(join(root, "vocabularies"));
  const projects = readProjects(join(root, "bench", "suggest-projects.yaml"), vocabularies);
  const suggester = createSuggester(vocabularies);
  // The index is made before anything is timed.
  suggester.suggest({ title: "none" });
  const measured = projects.flatMap((project) => {
    const gitDir = findMirror(resolve(given), project.repository);
    return gitDir === undefined ? [] : [measure(project, gitDir, suggester)];
  });
  return toTable(measured, projects.length);
}

/** Throws for a half that does not follow from the name, and for a task that the vocabulary does not have. */
function readProjects(file: string, vocabularies: Vocabularies): readonly KnownProject[] {
  const { projects } = parse(readFileSync(file, "utf8")) as { readonly projects: readonly KnownProject[] };
  for (const { repository, half, task } of projects) {
    if (half !== halfOf(repository)) throw new Error(`"${repository}" is in the wrong half.`);
    const unknown = task.find((id) => vocabularies.findConcept(FACET, id) === undefined);
    if (unknown !== undefined) throw new Error(`"${repository}" has an unknown task "${unknown}".`);
  }
  return projects;
}

/** By the name alone, so that nobody chooses. */
function halfOf(repository: string): KnownProject["half"] {
  const [first = 0] = createHash("sha256").update(repository.toLowerCase()).digest();
  return first % 2 === 0 ? "tuning" : "held-out";
}

function measure({ half, task, repository }: KnownProject, gitDir: string, suggester: Suggester): Measured {
  const texts = readTexts(gitDir);
  // An author's files may be read wrongly, but nothing of them may be a reason to stop.
  if (texts.readme?.length === 0 && texts.summary === undefined) {
    process.stderr.write(`"${repository}" says nothing of itself.\n`);
  }
  const before = process.cpuUsage();
  const terms = suggester.suggest(texts).filter(({ facet }) => facet === FACET);
  const { user, system } = process.cpuUsage(before);
  const isRight = ({ concept }: SuggestedTerm): boolean => task.includes(concept.id);
  const tag = terms.find(({ clear }) => clear);
  return {
    half,
    isAmongFirst: terms.slice(0, LOOKED_AT).some(isRight),
    isTagRight: tag === undefined ? undefined : isRight(tag),
    cpuMs: (user + system) / 1000,
  };
}

function toTable(measured: readonly Measured[], listed: number): string {
  const rows = HALVES.map((half) => {
    const own = measured.filter((one) => one.half === half);
    const tagged = own.filter(({ isTagRight }) => isTagRight !== undefined);
    const first = own.filter(({ isAmongFirst }) => isAmongFirst).length;
    const right = tagged.filter(({ isTagRight }) => isTagRight === true).length;
    return `| ${half} | ${String(own.length)} | ${share(first, own.length)} | ${String(tagged.length)} | ${share(right, tagged.length)} |`;
  });
  const times = measured.map(({ cpuMs }) => cpuMs).toSorted((left, right) => left - right);
  const median = times[Math.floor(times.length / 2)] ?? 0;
  return [
    `What real projects do, by their README and package description (${String(measured.length)} of ${String(listed)} projects were there):`,
    "",
    "| half | projects | right task among the first three | tagged by the catalogue | tag is right |",
    "|---|--:|--:|--:|--:|",
    ...rows,
    "",
    `A project took ${median.toFixed(1)} ms of processor time (median), at most ${(times.at(-1) ?? 0).toFixed(1)} ms. Aims: 80 % among the first three, 90 % of the tags.`,
  ].join("\n");
}

function share(part: number, whole: number): string {
  return whole === 0 ? "–" : `${((100 * part) / whole).toFixed(0)} % (${String(part)})`;
}
