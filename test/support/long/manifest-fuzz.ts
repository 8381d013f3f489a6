import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CheckedFile, Checker } from "../../../src/catalogue/checker.ts";
import { createChecker } from "../../../src/catalogue/checker.ts";
import type { Problem } from "../../../src/manifest/problems.ts";
import { findProjectRoot } from "../../../src/project-root.ts";
import { loadVocabularies } from "../../../src/vocabulary/load.ts";
import { toLines } from "../../../src/web/view-models/lines.ts";
import { createDice, measure, type Dice, type LongRow } from "./long-row.ts";
import { mutate, plantSecret, type Planted } from "./manifest-mutations.ts";

export interface ManifestFuzzSizes {
  /** Damaged copies of each manifest. */
  readonly perManifest: number;
}

interface Sample {
  readonly file: string;
  readonly text: string;
  readonly beside: string | undefined;
}

/** More findings than any reader reads: a file must not be able to ask for more. */
const MOST_FINDINGS = 2_000;
/** At making a file shorter that shows a fault. */
const MOST_ATTEMPTS = 1_500;
const LONGEST_EXCERPT = 600;
const DISCOVERY_FILE = "ivoa-discovery.yaml";

/**
 * Damages real manifests and checks each with the real vocabularies. The checker must not throw, every finding
 * must lie inside its text, none may show what stands in `environment`, and there must be a bounded number of
 * them, however hostile the file is.
 */
export async function runManifestFuzz(sizes: ManifestFuzzSizes, seed: number): Promise<LongRow> {
  const samples = loadSamples();
  const size = `${samples.length} manifests × ${sizes.perManifest} copies`;
  return measure({ test: "manifest-fuzz", seed, size }, async () => {
    const checker = createChecker(await loadVocabularies(join(findProjectRoot(), "vocabularies")));
    const dice = createDice(seed);
    const faults = new Faults();
    const seen = {
      files: 0,
      findings: 0,
      secrets: 0,
      rules: new Set<string>(),
      slowest: { ms: 0, name: "" },
    };
    for (const sample of samples) {
      for (let copy = 0; copy < sizes.perManifest; copy += 1) {
        const name = `${sample.file} #${copy}`;
        const damaged = damage(sample, dice);
        const start = performance.now();
        const checked = checkDamaged(checker, damaged);
        const ms = performance.now() - start;
        if (ms > seen.slowest.ms) seen.slowest = { ms, name };
        seen.files += 1;
        for (const fault of inspect(checked, damaged)) faults.add(fault, name, damaged);
        if (checked instanceof Error) continue;
        seen.findings += checked.problems.length;
        if (checked.problems.some(({ rule }) => rule.startsWith("secret/"))) seen.secrets += 1;
        for (const { rule } of checked.problems) seen.rules.add(rule);
      }
    }
    faults.throwIfAny(checker);
    const slowest = `slowest ${seen.slowest.ms.toFixed(0)} ms (${seen.slowest.name})`;
    return `${seen.files} files, ${seen.findings} findings of ${seen.rules.size} rules, ${seen.secrets} with a secret found; ${slowest}`;
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

interface Damaged {
  readonly bytes: Uint8Array;
  readonly beside: Uint8Array | undefined;
  /** What was put into `environment`, when there was room for it. */
  readonly planted: Planted | undefined;
}

function damage(sample: Sample, dice: Dice): Damaged {
  const planted = dice.chance(0.5) ? plantSecret(sample.text, dice) : undefined;
  const bytes = mutate(planted?.text ?? sample.text, dice, planted?.keep);
  const hurtBeside = sample.beside !== undefined && dice.chance(0.3);
  const beside =
    sample.beside === undefined
      ? undefined
      : hurtBeside
        ? mutate(sample.beside, dice, undefined)
        : new TextEncoder().encode(sample.beside);
  return { bytes, beside, planted };
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

/** Faults by kind, each with the shortest file that shows it. */
class Faults {
  readonly #kinds = new Map<string, { count: number; name: string; damaged: Damaged }>();

  add(fault: string, name: string, damaged: Damaged): void {
    const kind = kindOf(fault);
    const known = this.#kinds.get(kind);
    const isShorter = known === undefined || damaged.bytes.length < known.damaged.bytes.length;
    this.#kinds.set(kind, { ...(isShorter ? { name, damaged } : known), count: (known?.count ?? 0) + 1 });
  }

  throwIfAny(checker: Checker): void {
    if (this.#kinds.size === 0) return;
    const told = [...this.#kinds].map(([kind, { count, name, damaged }]) => {
      const short = shorten(damaged, (candidate) => faultOf(checker, candidate, kind) !== undefined);
      const text = [short.bytes, short.beside ?? new Uint8Array()].map(quoted).join(" beside ");
      return `${count} × ${faultOf(checker, short, kind) ?? kind}\n  in ${name}, made shorter: ${text}`;
    });
    throw new Error(told.join("\n"));
  }
}

function quoted(bytes: Uint8Array): string {
  const text = JSON.stringify(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
  return text.slice(0, LONGEST_EXCERPT);
}

function kindOf(fault: string): string {
  return fault.slice(0, fault.indexOf(":"));
}

function faultOf(checker: Checker, damaged: Damaged, kind: string): string | undefined {
  return [...inspect(checkDamaged(checker, damaged), damaged)].find((fault) => kindOf(fault) === kind);
}

/** Leaves out lines, then single bytes, as long as the fault stays. */
function shorten(damaged: Damaged, hasFault: (candidate: Damaged) => boolean): Damaged {
  let best = damaged;
  let left = MOST_ATTEMPTS;
  const isFaulty = (candidate: Damaged): boolean => (left -= 1) > 0 && hasFault(candidate);
  for (const length of [400, 40, 4, 1]) {
    for (let at = 0; at < linesIn(best).length;) {
      const candidate = withBytes(best, linesIn(best).toSpliced(at, length));
      if (isFaulty(candidate)) best = candidate;
      else at += length;
    }
  }
  const lines = linesIn(best);
  for (const [at, line] of lines.entries()) {
    // The secret must stay where it was put.
    const isKept = line.includes(best.planted?.secret ?? "\n") || line.includes("environment:");
    if (isKept || line.length > 2_000) continue;
    for (let end = line.length - 1; end >= 0; end -= 1) {
      const shorter = (lines[at] ?? "").slice(0, end) + (lines[at] ?? "").slice(end + 1);
      const candidate = withBytes(best, lines.with(at, shorter));
      if (!isFaulty(candidate)) continue;
      lines[at] = shorter;
      best = candidate;
    }
  }
  return best;
}

/** Latin-1 keeps bytes as they are. */
function linesIn({ bytes }: Damaged): string[] {
  return Buffer.from(bytes).toString("latin1").split("\n");
}

function withBytes(damaged: Damaged, lines: readonly string[]): Damaged {
  return { ...damaged, bytes: new Uint8Array(Buffer.from(lines.join("\n"), "latin1")) };
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
