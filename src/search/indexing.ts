import { createHash } from "node:crypto";
import { described, type Described } from "../catalogue/described.ts";
import type { Entry, TermRecord } from "../catalogue/entry.ts";
import type { Executable } from "../manifest/model.ts";
import { everyLabelOf } from "../vocabulary/label-index.ts";
import type { Concept, Vocabularies } from "../vocabulary/vocabulary.ts";
import { listFacets, OTHER_KIND, toSearchFacets } from "./facets.ts";
import { toPlainText } from "./plain-text.ts";
import type { IndexSettings, SearchDocument } from "./search-engine.ts";
import type { Card } from "./search-service.ts";

/** Grows when documents are made in another way: the index is then made anew. */
const DOCUMENT_VERSION = 4;

/** A program's term with the concept that it means. */
interface ProgramConcept {
  readonly facet: string;
  readonly concept: Concept;
  /** True when only the catalogue itself gave it. */
  readonly isTagged: boolean;
}

/**
 * What is indexed of a program: labels and synonyms of its concepts and of all broader ones as text, the concepts
 * themselves as values. Terms that mean nothing in the vocabularies are found as keywords.
 */
export function toSearchDocument(entry: Entry, vocabularies: Vocabularies): SearchDocument {
  const { program, document } = entry;
  const { model } = document;
  const told = described(entry);
  const own = findConcepts(entry.terms, vocabularies);
  // What the catalogue found by itself counts in facets, but ranks below what somebody said.
  const given = own.filter(({ isTagged }) => !isTagged);
  const tagged = own.filter(({ isTagged }) => isTagged);
  const said = labelsOf(given, vocabularies);
  const unknown = entry.terms.filter((term) => term.conceptId === undefined);
  const numbers = new Map<string, number>();
  if (model.compute?.cores?.min !== undefined) numbers.set("cores", model.compute.cores.min);
  if (model.compute?.memory?.min !== undefined) numbers.set("memory", model.compute.memory.min);
  return {
    id: program.id,
    title: told.title.value,
    summary: told.summary?.value ?? "",
    terms: said,
    keywords: unique([
      ...(told.keywords?.value ?? []),
      ...unknown.map((term) => term.text),
      ...labelsOf(tagged, vocabularies).filter((labels) => !said.includes(labels)),
    ]),
    names: namesOf(entry, told),
    description: toPlainText(
      [told.description?.value, entry.curated?.overlay?.note, entry.curated?.before?.summary]
        .filter((text) => text !== undefined)
        .join("\n\n"),
    ),
    values: valuesOf(entry, { own, told, vocabularies }),
    numbers,
    updatedAt: program.updatedAt,
    card: JSON.stringify(toCard(entry, own, told)),
  };
}

/** What the engine is told once: facets and synonyms, with a hash that changes whenever all must be indexed anew. */
export function settingsFor(vocabularies: Vocabularies): {
  readonly settings: IndexSettings;
  readonly hash: string;
} {
  const facets = toSearchFacets(listFacets(vocabularies));
  const synonyms = synonymsOf(vocabularies);
  const hash = createHash("sha256")
    .update(JSON.stringify([DOCUMENT_VERSION, facets, [...synonyms], vocabularies.hash]))
    .digest("hex");
  return { settings: { facets, synonyms }, hash };
}

/** The labels of one concept mean the same. Hidden ones are understood, but not looked for. */
function synonymsOf(vocabularies: Vocabularies): ReadonlyMap<string, readonly string[]> {
  const synonyms = new Map<string, readonly string[]>();
  for (const scheme of vocabularies.schemes.values()) {
    for (const concept of scheme.concepts.values()) addSynonyms(synonyms, concept);
  }
  return synonyms;
}

function addSynonyms(synonyms: Map<string, readonly string[]>, concept: Concept): void {
  const shown = [concept.prefLabel, ...concept.altLabels].map((label) => label.toLowerCase());
  const hidden = concept.hiddenLabels.map((label) => label.toLowerCase());
  for (const phrase of unique([...shown, ...hidden])) {
    const others = shown.filter((label) => label !== phrase);
    if (others.length > 0) synonyms.set(phrase, unique([...(synonyms.get(phrase) ?? []), ...others]));
  }
}

/** In the order of the facets, the author's terms before others, each once. */
function findConcepts(terms: readonly TermRecord[], vocabularies: Vocabularies): readonly ProgramConcept[] {
  const found: ProgramConcept[] = [];
  for (const facet of vocabularies.facets) {
    const seen = new Set<string>();
    for (const term of terms) {
      if (term.facet !== facet.key || term.conceptId === undefined || seen.has(term.conceptId)) continue;
      const concept = vocabularies.findConcept(facet.scheme, term.conceptId);
      if (concept === undefined) continue;
      seen.add(term.conceptId);
      const same = terms.filter((one) => one.facet === facet.key && one.conceptId === term.conceptId);
      const isTagged = same.every(({ origin }) => origin === "catalogue");
      found.push({ facet: facet.key, concept, isTagged });
    }
  }
  return found;
}

/** One text a concept, so that the texts are few and shared by many programs. */
function labelsOf(own: readonly ProgramConcept[], vocabularies: Vocabularies): readonly string[] {
  const concepts = new Set(own.map(({ concept }) => concept));
  for (const { concept } of own) for (const broader of vocabularies.ancestors(concept)) concepts.add(broader);
  return [...concepts].map((concept) => everyLabelOf(concept).join("; "));
}

/** Names by which somebody may look for a program: people, repository, path, image. */
function namesOf(entry: Entry, told: Described): readonly string[] {
  const { discovery } = entry.document.model;
  const { executable } = entry.runs.model;
  return unique(
    [
      ...(told.authors?.value ?? []).map((author) => author.name),
      discovery?.name ?? "",
      entry.program.path,
      entry.repository.path,
      ...(executable.image?.locations ?? []),
    ].filter((name) => name !== ""),
  );
}

function valuesOf(
  entry: Entry,
  {
    own,
    told,
    vocabularies,
  }: {
    readonly own: readonly ProgramConcept[];
    readonly told: Described;
    readonly vocabularies: Vocabularies;
  },
): ReadonlyMap<string, readonly string[]> {
  const { executable } = entry.runs.model;
  const values = new Map<string, readonly string[]>([["source", [entry.repository.host]]]);
  const overlay = entry.curated?.overlay;
  if (overlay?.category !== undefined) values.set("category", [overlay.category]);
  if (overlay?.vettedBy !== undefined || (entry.curated?.vettedIn.length ?? 0) > 0)
    values.set("vetted", ["yes"]);
  values.set("kind", [executable.kindState === "unknown" ? OTHER_KIND : executable.kind]);
  const pinned = isPinned(executable);
  if (pinned !== undefined) values.set("pinned", [pinned ? "yes" : "no"]);
  if (told.license !== undefined) values.set("license", [told.license.value]);
  for (const { key } of vocabularies.facets) {
    const concepts = own.filter((one) => one.facet === key).map((one) => one.concept);
    const ids = concepts.flatMap((concept) => [
      concept.id,
      ...vocabularies.ancestors(concept).map((broader) => broader.id),
    ]);
    values.set(key, unique(ids));
  }
  return values;
}

/** Whether a digest says which bytes run; `undefined` for what has no image. */
function isPinned({ image }: Executable): boolean | undefined {
  const [location] = image?.locations ?? [];
  if (image === undefined || (location === undefined && image.digest === undefined)) return undefined;
  return image.digest !== undefined || location?.includes("@sha256:") === true;
}

function toCard(entry: Entry, own: readonly ProgramConcept[], told: Described): Card {
  const { program, document } = entry;
  const { executable } = entry.runs.model;
  return {
    path: program.path,
    title: told.title.value,
    summary: told.summary?.value,
    summaryFrom: told.summary?.from,
    terms: own.map(({ facet, concept }) => ({ facet, value: concept.id, label: concept.prefLabel })),
    kind: executable.kind,
    license: told.license?.value,
    version: entry.runs.tag ?? told.version?.value,
    pinned: isPinned(executable),
    warnings: entry.problems.filter((problem) => problem.severity === "warning").length,
    updatedAt: program.updatedAt,
    layer: document.layer,
    also: [],
    claims: undefined,
  };
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
