import { setImmediate } from "node:timers/promises";
import type { CheckedManifest } from "../../src/catalogue/reconcile-input.ts";
import type { Repository } from "../../src/catalogue/sources.ts";
import { tagManifest } from "../../src/catalogue/suggest-terms.ts";
import { factKindOf, pickFactFiles } from "../../src/repository-facts/fact-files.ts";
import { toPlainReadme } from "../../src/repository-facts/readme.ts";
import { suggesterOf } from "../../src/vocabulary/suggest/suggester-of.ts";
import type { Vocabularies } from "../../src/vocabulary/vocabulary.ts";
import type { ManifestFile } from "../forges/forge.ts";
import { folderOf } from "../forges/manifest-files.ts";
import { countDocuments } from "./facts.ts";

export interface TagInput {
  readonly repository: Pick<Repository, "facts">;
  readonly manifests: readonly CheckedManifest[];
  /** What stands beside the manifests, and at the top. */
  readonly files: readonly ManifestFile[];
}

/** Tags what the checker found, as `tagManifest`. A README speaks only where it cannot mean another document. */
export async function tagManifests(
  { vocabularies }: { readonly vocabularies: () => Vocabularies },
  input: TagInput,
): Promise<readonly CheckedManifest[]> {
  const suggester = suggesterOf(vocabularies());
  const documents = countDocuments(input.manifests);
  const isAlone = [...documents.values()].reduce((sum, count) => sum + count, 0) === 1;
  const tagged: CheckedManifest[] = [];
  for (const manifest of input.manifests) {
    const folder = folderOf(manifest.file);
    const own = documents.get(folder) === 1 ? readReadme(input.files, folder) : undefined;
    const readme = own ?? (isAlone ? readReadme(input.files, "") : undefined);
    const forgeDescription = isAlone ? input.repository.facts?.description : undefined;
    tagged.push(tagManifest(manifest, { facts: manifest.facts, readme, forgeDescription }, suggester));
    // Of a hostile repository each text may take a while; pages are answered in between.
    await setImmediate();
  }
  return tagged;
}

/** The headings and paragraphs of the README in a folder. */
function readReadme(files: readonly ManifestFile[], folder: string): readonly string[] | undefined {
  const names = new Map<string, ManifestFile>();
  for (const file of files) {
    if (folderOf(file.path) === folder) names.set(file.path.slice(file.path.lastIndexOf("/") + 1), file);
  }
  const name = pickFactFiles([...names.keys()]).find((one) => factKindOf(one) === "readme");
  const bytes = name === undefined ? undefined : names.get(name)?.bytes;
  return bytes === undefined
    ? undefined
    : toPlainReadme(new TextDecoder().decode(bytes)).map((block) => block.text);
}
