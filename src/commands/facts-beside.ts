import { existsSync } from "node:fs";
import { lstat, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { withoutAsked } from "../catalogue/without-asked.ts";
import { MANIFEST_NAMES } from "../manifest/file-names.ts";
import { MAX_FACT_BYTES, pickFactFiles } from "../repository-facts/fact-files.ts";
import { type FactsRead, readFactFiles } from "../repository-facts/read-fact-files.ts";
import { tellFacts } from "../repository-facts/tell-facts.ts";
import type { CheckedManifest } from "./formats/report.ts";

/**
 * Puts beside checked manifests what the files next to them say, as a crawler would, and takes back the findings that
 * ask for it. A file that cannot be read says nothing.
 */
export async function addFactsBeside(
  manifests: readonly CheckedManifest[],
  named: string,
  cwd: string,
): Promise<readonly CheckedManifest[]> {
  const counts = new Map<string, number>();
  for (const { file, documents } of manifests) {
    const folder = path.dirname(file);
    counts.set(folder, (counts.get(folder) ?? 0) + Math.max(1, documents.length));
  }
  const read = new Map<string, FactsRead["sayings"]>();
  const sayingsOf = async (folder: string): Promise<FactsRead["sayings"]> => {
    const known = read.get(folder) ?? (await readFolder(folder));
    read.set(folder, known);
    return known;
  };
  // Who names a folder means it as the top: what stands above it is not looked at.
  const top = path.resolve(cwd, named);
  const told: CheckedManifest[] = [];
  for (const manifest of manifests) {
    const folder = path.dirname(path.resolve(cwd, manifest.file));
    const facts = tellFacts({
      own: await sayingsOf(folder),
      isAloneInFolder: counts.get(path.dirname(manifest.file)) === 1 && countManifests(folder) <= 1,
      top: top === folder ? [] : await sayingsOf(top),
      isAlone: manifests.length === 1 && manifest.documents.length <= 1,
    });
    told.push({ ...manifest, ...withoutAsked(manifest, facts), facts });
  }
  return told;
}

async function readFolder(folder: string): Promise<FactsRead["sayings"]> {
  const files = new Map<string, Uint8Array>();
  for (const name of pickFactFiles(await readdir(folder).catch(() => []))) {
    const bytes = await readSmall(path.join(folder, name));
    if (bytes !== undefined) files.set(name, bytes);
  }
  return readFactFiles(files).sayings;
}

async function readSmall(file: string): Promise<Uint8Array | undefined> {
  try {
    const status = await lstat(file);
    return status.isFile() && status.size <= MAX_FACT_BYTES ? await readFile(file) : undefined;
  } catch {
    return undefined;
  }
}

function countManifests(folder: string): number {
  return MANIFEST_NAMES.filter((name) => existsSync(path.join(folder, name))).length;
}
