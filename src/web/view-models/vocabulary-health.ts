import type { TermStore } from "../../catalogue/term-store.ts";
import type { VocabularyHealth } from "../../curation/vocabulary-health.ts";
import type { Concept, ConceptScheme, Vocabularies } from "../../vocabulary/vocabulary.ts";
import { livingSuccessors } from "../../vocabulary/successors.ts";
import { countText, toTime } from "../format.ts";
import { conceptHref, entryHref } from "../links.ts";
import type { WebServices } from "../services.ts";
import { termHref } from "./curation.ts";

const MOST_CONCEPTS = 200;
const MOST_TERMS = 50;

export interface HealthFacts {
  readonly scheme: ConceptScheme;
  readonly health: VocabularyHealth;
  /** Entries without any term in a facet of the vocabulary. */
  readonly without: Awaited<ReturnType<TermStore["programsWithout"]>>;
  readonly isFacet: boolean;
  readonly curates: boolean;
}

export function toHealth(services: WebServices, facts: HealthFacts): object {
  const { scheme, health, without, isFacet, curates } = facts;
  const { unused, overloaded, waiting, shared, deprecated } = health;
  const ids = new Set(unused.map(({ id }) => id));
  // What stands below an unused concept is unused as well.
  const topmost = unused.filter(({ broader }) => !broader.some((id) => ids.has(id)));
  return {
    title: scheme.title,
    schemeHref: `/vocabularies/${encodeURIComponent(scheme.id)}`,
    isFacet,
    without: {
      text: countText(without.count, "entry", "entries"),
      some: without.count > 0,
      entries: without.first.map(({ path, title }) => ({ title, href: entryHref(path) })),
      more: without.count > without.first.length,
    },
    waiting: {
      text: countText(waiting.length, "term"),
      some: waiting.length > 0,
      terms: waiting.slice(0, MOST_TERMS).map(({ facet, text, programs, since }) => ({
        text,
        href: curates ? termHref(facet, text) : null,
        entries: countText(programs, "entry", "entries"),
        since: toTime(since, services.now()),
      })),
      more: waiting.length > MOST_TERMS ? `${waiting.length - MOST_TERMS} more` : null,
    },
    shared: toShared(shared),
    deprecated: {
      text: countText(deprecated.length, "concept"),
      some: deprecated.length > 0,
      concepts: deprecated.slice(0, MOST_CONCEPTS).map(({ concept, entries, texts }) => ({
        ...linkOf(concept, "?redirect=no"),
        entries: countText(entries, "entry", "entries"),
        texts: texts.map((text) => `“${text}”`).join(", "),
        successors: livingSuccessors(services.curation.current.vocabularies, concept).map((one) =>
          linkOf(one),
        ),
      })),
    },
    overloaded: {
      text: countText(overloaded.length, "concept"),
      some: overloaded.length > 0,
      concepts: overloaded.slice(0, MOST_CONCEPTS).map(({ concept, entries }) => ({
        ...linkOf(concept),
        entries: countText(entries, "entry", "entries"),
      })),
    },
    unused: {
      text: `${countText(unused.length, "concept")} of ${scheme.concepts.size}`,
      some: unused.length > 0,
      concepts: topmost.slice(0, MOST_CONCEPTS).map((concept) => ({
        ...linkOf(concept),
        below: belowText(services.curation.current.vocabularies, concept),
      })),
      more: topmost.length > MOST_CONCEPTS ? `${topmost.length - MOST_CONCEPTS} more` : null,
    },
  };
}

function toShared(shared: VocabularyHealth["shared"]): object {
  return {
    text: countText(shared.length, "label"),
    some: shared.length > 0,
    labels: shared.slice(0, MOST_CONCEPTS).map(({ label, concepts }) => ({
      label,
      concepts: concepts.map((concept) => linkOf(concept)),
    })),
  };
}

function belowText(vocabularies: Vocabularies, concept: Concept): string | null {
  const below = new Set<string>();
  const waiting = [concept];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    for (const narrower of vocabularies.narrower(one)) {
      if (narrower.deprecated || below.has(narrower.id)) continue;
      below.add(narrower.id);
      waiting.push(narrower);
    }
  }
  return below.size === 0 ? null : `with ${below.size} narrower`;
}

function linkOf(
  { scheme, id, prefLabel }: Concept,
  query = "",
): { readonly label: string; readonly href: string } {
  return { label: prefLabel, href: `${conceptHref(scheme, id)}${query}` };
}

export function toHealthJson({ scheme, health, without }: HealthFacts): Readonly<Record<string, unknown>> {
  const named = ({ id, prefLabel }: Concept): object => ({ id, label: prefLabel });
  return {
    scheme: scheme.id,
    without: { count: without.count, first: without.first.map(({ path, title }) => ({ path, title })) },
    waiting: health.waiting.map(({ facet, text, programs, since }) => ({
      facet,
      text,
      entries: programs,
      since,
    })),
    shared: health.shared.map(({ label, concepts }) => ({ label, concepts: concepts.map(named) })),
    deprecated: health.deprecated.map(({ concept, entries, texts }) => ({
      ...named(concept),
      entries,
      texts,
    })),
    overloaded: health.overloaded.map(({ concept, entries }) => ({ ...named(concept), entries })),
    unused: health.unused.map(named),
  };
}
