import { meaningsAfter } from "../catalogue/retag.ts";
import type { Store } from "../catalogue/store.ts";
import type { ConceptName, TermMeaning } from "../catalogue/term-store.ts";
import type { Vocabularies } from "../vocabulary/vocabulary.ts";
import type { Curated } from "./curated.ts";
import type { Collection } from "./edits.ts";
import { programIdsOf } from "./overlay-source.ts";

export interface ConcernOptions {
  readonly store: Pick<Store, "terms" | "layers">;
  /** Concepts of which what is indexed would be another. */
  readonly changedConcepts: (before: Vocabularies, next: Vocabularies) => readonly ConceptName[];
}

/** What follows from a change of the curation. */
export interface Consequences {
  /** Each once, in order. */
  readonly programIds: readonly string[];
  /** Terms that mean something else from now on, or of which authors are told something else. */
  readonly meanings: readonly TermMeaning[];
}

/**
 * Published programs that readers would see in another way: their terms, their findings, the words that they
 * are found by, or what curators say of them.
 */
export async function concernedBy(
  { store, changedConcepts }: ConcernOptions,
  before: Curated,
  next: Curated,
): Promise<Consequences> {
  const ids = new Set(await namedPrograms(store, before, next));
  let meanings: readonly TermMeaning[] = [];
  if (before.vocabularies.hash !== next.vocabularies.hash) {
    const written = await store.terms.listWritten();
    meanings = meaningsAfter(written, next.vocabularies, before.vocabularies);
    const concepts = changedConcepts(before.vocabularies, next.vocabularies);
    for (const id of await store.terms.programsConcernedBy(meanings)) ids.add(id);
    for (const id of await store.terms.programsWithConcepts(concepts)) ids.add(id);
    for (const id of await withAddedTerms(store, next)) ids.add(id);
  }
  return { programIds: [...ids].sort(), meanings };
}

/** Terms that overlays add are resolved when an entry is read; a change of words may change them all. */
async function withAddedTerms(store: Pick<Store, "layers">, next: Curated): Promise<Iterable<string>> {
  const adding = [...next.overlays].filter(([, { addTerms }]) => addTerms.size > 0).map(([path]) => path);
  return adding.length === 0 ? [] : (await programIdsOf(store, adding)).values();
}

async function namedPrograms(
  store: Pick<Store, "layers">,
  before: Curated,
  next: Curated,
): Promise<Iterable<string>> {
  const paths = new Set([
    ...changedKeys(before.overlays, next.overlays),
    ...changedKeys(vettedItems(before.collections), vettedItems(next.collections)),
  ]);
  return paths.size === 0 ? [] : (await programIdsOf(store, [...paths])).values();
}

/** Path → the vetted collections that hold it. */
function vettedItems(collections: ReadonlyMap<string, Collection>): ReadonlyMap<string, readonly string[]> {
  const items = new Map<string, string[]>();
  for (const { title, items: entries, vetted } of collections.values()) {
    if (!vetted) continue;
    for (const { entry } of entries) {
      const path = entry.toLowerCase();
      items.set(path, [...(items.get(path) ?? []), title]);
    }
  }
  return items;
}

function changedKeys(
  before: ReadonlyMap<string, unknown>,
  next: ReadonlyMap<string, unknown>,
): readonly string[] {
  const keys = new Set([...before.keys(), ...next.keys()]);
  return [...keys].filter((key) => toText(before.get(key)) !== toText(next.get(key)));
}

function toText(value: unknown): string {
  return (
    JSON.stringify(value, (_key, one: unknown) =>
      one instanceof Map ? [...(one as ReadonlyMap<unknown, unknown>)] : one,
    ) ?? ""
  );
}
