import type { Entry, TermRecord } from "../../catalogue/entry.ts";
import { conceptHref, safeHref } from "../links.ts";
import type { WebServices } from "../services.ts";
import { toMark } from "./layers.ts";

const ORIGINS: Readonly<Record<TermRecord["origin"], string>> = {
  author: "given by the author",
  catalogue: "tagged by the catalogue",
  curator: "added by a curator",
};

/**
 * The terms by facet, in the facets' order; facets that no vocabulary knows come last. `inherited` says of which
 * facets the terms are another document's.
 */
export function toTermGroups(
  services: WebServices,
  entry: Entry,
  inherited: ReadonlyMap<string, Entry>,
): readonly object[] {
  const { facets } = services.vocabularies;
  const known = facets.map(({ key, label }) => ({ key, label }));
  const unknown = [...new Set(entry.terms.map(({ facet }) => facet))].filter(
    (facet) => !facets.some(({ key }) => key === facet),
  );
  return [...known, ...unknown.map((key) => ({ key, label: key }))].flatMap(({ key, label }) => {
    const terms = entry.terms.filter(({ facet }) => facet === key);
    const from = toMark(inherited.get(`terms.${key}`));
    if (terms.length === 0) return [];
    return [{ label, from, terms: byConcept(terms).map((same) => toTerm(services, same)) }];
  });
}

/** Terms of one facet that mean the same; those that mean nothing are the same when they are written so. */
function byConcept(terms: readonly TermRecord[]): readonly (readonly [TermRecord, ...TermRecord[]])[] {
  const groups = new Map<string, [TermRecord, ...TermRecord[]]>();
  for (const term of terms) {
    const key = JSON.stringify([term.conceptId ?? null, term.conceptId ?? term.text.toLowerCase()]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [term]);
    else group.push(term);
  }
  return [...groups.values()];
}

function toTerm(services: WebServices, same: readonly [TermRecord, ...TermRecord[]]): object {
  const { vocabularies } = services;
  const [term] = same;
  const { scheme, conceptId } = term;
  const concept =
    scheme === undefined || conceptId === undefined ? undefined : vocabularies.findConcept(scheme, conceptId);
  const label = concept?.prefLabel ?? term.text;
  const others = same.filter(({ text }) => text.toLowerCase() !== label.toLowerCase());
  return {
    label,
    href: concept === undefined ? null : conceptHref(concept.scheme, concept.id),
    unknown: concept === undefined,
    definition: concept?.definition ?? null,
    origin: [...others.map(({ text }) => `“${text}”`), toOrigin(term)].join(", "),
  };
}

function toOrigin({ origin, words }: TermRecord): string {
  return words === undefined ? ORIGINS[origin] : `${ORIGINS[origin]}, from the words “${words}”`;
}

/** What the program is to be given: its data elements, with what `discovery.inputs` says of each. */
export function toInputs(services: WebServices, entry: Entry): readonly object[] {
  const { model } = entry.document;
  const described = model.discovery?.inputs ?? [];
  const mounts = model.compute?.volumes ?? [];
  return model.data.map((data, index) => {
    const about = described.find(({ name }) => name === data.name);
    const mount = mounts.find(({ resource }) => resource !== undefined && resource === data.name);
    return {
      name: data.name ?? `data ${index + 1}`,
      description: data.description ?? null,
      yours: data.kindState === "abstract",
      location: data.location ?? null,
      locationHref: safeHref(data.location),
      terms: (about?.terms ?? []).map((text) => inputTerm(services, text)),
      formats: about === undefined || about.formats.length === 0 ? null : about.formats.join(", "),
      sample: about?.sample ?? null,
      sampleHref: safeHref(about?.sample),
      mount: mount?.path ?? null,
      mode: mount === undefined ? null : mount.mode === "READONLY" ? "read only" : "read and write",
    };
  });
}

/** Inputs' terms are those of the facet that is called so; without it they are shown as written. */
function inputTerm(services: WebServices, text: string): string {
  const resolution = services.vocabularies.resolve("input", text);
  return resolution.state === "resolved" ? resolution.concept.prefLabel : text;
}
