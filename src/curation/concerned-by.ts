import type { Overlay } from "../catalogue/overlay.ts";
import { meaningsAfter } from "../catalogue/retag.ts";
import type { Store } from "../catalogue/store.ts";
import type { ConceptName, TermMeaning } from "../catalogue/term-store.ts";
import type { Vocabularies } from "../vocabulary/vocabulary.ts";
import { bindOverlays, type BindOptions } from "./bind-overlays.ts";
import type { Curated } from "./curated.ts";
import type { Collection } from "./edits.ts";
import { programIdsOf } from "./find-by-paths.ts";

export interface ConcernOptions extends BindOptions {
  readonly store: Pick<Store, "terms" | "layers" | "entries">;
  /** Concepts of which what is indexed would be another. */
  readonly changedConcepts: (before: Vocabularies, next: Vocabularies) => readonly ConceptName[];
}

/** What follows from a change of the curation. */
export interface Consequences {
  /** Terms that mean something else from now on, or of which authors are told something else. */
  readonly meanings: readonly TermMeaning[];
  /** Programs concerned whether their terms mean something else or not. */
  readonly alsoConcerned: ReadonlySet<string>;
}

/**
 * Published programs that readers would see in another way: their terms, their findings, the words that they
 * are found by, or what curators say of them. Each once, in order.
 */
export async function concernedBy(
  options: ConcernOptions,
  before: Curated,
  next: Curated,
): Promise<readonly string[]> {
  const { meanings, alsoConcerned } = await consequencesOf(options, before, next);
  const retagged = await options.store.terms.programsConcernedBy(meanings);
  return [...new Set([...retagged, ...alsoConcerned])].sort();
}

/** The same for whoever is about to make the change: the store says which programs it retagged. */
export async function consequencesOf(
  options: ConcernOptions,
  before: Curated,
  next: Curated,
): Promise<Consequences> {
  const { store, changedConcepts } = options;
  const named = await namedPrograms(options, before, next);
  if (before.vocabularies.hash === next.vocabularies.hash)
    return { meanings: [], alsoConcerned: new Set(named) };
  const written = await store.terms.listWritten();
  const concepts = changedConcepts(before.vocabularies, next.vocabularies);
  return {
    meanings: meaningsAfter(written, next.vocabularies, before.vocabularies),
    alsoConcerned: new Set([
      ...named,
      ...(await store.terms.programsWithConcepts(concepts)),
      ...(await withAddedTerms(options, next)),
    ]),
  };
}

/** Terms that overlays add are resolved when an entry is read; a change of words may change them all. */
function withAddedTerms(options: BindOptions, { overlays }: Curated): Promise<readonly string[]> {
  return programsOf(options, new Map([...overlays].filter(([, { addTerms }]) => addTerms.size > 0)));
}

async function programsOf(
  options: BindOptions,
  overlays: ReadonlyMap<string, Overlay>,
): Promise<readonly string[]> {
  if (overlays.size === 0) return [];
  const bound = await bindOverlays(options, overlays);
  return [...bound.values()].flatMap(({ programId }) => programId ?? []);
}

async function namedPrograms(
  options: BindOptions,
  before: Curated,
  next: Curated,
): Promise<readonly string[]> {
  const changed = new Set(changedKeys(before.overlays, next.overlays));
  const items = changedKeys(vettedItems(before.collections), vettedItems(next.collections));
  const ids = [...(items.length === 0 ? [] : (await programIdsOf(options.store, items)).values())];
  for (const { overlays } of [before, next])
    ids.push(...(await programsOf(options, new Map([...overlays].filter(([key]) => changed.has(key))))));
  return ids;
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
