import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { CheckedFile, Checker } from "../../../src/catalogue/checker.ts";
import { createChecker } from "../../../src/catalogue/checker.ts";
import type { Problem } from "../../../src/manifest/problems.ts";
import { findProjectRoot } from "../../../src/project-root.ts";
import { loadVocabularies } from "../../../src/vocabulary/load.ts";
import { toLines } from "../../../src/web/view-models/lines.ts";
import { createDice, measure, type Dice, type LongRow } from "./long-row.ts";
import { CostMeter } from "./manifest-cost.ts";
import { ManifestFaults, type Damaged } from "./manifest-faults.ts";
import { mutate, plantSecret, type Planted } from "./manifest-mutations.ts";

export interface ManifestFuzzSizes {
  /** Damaged copies in all, of each manifest as many as of the others. */
  readonly mutations: number;
  /** Whether a text that costs too much is a fault; a quick run beside other tests only says what they cost. */
  readonly holdsCost: boolean;
}

interface Sample {
  readonly file: string;
  readonly text: string;
  readonly beside: string | undefined;
}

/** More findings than any reader reads: a file must not be able to ask for more. */
const MOST_FINDINGS = 2_000;
/** Mutations between two turns of everything else in the process. */
const BREATH = 500;
const DISCOVERY_FILE = "ivoa-discovery.yaml";

/**
 * Damages real manifests and checks each with the real vocabularies. The checker must not throw, every finding
 * must lie inside its text, none may show what stands in `environment`, there must be a bounded number of them, and
 * no text may take more than 100 ms or 64 MiB, however hostile it is; `CostMeter` says how both are read.
 */
export async function runManifestFuzz(sizes: ManifestFuzzSizes, seed: number): Promise<LongRow> {
  const samples = loadSamples();
  const size = `${sizes.mutations} mutations of ${samples.length} manifests`;
  return measure({ test: "manifest-fuzz", seed, size }, async () => {
    const checker = createChecker(await loadVocabularies(join(findProjectRoot(), "vocabularies")));
    const dice = createDice(seed);
    const cost = new CostMeter();
    const faults = new ManifestFaults((damaged) => inspect(checkDamaged(checker, damaged), damaged));
    const rules = new Set<string>();
    let findings = 0;
    let secrets = 0;
    // What runs for the first time is compiled first, which is no cost of a text.
    for (const sample of [...samples, ...samples, ...samples]) checkDamaged(checker, asItIs(sample));
    for (let number = 0; number < sizes.mutations; number += 1) {
      const sample = samples[number % samples.length];
      if (sample === undefined) break;
      // The test runner hears of a test that goes on only when this thread lets it.
      if (number % BREATH === 0) await setImmediate();
      const damaged = damage(sample, dice);
      const name = `#${number} of ${sample.file}${damaged.piece === undefined ? "" : ` with ${damaged.piece}`}`;
      const checked = cost.run(() => checkDamaged(checker, damaged), { name, bytes: damaged.bytes.length });
      for (const fault of inspect(checked, damaged)) faults.add(fault, name, damaged);
      if (checked instanceof Error) continue;
      findings += checked.problems.length;
      if (checked.problems.some(({ rule }) => rule.startsWith("secret/"))) secrets += 1;
      for (const { rule } of checked.problems) rules.add(rule);
    }
    const told = [...faults.told(), ...(sizes.holdsCost ? cost.tooDear : [])];
    if (told.length > 0) throw new Error(told.join("\n"));
    return `${findings} findings of ${rules.size} rules, ${secrets} files with a secret found; ${cost.summary}`;
  });
}

/** Real manifests: the examples, and those that `EXECAT_TEST_DATA` names. */
function loadSamples(): readonly Sample[] {
  const root = findProjectRoot();
  const data = process.env["EXECAT_TEST_DATA"];
  const folders = [join(root, "examples"), ...(data === undefined ? [] : [join(data, "manifests")])];
  return folders.flatMap((folder) => {
    const all = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const texts = new Map(
      all.map((entry) => [
        join(entry.parentPath, entry.name),
        readFileSync(join(entry.parentPath, entry.name), "utf8"),
      ]),
    );
    return [...texts]
      .filter(([file]) => /\.(?:ya?ml|json)$/u.test(file) && !file.endsWith(DISCOVERY_FILE))
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([file, text]) => ({
        file: file.slice(folder.length + 1),
        text,
        beside: texts.get(join(file, "..", DISCOVERY_FILE)),
      }));
  });
}

interface NamedDamage extends Damaged {
  readonly piece: string | undefined;
}

function damage(sample: Sample, dice: Dice): NamedDamage {
  const planted = dice.chance(0.5) ? plantSecret(sample.text, dice) : undefined;
  const { bytes, piece } = mutate(planted?.text ?? sample.text, dice, planted?.keep);
  const { beside } = sample;
  const hurtBeside = beside !== undefined && dice.chance(0.3) ? mutate(beside, dice, undefined) : undefined;
  return {
    bytes,
    beside: hurtBeside?.bytes ?? asItIs(sample).beside,
    planted,
    piece: piece ?? (hurtBeside?.piece === undefined ? undefined : `${hurtBeside.piece} beside`),
  };
}

function asItIs({ text, beside }: Sample): Damaged {
  const encoder = new TextEncoder();
  return {
    bytes: encoder.encode(text),
    beside: beside === undefined ? undefined : encoder.encode(beside),
    planted: undefined,
  };
}

function checkDamaged(checker: Checker, { bytes, beside }: Damaged): CheckedFile | Error {
  try {
    return checker.check(bytes, {
      file: "ivoa-execution.yaml",
      ...(beside === undefined ? {} : { discovery: { file: DISCOVERY_FILE, bytes: beside } }),
    });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** What is wrong with the answer; the part before the colon names the kind of fault. */
function* inspect(checked: CheckedFile | Error, damaged: Damaged): Generator<string> {
  if (checked instanceof Error) {
    yield `the checker throws: ${checked.stack ?? checked.message}`;
    return;
  }
  const { problems, documents } = checked;
  if (problems.length > MOST_FINDINGS) yield `too many findings: ${problems.length}`;
  const lines = { own: linesOf(damaged.bytes), beside: linesOf(damaged.beside ?? new Uint8Array()) };
  for (const problem of problems) {
    const inFile = problem.file === DISCOVERY_FILE ? lines.beside : lines.own;
    if (!isInside(problem, inFile))
      yield `a range outside the text, ${problem.rule}: ${JSON.stringify(problem)}`;
  }
  for (const document of documents) {
    const errors = problems.filter(({ severity }) => severity === "error");
    const held = errors.some((problem) => problem.document === document.number);
    if (document.publishable && held) yield `publishable in spite of an error: ${JSON.stringify(errors)}`;
    if (!document.publishable && errors.length === 0) yield "not publishable and no error says why: document";
  }
  if (damaged.planted !== undefined) yield* inspectSecret(problems, damaged.bytes, damaged.planted);
}

function* inspectSecret(
  problems: readonly Problem[],
  bytes: Uint8Array,
  planted: Planted,
): Generator<string> {
  const { secret } = planted;
  for (const problem of problems) {
    // What `discovery` calls an environment holds names of variables, not their values.
    if (problem.pointer.startsWith("/discovery")) continue;
    const text = JSON.stringify(problem);
    if (text.includes(secret)) yield `a secret in a finding, ${problem.rule}: ${text}`;
  }
  const own = problems.filter(({ file }) => file !== DISCOVERY_FILE);
  // What only looks like an ordinary value (a name that says nothing, no form of a secret) is shown.
  const isFound = own.some(
    ({ rule, pointer }) => rule.startsWith("secret/") && pointer.endsWith(planted.pointer),
  );
  if (!isFound) return;
  const shown = JSON.stringify(toLines(new TextDecoder().decode(bytes), own, "L").lines);
  if (shown.includes(secret)) yield `a secret in the text that a page shows: ${secret}`;
}

/** The lines of a text as positions count them. What cannot be read has its findings at 1:1. */
function linesOf(bytes: Uint8Array): readonly string[] {
  const text = new TextDecoder().decode(bytes);
  return text.split("\n");
}

function isInside(problem: Problem, lines: readonly string[]): boolean {
  const { line, column, endLine, endColumn } = problem;
  const ordered = endLine > line || (endLine === line && endColumn >= column);
  return ordered && isPlace(lines, line, column) && isPlace(lines, endLine, endColumn);
}

/** A place may be just behind the last character of a line. */
function isPlace(lines: readonly string[], line: number, column: number): boolean {
  const text = lines[line - 1];
  return line >= 1 && column >= 1 && text !== undefined && column <= text.length + 1;
}
