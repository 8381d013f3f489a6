import type { Store } from "../catalogue/store.ts";
import type { CuratedState } from "./curated-state.ts";
import type { CurationFinding } from "./curated.ts";
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
    findings: next.findings.filter((finding) => !known.has(toKey(finding))),
  };
}

/** Lines move when others are added above. */
function toKey({ path, rule, sentence }: CurationFinding): string {
  return JSON.stringify([path, rule, sentence]);
}
