import type { Store } from "../catalogue/store.ts";
import { type SharedLabel, sharedLabels } from "../vocabulary/check-labels.ts";
import { toLabelKey } from "../vocabulary/label-key.ts";
import { readVocabularyFile } from "../vocabulary/read-file.ts";
import { loadVocabularyValidators } from "../vocabulary/schema.ts";
import type { CuratedState } from "./curated-state.ts";
import type { Curated, CurationFinding } from "./curated.ts";
import { toCurationFinding } from "./curation-file.ts";
import type { ConcernedEntries } from "./desk.ts";
import type { FileChanges } from "./repository.ts";

const MOST_SHOWN = 20;

/** What texts would change: entries, and findings that are not there today. */
export async function previewChanges(
  { state, store }: { readonly state: CuratedState; readonly store: Pick<Store, "entries"> },
  changes: FileChanges,
): Promise<{ readonly concerned: ConcernedEntries; readonly findings: readonly CurationFinding[] }> {
  const next = await state.readWith(changes);
  const ids = await state.concernedBy(next);
  const shown = await store.entries.getAll(ids.slice(0, MOST_SHOWN));
  const first = shown.map(({ program: { path, title } }) => ({ path, title }));
  const known = new Set(state.current.findings.map(toKey));
  return {
    concerned: { count: ids.length, first: first.sort((a, b) => (a.path < b.path ? -1 : 1)) },
    findings: [
      ...next.findings.filter((finding) => !known.has(toKey(finding))),
      ...newlyShared(state.current, next, changes),
    ],
  };
}

/** Synonyms that come to belong to several concepts: that is no fault, but entries lose their concept by it. */
function newlyShared(before: Curated, next: Curated, changes: FileChanges): readonly CurationFinding[] {
  return [...changes].flatMap(([path, text]) => {
    const name = /^vocabularies\/([^/]+)\.yaml$/u.exec(path)?.[1];
    const scheme = name === undefined ? undefined : next.vocabularies.schemes.get(name);
    const old = name === undefined ? undefined : before.vocabularies.schemes.get(name);
    if (text === undefined || scheme === undefined || scheme === old) return [];
    const known = new Set((old === undefined ? [] : sharedLabels(old)).map(toSharedKey));
    const fresh = sharedLabels(scheme).filter((shared) => !known.has(toSharedKey(shared)));
    if (fresh.length === 0) return [];
    const file = readVocabularyFile(`${name}.yaml`, text, loadVocabularyValidators().scheme);
    return fresh.map((shared) => toCurationFinding(shared.findingIn(file), path));
  });
}

function toSharedKey({ label, concepts }: SharedLabel): string {
  return JSON.stringify([toLabelKey(label), ...concepts.map(({ id }) => id).sort()]);
}

/** Lines move when others are added above. */
function toKey({ path, rule, sentence }: CurationFinding): string {
  return JSON.stringify([path, rule, sentence]);
}
