import { factKindOf, MAX_FACT_BYTES, pickFactFiles } from "../../src/repository-facts/fact-files.ts";
import type { Problem } from "../../src/manifest/problems.ts";
import { atTop, baseName, folderOf, isManifest } from "./manifest-files.ts";

export { MAX_FACT_BYTES };

/** Of one repository; those of the top come first, and of a thousand folders not all have one of their own. */
const MAX_FACTS = 300;

/** True for a path whose last part is a name that may say something of a program. */
export function isFact(path: string): boolean {
  return factKindOf(baseName(path)) !== undefined;
}

/** Of a tree's files those that are read beside the manifests: at the top, and in the folder of each manifest. */
export function chooseFacts<File extends { readonly path: string }>(files: readonly File[]): readonly File[] {
  const folders = new Map<string, File[]>([["", []]]);
  for (const { path } of files) if (isManifest(path)) folders.set(folderOf(path), []);
  for (const file of files) if (isFact(file.path)) folders.get(folderOf(file.path))?.push(file);
  const chosen = [...folders.values()].flatMap((inFolder) =>
    pickFactFiles(inFolder.map(({ path }) => baseName(path))).flatMap(
      (name) => inFolder.find(({ path }) => baseName(path) === name) ?? [],
    ),
  );
  return chosen.slice(0, MAX_FACTS);
}

/** The finding for a file of facts that is too large. */
export function factTooLarge(file: string, sizeBytes: number): Problem {
  return unreadableFact(
    file,
    `"${file}" has ${String(sizeBytes)} bytes; up to ${String(MAX_FACT_BYTES)} are read.`,
    "Nothing is taken from it; say what it says in the manifest's `discovery`.",
  );
}

/** The finding for a symbolic link in the place of a file of facts: links are never followed. */
export function factIsLink(file: string): Problem {
  return unreadableFact(
    file,
    `"${file}" is a symbolic link and is not read.`,
    "Put the file itself there, or say what it says in the manifest's `discovery`.",
  );
}

/** The finding for a file of facts that the disk does not give. */
export function factNotRead(file: string): Problem {
  return unreadableFact(file, `"${file}" could not be read.`, "Check that it may be read.");
}

/** Never more than a hint: such a file only fills gaps. */
export function unreadableFact(file: string, sentence: string, hint: string): Problem {
  return atTop(file, { rule: "crawl/facts-unreadable", severity: "hint", sentence, hint });
}
