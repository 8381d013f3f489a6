import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Checker } from "../catalogue/checker.ts";
import { ExecatError } from "../errors.ts";
import type { Problem } from "../manifest/problems.ts";
import { applyFixes, isMendable } from "../manifest/yaml/apply-fixes.ts";
import type { FoundManifest } from "./find-manifests.ts";

/** A fix may bring another finding to light; so many times in a row is more than any manifest needs. */
const MAX_ROUNDS = 10;

export interface FixedManifest {
  readonly manifest: FoundManifest;
  /** How many findings were mended. */
  readonly count: number;
}

/**
 * Mends what has exactly one right answer, in the file itself and in the one beside it, and writes what changed.
 * Fails with `SOURCE_INVALID` when a file cannot be written.
 */
export async function fixManifest(
  manifest: FoundManifest,
  checker: Checker,
  cwd: string,
): Promise<FixedManifest> {
  const fixed = applySafely(manifest, checker);
  await writeChanged(manifest.file, manifest.bytes, fixed.manifest.bytes, cwd);
  const { discovery } = fixed.manifest;
  if (discovery !== undefined && manifest.discovery !== undefined) {
    await writeChanged(discovery.file, manifest.discovery.bytes, discovery.bytes, cwd);
  }
  return fixed;
}

/** The manifest with every fix that makes it better; the result is checked after each step, never trusted. */
export function applySafely(manifest: FoundManifest, checker: Checker): FixedManifest {
  let current = manifest;
  let count = 0;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const problems = checkOne(current, checker);
    const fixable = problems.filter(isMendable);
    if (fixable.length === 0) break;
    const next =
      better(current, problems, fixable, checker) ??
      fixable.map((one) => better(current, problems, [one], checker)).find((tried) => tried !== undefined);
    if (next === undefined) break;
    current = next.manifest;
    count += next.count;
  }
  return { manifest: current, count };
}

/** What the fixes make of the manifest, when fewer findings are left after them than before. */
function better(
  manifest: FoundManifest,
  before: readonly Problem[],
  fixes: readonly Problem[],
  checker: Checker,
): FixedManifest | undefined {
  const own = applyTo(manifest.bytes, manifest.file, fixes);
  const { discovery } = manifest;
  const beside = discovery === undefined ? undefined : applyTo(discovery.bytes, discovery.file, fixes);
  const tried: FoundManifest = {
    file: manifest.file,
    bytes: own.bytes,
    discovery:
      discovery === undefined || beside === undefined ? discovery : { ...discovery, bytes: beside.bytes },
  };
  const count = own.count + (beside?.count ?? 0);
  return count > 0 && isBetter(checkOne(tried, checker), before, fixes)
    ? { manifest: tried, count }
    : undefined;
}

/**
 * Fewer errors; or as many, and fewer warnings; or as many of both, and fewer hints. What comes to light below a key
 * that had no meaning before does not count: the fix did not make it. What is wrong with the key itself does: then
 * another one was meant, or another value.
 */
function isBetter(after: readonly Problem[], before: readonly Problem[], fixes: readonly Problem[]): boolean {
  const revealed = fixes.flatMap((problem) => revealedBy(problem));
  const isRevealed = ({ rule, pointer }: Problem): boolean =>
    rule !== "yaml/duplicate-key" && revealed.some((place) => pointer.startsWith(`${place}/`));
  const caused = after.filter((problem) => !isRevealed(problem));
  for (const severity of ["error", "warning", "hint"] as const) {
    const count = (problems: readonly Problem[]): number =>
      problems.filter((problem) => problem.severity === severity).length;
    const difference = count(caused) - count(before);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** The place that a key has once it is spelt as it should be. */
function revealedBy({ rule, pointer, fix = "" }: Problem): readonly string[] {
  if (rule !== "shape/misspelt-key" && rule !== "shape/unknown-key") return [];
  const key = fix.replaceAll(/^["']|["']$/gu, "");
  return [`${pointer.slice(0, pointer.lastIndexOf("/"))}/${key}`];
}

function applyTo(
  bytes: Uint8Array,
  file: string,
  fixes: readonly Problem[],
): { readonly bytes: Uint8Array; readonly count: number } {
  const own = fixes.filter((problem) => problem.file === file);
  if (own.length === 0) return { bytes, count: 0 };
  const { text, applied } = applyFixes(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), own);
  return { bytes: new TextEncoder().encode(text), count: applied.length };
}

function checkOne({ file, bytes, discovery }: FoundManifest, checker: Checker): readonly Problem[] {
  return checker.check(bytes, { file, discovery }).problems;
}

async function writeChanged(file: string, before: Uint8Array, after: Uint8Array, cwd: string): Promise<void> {
  if (Buffer.compare(before, after) === 0) return;
  try {
    await writeFile(path.resolve(cwd, file), after);
  } catch (cause) {
    throw new ExecatError("SOURCE_INVALID", `"${file}" could not be written.`, {
      hint: "Check who may write it; nothing else was changed.",
      cause,
    });
  }
}
