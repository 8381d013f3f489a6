import { ExecatError } from "../../../src/errors.ts";
import type { Problem } from "../../../src/manifest/problems.ts";
import { chooseFacts, factIsLink, factTooLarge, MAX_FACT_BYTES } from "../fact-files.ts";
import type { ManifestFile, Tree } from "../forge.ts";
import { isLink, isManifest, isWanted, MAX_FILE_BYTES, tooLarge } from "../manifest-files.ts";
import type { TreeEntry } from "./list-tree.ts";
import { deviceProblem, isSubmodule, pathProblem, standsTwice } from "./path-problems.ts";

/** Of all manifests that are read together, and of all that describes them. */
const MAX_TOTAL_BYTES = 32 * 1024 * 1024;
const MAX_TOTAL_FACT_BYTES = 8 * 1024 * 1024;
const SYMBOLIC_LINK = "120000";

/** What is to be read of one tree. */
export interface TreePlan {
  readonly manifests: readonly TreeEntry[];
  readonly facts: readonly TreeEntry[];
  /** Paths that stand twice, of which neither is read. */
  readonly twice: ReadonlySet<string>;
  /** Of entries that are not read, whatever stands in them. */
  readonly problems: readonly Problem[];
}

/** What was found of the blobs, by id. */
export interface Blobs {
  readonly sizes: ReadonlyMap<string, number>;
  readonly blobs: ReadonlyMap<string, Uint8Array>;
}

/** Parts what may be read from what may not; links and submodules are never followed. */
export function planTree(entries: readonly TreeEntry[], withFacts: boolean): TreePlan {
  const manifests: TreeEntry[] = [];
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const entry of entries) {
    if (!isWanted(entry.path)) continue;
    const refused = whyNotRead(entry);
    const device = deviceProblem(entry.path);
    if (seen.has(entry.path)) twice.add(entry.path);
    else if (refused !== undefined) problems.push(refused);
    else manifests.push(entry);
    if (refused === undefined && device !== undefined) problems.push(device);
    seen.add(entry.path);
  }
  problems.push(...[...twice].map(standsTwice));
  if (!withFacts || !manifests.some((entry) => isManifest(entry.path))) {
    return { manifests, facts: [], twice, problems };
  }
  const sound = entries.filter(({ path, readable }) => pathProblem(path, readable) === undefined);
  const [links, facts] = partition(chooseFacts(sound), (entry) => entry.mode === SYMBOLIC_LINK);
  return { manifests, facts, twice, problems: [...problems, ...links.map(({ path }) => factIsLink(path))] };
}

function whyNotRead({ path, readable, mode, type }: TreeEntry): Problem | undefined {
  const problem = pathProblem(path, readable);
  if (problem !== undefined) return problem;
  if (mode === SYMBOLIC_LINK) return isLink(path);
  return type === "blob" ? undefined : isSubmodule(path);
}

/** The blobs of a tree whose sizes must be known. */
export function idsOf({ manifests, facts }: TreePlan): readonly string[] {
  return manifests.some((entry) => isManifest(entry.path))
    ? [...manifests, ...facts].map(({ id }) => id)
    : [];
}

/** The blobs that are small enough to be read, as far as all of them together are. */
export function blobsToRead(
  plans: readonly TreePlan[],
  sizes: ReadonlyMap<string, number>,
): readonly string[] {
  const chosen = new Set<string>();
  const choose = (entries: readonly TreeEntry[], most: number, mostTogether: number): void => {
    let total = 0;
    for (const { id } of entries) {
      const size = sizes.get(id);
      if (size === undefined || size > most || chosen.has(id)) continue;
      total += size;
      if (total > mostTogether) return;
      chosen.add(id);
    }
  };
  choose(
    plans.flatMap((plan) => plan.manifests),
    MAX_FILE_BYTES,
    MAX_TOTAL_BYTES,
  );
  choose(
    plans.flatMap((plan) => plan.facts),
    MAX_FACT_BYTES,
    MAX_TOTAL_FACT_BYTES,
  );
  return [...chosen];
}

/** Throws `TOO_LARGE` and `UPSTREAM_FAILED` when a manifest that could be read was not. */
export function toTree(commit: string, plan: TreePlan, { sizes, blobs }: Blobs): Tree {
  const problems = [...plan.problems];
  if (idsOf(plan).length === 0) return { commit, files: [], facts: [], problems };
  const files: ManifestFile[] = [];
  for (const { id, path } of plan.manifests) {
    if (plan.twice.has(path)) {
      files.push({ path, blobId: id, bytes: undefined });
      continue;
    }
    const size = sizes.get(id);
    const bytes = blobs.get(id);
    if (size === undefined) throw notGiven(path);
    if (bytes === undefined && size <= MAX_FILE_BYTES) throw tooMuch();
    if (bytes === undefined) problems.push(tooLarge(path, size));
    files.push({ path, blobId: id, bytes });
  }
  const facts: ManifestFile[] = [];
  for (const { id, path } of plan.facts) {
    const bytes = blobs.get(id);
    const size = sizes.get(id) ?? 0;
    if (bytes !== undefined) facts.push({ path, blobId: id, bytes });
    else if (size > MAX_FACT_BYTES) problems.push(factTooLarge(path, size));
  }
  return { commit, files, facts, problems };
}

function partition<T>(
  items: readonly T[],
  isFirst: (item: T) => boolean,
): readonly [readonly T[], readonly T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

function notGiven(path: string): ExecatError {
  return new ExecatError("UPSTREAM_FAILED", `The repository names "${path}" and does not give its bytes.`, {
    hint: "Check it with `git fsck --full`; it is tried again later.",
  });
}

function tooMuch(): ExecatError {
  return new ExecatError(
    "TOO_LARGE",
    `The manifests of the repository have more than ${String(MAX_TOTAL_BYTES / 1024 / 1024)} MiB together.`,
    { hint: "Move data out of the manifests, or spread them over several repositories." },
  );
}
