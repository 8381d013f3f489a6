import type { Entry } from "../../catalogue/entry.ts";
import type { Overlay } from "../../catalogue/overlay.ts";
import { collectionHref, entryHref } from "../links.ts";
import type { WebServices } from "../services.ts";
import { facetLabel, labelOf } from "./term-labels.ts";

/** Where curators change what the catalogue says of an entry. */
export function overlayHref(path: string): string {
  return `/curation/overlays?${new URLSearchParams({ entry: path }).toString()}`;
}

/** What curators said of an entry, beside the author's word; `null` when they said nothing and nobody may. */
export function toCurated(services: WebServices, entry: Entry, mayCurate: boolean): object | null {
  const { curated, program } = entry;
  if (curated === undefined && !mayCurate) return null;
  const overlay = curated?.overlay;
  const before = curated?.before;
  return {
    said: curated !== undefined,
    note: overlay?.note ?? null,
    category: overlay?.category ?? null,
    vettedBy: overlay?.vettedBy ?? null,
    vettedIn: (curated?.vettedIn ?? []).map(({ id, title }) => ({ title, href: collectionHref(id) })),
    authorSummary: before === undefined ? null : (before.summary ?? "The author gave none."),
    overtaken: curated?.isOvertaken === true && overlay?.authorSummary !== undefined,
    wasSummary: overlay?.authorSummary ?? null,
    hidden: (curated?.hidden ?? []).map((term) => ({
      facet: facetLabel(services, term.facet),
      label: labelOf(services, term),
    })),
    by: overlay?.by ?? null,
    at: overlay?.at ?? null,
    why: overlay?.why ?? null,
    historyHref: overlay === undefined ? null : historyHref(overlay),
    editHref: mayCurate ? overlayHref(program.path) : null,
    collections: mayCurate ? toCollectionChoices(services, entry) : [],
    tags: mayCurate ? toOpenTags(services, entry) : [],
    path: program.path,
    base: services.curation.current.commit,
  };
}

/** Collections that the entry can be added to. */
function toCollectionChoices(services: WebServices, { program }: Entry): readonly object[] {
  const path = program.path.toLowerCase();
  return [...services.curation.current.collections.values()]
    .filter(({ items }) => !items.some(({ entry }) => entry.toLowerCase() === path))
    .map(({ id, title }) => ({ title, action: `/curation/collections/${encodeURIComponent(id)}/items` }));
}

function historyHref({ entry, entryId }: Overlay): string {
  const query = new URLSearchParams({ entry, ...(entryId === undefined ? {} : { id: entryId }) });
  return `/curation/history?${query.toString()}`;
}

/** The catalogue's own terms, for a curator to confirm or refuse on the entry's page. */
export function toOpenTags(services: WebServices, entry: Entry): readonly object[] {
  return entry.terms
    .filter(({ origin }) => origin === "catalogue")
    .map((term) => ({
      facet: term.facet,
      facetLabel: facetLabel(services, term.facet),
      text: term.conceptId ?? term.text,
      label: labelOf(services, term),
      words: term.words ?? null,
      path: entry.program.path,
      href: entryHref(entry.program.path),
      back: entryHref(entry.program.path),
      base: services.curation.current.commit,
    }));
}
