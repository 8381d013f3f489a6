import { setImmediate } from "node:timers/promises";
import type { DocumentFacts } from "../../src/catalogue/document-facts.ts";
import type { CheckedManifest } from "../../src/catalogue/reconcile-input.ts";
import { withoutAsked } from "../../src/catalogue/without-asked.ts";
import type { Problem } from "../../src/manifest/problems.ts";
import type { FactsRead } from "../../src/repository-facts/read-fact-files.ts";
import { readFactFiles } from "../../src/repository-facts/read-fact-files.ts";
import { tellFacts } from "../../src/repository-facts/tell-facts.ts";
import { unreadableFact } from "../forges/fact-files.ts";
import type { ManifestFile } from "../forges/forge.ts";
import { folderOf } from "../forges/manifest-files.ts";

export interface WithFacts {
  readonly manifests: readonly CheckedManifest[];
  /** Hints about files that could not be understood. */
  readonly problems: readonly Problem[];
}

/**
 * Puts beside each manifest what the other files of its repository say, and takes back the findings that ask for what
 * they say. Never fails: such files only fill gaps.
 */
export async function addFacts(
  manifests: readonly CheckedManifest[],
  files: readonly ManifestFile[],
): Promise<WithFacts> {
  const byFolder = await readFolders(files);
  const documents = countDocuments(manifests);
  const top = byFolder.get("");
  return {
    manifests: manifests.map((manifest) => {
      const folder = folderOf(manifest.file);
      const own = byFolder.get(folder);
      const facts: DocumentFacts | undefined = tellFacts({
        own: own?.sayings ?? [],
        isAloneInFolder: documents.get(folder) === 1,
        top: folder === "" ? [] : (top?.sayings ?? []),
        isAlone: sum(documents.values()) === 1,
      });
      return { ...manifest, facts, checked: withoutAsked(manifest.checked, facts) };
    }),
    problems: [...byFolder.values()].flatMap(({ unread }) => unread.map(toProblem)),
  };
}

async function readFolders(files: readonly ManifestFile[]): Promise<ReadonlyMap<string, FactsRead>> {
  const folders = new Map<string, Map<string, Uint8Array>>();
  for (const { path, bytes } of files) {
    if (bytes === undefined) continue;
    const folder = folderOf(path);
    const inFolder = folders.get(folder) ?? new Map<string, Uint8Array>();
    folders.set(folder, inFolder.set(path, bytes));
  }
  const read = new Map<string, FactsRead>();
  for (const [folder, inFolder] of folders) {
    read.set(folder, readFactFiles(inFolder));
    // Of a hostile repository each folder may take a second; pages are answered in between.
    await setImmediate();
  }
  return read;
}

/** By folder; a file that cannot be read holds one at least. */
export function countDocuments(manifests: readonly CheckedManifest[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { file, checked } of manifests) {
    const folder = folderOf(file);
    counts.set(folder, (counts.get(folder) ?? 0) + Math.max(1, checked.documents.length));
  }
  return counts;
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

function toProblem({ file, reason }: FactsRead["unread"][number]): Problem {
  return unreadableFact(
    file,
    `"${file}" was left out, since it cannot be read: ${reason}`,
    "Mend it, or say what it says in the manifest's `discovery`; the entry is published without it.",
  );
}
