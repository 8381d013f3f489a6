import { toDiscovery } from "../manifest/discovery.ts";
import type { Discovery, ManifestModel } from "../manifest/model.ts";
import type { DocumentFacts } from "./document-facts.ts";
import type { Entry, TermRecord, WordFrom } from "./entry.ts";

/** An entry with what it leaves unsaid taken from the documents that it is derived from. For pages and search only. */
export interface Inherited {
  readonly entry: Entry;
  /** Field (`title`, `license`, `terms.task`, …) → the document that it is from. Own fields are not in it. */
  readonly from: ReadonlyMap<string, Entry>;
}

const TEXTS = ["description", "license", "homepage", "documentation", "repository", "issues"] as const;
const LISTS = ["authors", "publications", "keywords", "inputs"] as const;
const FACTS = [...TEXTS, "authors", "publications", "keywords"] as const;
/** Whose word counts more, as in `describe`. */
const FILES = ["codemeta", "citation", "readme"] as const;
const TITLE_ORDER: readonly (readonly WordFrom[])[] = [["author"], FILES, ["manifest"]];
const SUMMARY_ORDER: readonly (readonly WordFrom[])[] = [
  ["author", "curator"],
  ["manifest"],
  FILES,
  ["forge"],
];

/**
 * Fills title, summary, description, licence, links, authors, terms (facet by facet) and the like from the origins,
 * the nearest first. What runs is never touched: a broker gets the author's own document. `line` goes from the top
 * of a family to the entry and holds only recognised layers, so that nobody adorns himself with a stranger's words.
 */
export function inherit(line: readonly Entry[]): Inherited | undefined {
  const entry = line.at(-1);
  if (entry === undefined) return undefined;
  const from = new Map<string, Entry>();
  const origins = line.slice(0, -1).toReversed();
  const own = entry.document.model.discovery;
  let discovery: Discovery = own ?? toDiscovery({});
  for (const origin of origins) discovery = fill(discovery, origin, from);
  const facts = inheritFacts(entry, origins, discovery, from);
  const model: ManifestModel = { ...entry.document.model, ...(from.size === 0 ? {} : { discovery }) };
  return {
    entry: {
      ...entry,
      program: { ...entry.program, ...inheritHead(entry, origins, from) },
      document: { ...entry.document, model, facts },
      terms: inheritTerms(entry, origins, from),
    },
    from,
  };
}

function fill(discovery: Discovery, origin: Entry, from: Map<string, Entry>): Discovery {
  const theirs = origin.document.model.discovery;
  if (theirs === undefined) return discovery;
  let filled = discovery;
  for (const key of TEXTS) {
    if (filled[key] !== undefined || theirs[key] === undefined) continue;
    filled = { ...filled, [key]: theirs[key] };
    from.set(key, origin);
  }
  for (const key of LISTS) {
    if (filled[key].length > 0 || theirs[key].length === 0) continue;
    filled = { ...filled, [key]: theirs[key] };
    from.set(key, origin);
  }
  return filled;
}

/** What an origin's files say, where neither an author nor the entry's own files say anything. */
function inheritFacts(
  { document }: Entry,
  origins: readonly Entry[],
  discovery: Discovery,
  from: Map<string, Entry>,
): DocumentFacts | undefined {
  let facts = document.facts;
  for (const origin of origins) {
    for (const key of FACTS) {
      const said = discovery[key];
      const theirs = origin.document.facts?.[key];
      if (theirs === undefined || facts?.[key] !== undefined) continue;
      if (said !== undefined && said.length > 0) continue;
      facts = { ...facts, [key]: theirs };
      from.set(key, origin);
    }
  }
  return facts;
}

/** A title that an author gave somewhere in the chain, or a file of its repository, says more than a folder's name. */
function inheritHead(
  { program }: Entry,
  origins: readonly Entry[],
  from: Map<string, Entry>,
): Partial<Entry["program"]> {
  const titled = firstBefore(program.titleFrom, TITLE_ORDER, origins, (it) => it.titleFrom);
  const summed = firstBefore(program.summaryFrom, SUMMARY_ORDER, origins, (it) => it.summaryFrom);
  if (titled !== undefined) from.set("title", titled);
  if (summed !== undefined) from.set("summary", summed);
  return {
    ...(titled === undefined ? {} : { title: titled.program.title, titleFrom: titled.program.titleFrom }),
    ...(summed === undefined
      ? {}
      : { summary: summed.program.summary, summaryFrom: summed.program.summaryFrom }),
  };
}

/** Of the origins the nearest of those whose word counts most, if it counts more than the entry's own. */
function firstBefore(
  own: WordFrom | undefined,
  order: readonly (readonly WordFrom[])[],
  origins: readonly Entry[],
  wordOf: (program: Entry["program"]) => WordFrom | undefined,
): Entry | undefined {
  for (const words of order) {
    if (own !== undefined && words.includes(own)) return undefined;
    const found = origins.find(({ program }) => {
      const word = wordOf(program);
      return word !== undefined && words.includes(word);
    });
    if (found !== undefined) return found;
  }
  return undefined;
}

function inheritTerms(
  entry: Entry,
  origins: readonly Entry[],
  from: Map<string, Entry>,
): readonly TermRecord[] {
  const chosen = new Map<string, { readonly entry: Entry; readonly isTagged: boolean }>();
  for (const one of [entry, ...origins]) {
    for (const facet of new Set(one.terms.map((term) => term.facet))) {
      const isTagged = one.terms.every((term) => term.facet !== facet || term.origin === "catalogue");
      const before = chosen.get(facet);
      // A word that somebody gave, however far away, beats the catalogue's own.
      if (before === undefined || (before.isTagged && !isTagged)) chosen.set(facet, { entry: one, isTagged });
    }
  }
  for (const [facet, { entry: one }] of chosen) if (one !== entry) from.set(`terms.${facet}`, one);
  return [entry, ...origins].flatMap((one) =>
    one.terms.filter(({ facet }) => chosen.get(facet)?.entry === one),
  );
}
