import { nearest } from "../nearest.ts";
import { didYouMean } from "../vocabulary/findings.ts";
import type { Vocabularies } from "../vocabulary/vocabulary.ts";
import type { Curated, CurationFinding } from "./curated.ts";
import type { CurationFile } from "./curation-file.ts";
import type { Collection, Overlay } from "./edits.ts";
import { collectionIdOf, readCollection } from "./read-collection.ts";
import { readOverlay } from "./read-overlay.ts";
import { readSettledTerms, SETTLED_TERMS_FILE } from "./read-settled-terms.ts";
import { readCuratedVocabularies } from "./read-vocabularies.ts";
import type { CurationFiles } from "./repository.ts";

export interface ReadCuratedOptions {
  /** A folder for parsed vocabularies, see `loadVocabularies`. */
  readonly keepIn?: string | undefined;
  /** What was read last: stands in for what cannot be read now. */
  readonly before?: Curated | undefined;
}

/**
 * Reads what curators said. Never throws for what is in the files: what is broken is a finding with its place. A
 * vocabulary, a collection and the settled terms then say what they said in `before`, or nothing; an overlay nothing,
 * since nobody knows which entry it is about.
 */
export async function readCurated(
  commit: string,
  files: CurationFiles,
  { keepIn, before }: ReadCuratedOptions,
): Promise<Curated> {
  const settledText = files.get(SETTLED_TERMS_FILE);
  const settledRead = settledText === undefined ? undefined : readSettledTerms(settledText);
  const settled = settledRead === undefined ? [] : (settledRead.value ?? before?.settled ?? []);
  const { vocabularies, findings: found } = await readCuratedVocabularies({
    files,
    settled,
    keepIn,
    before: before?.vocabularies,
  });
  const findings = [...found, ...(settledRead?.findings ?? [])];
  const { overlays, overlayFiles } = readOverlays(files, vocabularies, findings);
  const collections = readCollections(files, before, findings);
  return { commit, vocabularies, overlays, overlayFiles, collections, settled, findings };
}

/** In the order of their names, so that of several for one entry the same counts everywhere. */
function textsIn(files: CurationFiles, folder: string): readonly (readonly [string, string])[] {
  return [...files]
    .filter(([path]) => path.startsWith(`${folder}/`) && path.endsWith(".yaml"))
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

function readOverlays(
  files: CurationFiles,
  vocabularies: Vocabularies,
  findings: CurationFinding[],
): Pick<Curated, "overlays" | "overlayFiles"> {
  const overlays = new Map<string, Overlay>();
  const places = new Map<string, string>();
  for (const [path, text] of textsIn(files, "overlays")) {
    const { value, file, findings: found } = readOverlay(path, text);
    findings.push(...found);
    if (value === undefined) continue;
    const key = value.entryId ?? value.entry.toLowerCase();
    const earlier = places.get(key);
    if (earlier !== undefined) {
      findings.push(
        file.findingAt(["entry"], {
          severity: "warning",
          rule: "curation/entry-twice",
          sentence: `"${earlier}" is about "${value.entry}" already, and counts.`,
          hint: "Put both into one file.",
        }),
      );
      continue;
    }
    places.set(key, path);
    overlays.set(key, value);
    findings.push(...checkTerms(value, file, vocabularies));
  }
  return { overlays, overlayFiles: places };
}

/** Terms that nobody will find the entry by. */
function checkTerms(
  overlay: Overlay,
  file: CurationFile,
  vocabularies: Vocabularies,
): readonly CurationFinding[] {
  const keys = vocabularies.facets.map(({ key }) => key);
  const findings: CurationFinding[] = [];
  const warn = (place: readonly (string | number)[], rule: string, sentence: string, hint?: string): void => {
    findings.push(file.findingAt(place, { severity: "warning", rule, sentence, hint }));
  };
  for (const field of ["addTerms", "hideTerms"] as const) {
    for (const facet of overlay[field].keys()) {
      if (keys.includes(facet)) continue;
      const hint = didYouMean(nearest(facet, keys)) ?? `There are: ${keys.join(", ")}.`;
      warn([field, facet], "curation/facet-unknown", `There is no facet "${facet}".`, hint);
    }
  }
  // What is hidden is often what nobody knows.
  for (const [facet, texts] of overlay.addTerms) {
    for (const [index, text] of texts.entries()) {
      const resolution = vocabularies.resolve(facet, text);
      if (resolution.state !== "unknown") continue;
      const hint = didYouMean(resolution.suggestion?.prefLabel);
      warn(
        ["addTerms", facet, index],
        "curation/term-unknown",
        `"${text}" is no concept of "${facet}".`,
        hint,
      );
    }
  }
  return findings;
}

function readCollections(
  files: CurationFiles,
  before: Curated | undefined,
  findings: CurationFinding[],
): ReadonlyMap<string, Collection> {
  const collections = new Map<string, Collection>();
  for (const [path, text] of textsIn(files, "collections")) {
    const { value, findings: found } = readCollection(path, text);
    findings.push(...found);
    const id = collectionIdOf(path);
    const collection = value ?? before?.collections.get(id);
    if (collection !== undefined) collections.set(id, collection);
  }
  return collections;
}
