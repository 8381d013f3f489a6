import type { SkosScheme } from "./skos-scheme.ts";

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u;

/** What concepts are called in the file, and what stands before that in their URIs. */
export interface ConceptNames {
  readonly namespace: string;
  /** URI → id. */
  readonly ids: ReadonlyMap<string, string>;
}

/**
 * Ids are what a catalogue gave out as ids, else the ends of the URIs where these can be ids; others are made from the label. Every id is given once, and
 * never changes with what else is in the file but for concepts whose labels are the same.
 */
export function nameConcepts(scheme: SkosScheme): ConceptNames {
  const namespace = chooseNamespace(scheme);
  const ids = new Map<string, string>();
  const used = new Set<string>();
  for (const { uri, notation } of scheme.concepts) {
    if (notation === undefined || !ID.test(notation) || used.has(notation)) continue;
    ids.set(uri, notation);
    used.add(notation);
  }
  for (const { uri } of scheme.concepts) {
    const end = uri.startsWith(namespace) ? uri.slice(namespace.length) : "";
    if (ids.has(uri) || used.has(end) || !ID.test(end)) continue;
    ids.set(uri, end);
    used.add(end);
  }
  for (const { uri, prefLabel } of scheme.concepts) {
    if (ids.has(uri)) continue;
    const end = uri.slice(endOfPrefix(uri));
    const label = prefLabel.find(({ language }) => language === scheme.language) ?? prefLabel[0];
    const wanted = ID.test(end) ? end : toId(label?.text ?? end);
    const id = findFree(wanted, used);
    ids.set(uri, id);
    used.add(id);
  }
  return { namespace, ids };
}

/** The id that a concept gets where none was given out with it, and no other concept has it. */
export function usualId(uri: string, namespace: string, label: string): string {
  const own = uri.startsWith(namespace) ? uri.slice(namespace.length) : "";
  const id = ID.test(own) ? own : uri.slice(endOfPrefix(uri));
  return ID.test(id) ? id : toId(label);
}

/** What the file names, even where no concept has it; else what most concepts have in common. */
function chooseNamespace({ namespace, uri, concepts }: SkosScheme): string {
  if (namespace !== undefined && /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/u.test(namespace)) return namespace;
  const counts = new Map<string, number>();
  for (const concept of concepts) {
    const prefix = concept.uri.slice(0, endOfPrefix(concept.uri));
    counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  const [most] = [...counts].toSorted(([, one], [, other]) => other - one);
  return most?.[0] ?? `${uri ?? ""}/`;
}

function endOfPrefix(uri: string): number {
  const end = Math.max(uri.lastIndexOf("#"), uri.lastIndexOf("/"));
  return (end === -1 ? uri.lastIndexOf(":") : end) + 1;
}

function toId(text: string): string {
  const id = text
    .normalize("NFKD")
    .replaceAll(/\p{M}+/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, "-")
    .slice(0, 90)
    .replaceAll(/^-|-$/gu, "");
  return id === "" ? "concept" : id;
}

function findFree(wanted: string, used: ReadonlySet<string>): string {
  let id = wanted;
  for (let number = 2; used.has(id); number += 1) id = `${wanted}-${number}`;
  return id;
}
