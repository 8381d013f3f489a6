import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { dirname, resolve } from "node:path";
import { createRandom } from "../../../bench/generate-entries.ts";

/** What a long test came to: a row of the table in `docs/measurements.md`. */
export interface LongRow {
  readonly test: string;
  readonly seed: number;
  readonly size: string;
  readonly seconds: number;
  readonly outcome: string;
}

/** The seed of a run: fixed, unless `EXECAT_TEST_SEED` gives another. */
export function seedOf(fixed: number): number {
  const given = process.env["EXECAT_TEST_SEED"];
  if (given === undefined) return fixed;
  if (!/^\d{1,9}$/u.test(given)) throw new Error(`EXECAT_TEST_SEED is "${given}": give a whole number.`);
  return Number(given);
}

/** Random choices that are the same for the same seed. */
export interface Dice {
  readonly number: () => number;
  /** A whole number from 0 up to, but not including, `end`. */
  below(end: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
}

export function createDice(seed: number): Dice {
  const number = createRandom(seed);
  const below = (end: number): number => Math.floor(number() * end);
  return {
    number,
    below,
    chance: (probability) => number() < probability,
    pick(list) {
      const item = list[below(list.length)];
      if (item === undefined) throw new Error("There is nothing to pick from.");
      return item;
    },
  };
}

/** A long test that failed, with the row of it. */
class FailedRun extends Error {
  readonly row: LongRow;

  constructor(row: LongRow, cause: unknown) {
    super(`${row.test}, seed ${row.seed}, ${row.size}:\n${row.outcome}`, { cause });
    this.row = row;
  }
}

/** Runs a long test and measures it. A failure says with which seed it comes again. */
export async function measure(
  about: Pick<LongRow, "test" | "seed" | "size">,
  work: () => Promise<string>,
): Promise<LongRow> {
  const start = performance.now();
  const row = (outcome: string): LongRow => ({
    ...about,
    seconds: (performance.now() - start) / 1000,
    outcome,
  });
  try {
    return row(await work());
  } catch (cause) {
    throw new FailedRun(row(`FAILED: ${cause instanceof Error ? cause.message : String(cause)}`), cause);
  }
}

const ROWS = resolve(import.meta.dirname, "../../../test-results/soak.jsonl");

/** The row of a run, kept for the table that the soak run ends with, also when the run failed. */
export async function kept(run: Promise<LongRow>): Promise<LongRow> {
  try {
    const row = await run;
    keepRow(row);
    return row;
  } catch (error) {
    if (error instanceof FailedRun) keepRow(error.row);
    throw error;
  }
}

function keepRow(row: LongRow): void {
  mkdirSync(dirname(ROWS), { recursive: true });
  appendFileSync(ROWS, `${JSON.stringify(row)}\n`);
}

/** Global set-up of the soak run: begins an empty table, and prints it at the end. */
export function setup(): () => void {
  rmSync(ROWS, { force: true });
  return () => {
    process.stdout.write(`\n${toTable(readRows())}\n`);
  };
}

function readRows(): readonly LongRow[] {
  if (!existsSync(ROWS)) return [];
  const lines = readFileSync(ROWS, "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as LongRow);
}

/** One Markdown table with commit and machine above it. */
export function toTable(rows: readonly LongRow[]): string {
  const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll(/\s+/gu, " ");
  return [
    `Commit ${commit()}, Node ${process.versions.node}, ${machine()}.`,
    "",
    "| test | seed | size | seconds | outcome |",
    "|---|---|---|---|---|",
    ...rows.map(
      ({ test, seed, size, seconds, outcome }) =>
        `| ${cell(test)} | ${seed} | ${cell(size)} | ${seconds.toFixed(1)} | ${cell(outcome)} |`,
    ),
    "",
  ].join("\n");
}

function commit(): string {
  const git = (...args: readonly string[]): string =>
    execFileSync("git", args, {
      cwd: dirname(ROWS),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  try {
    const changed = git("status", "--porcelain", "--untracked-files=no") !== "";
    return `${git("rev-parse", "--short", "HEAD")}${changed ? " with changes" : ""}`;
  } catch {
    return "unknown";
  }
}

function machine(): string {
  const all = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `${all.length} cores (${all[0]?.model.trim() ?? "unknown"}), ${memory} GiB`;
}
