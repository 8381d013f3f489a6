import type { CrawlStatus } from "../../catalogue/sources.ts";
import type { SearchAnswer } from "../../search/search-service.ts";
import { livingSuccessors } from "../../vocabulary/successors.ts";
import type { ConceptFacet, ExampleQuestion, Vocabularies } from "../../vocabulary/vocabulary.ts";
import { countText, numberText } from "../format.ts";
import { searchHref } from "../links.ts";
import type { WebServices } from "../services.ts";
import { toCrawl } from "./crawl.ts";
import { toConceptTree, type ConceptNode } from "./concept-tree.ts";
import { toSearchJson } from "./search.ts";

const QUESTIONS = 3;

export interface HomeFacts {
  /** The first facet: what the software does. */
  readonly facet: ConceptFacet | undefined;
  readonly counts: ReadonlyMap<string, number>;
  readonly entries: { readonly published: number; readonly withdrawn: number };
  readonly crawl: CrawlStatus;
  readonly answer: SearchAnswer;
}

export function toHome(services: WebServices, facts: HomeFacts): object {
  const tree = treeOf(services, facts);
  return {
    entries: countText(facts.entries.published, "entry", "entries"),
    empty: facts.entries.published === 0,
    crawl: toCrawl(facts.crawl, services.now()),
    questions: questionsOf(services).map((question) => ({
      text: question.text,
      href: questionHref(services, question),
    })),
    poll: facts.crawl.running,
    facetLabel: facts.facet?.label ?? null,
    schemeHref: facts.facet === undefined ? null : `/vocabularies/${encodeURIComponent(facts.facet.scheme)}`,
    tree: facts.entries.published === 0 ? tree : withEntries(tree),
  };
}

/** What nothing is published for would be a dead end here; the vocabulary's own page shows all. */
function withEntries(nodes: readonly ConceptNode[]): readonly ConceptNode[] {
  return nodes
    .map((node) => ({ ...node, children: withEntries(node.children) }))
    .filter(({ counts, children }) => counts.length > 0 || children.length > 0);
}

export function toHomeJson(services: WebServices, facts: HomeFacts): Readonly<Record<string, unknown>> {
  return {
    ...toSearchJson(facts.answer),
    entries: facts.entries,
    crawl: facts.crawl,
    tree: treeOf(services, facts),
    exampleQuestions: questionsOf(services).map((question) => ({
      text: question.text,
      query: question.query,
      filters: Object.fromEntries(question.filters),
    })),
  };
}

/** From all vocabularies, in the order of the facets; a concept that was merged or replaced is its successor. */
function questionsOf({ vocabularies }: WebServices): readonly ExampleQuestion[] {
  const questions = [...vocabularies.schemes.values()].flatMap((scheme) => scheme.exampleQuestions);
  return questions.slice(0, QUESTIONS).map((question) => ({
    ...question,
    filters: new Map(
      [...question.filters].map(([key, ids]) => [
        key,
        [...new Set(ids.flatMap((id) => livingIds(vocabularies, key, id)))],
      ]),
    ),
  }));
}

function livingIds(vocabularies: Vocabularies, facetKey: string, id: string): readonly string[] {
  const scheme = vocabularies.facets.find(({ key }) => key === facetKey)?.scheme;
  const concept = scheme === undefined ? undefined : vocabularies.findConcept(scheme, id);
  if (concept === undefined || !concept.deprecated) return [id];
  const successors = livingSuccessors(vocabularies, concept);
  return successors.length === 0 ? [id] : successors.map((successor) => successor.id);
}

function questionHref(services: WebServices, question: ExampleQuestion): string {
  const { search } = services;
  const empty = search.parse(new URLSearchParams());
  return searchHref(search.format({ ...empty, text: question.query, filters: question.filters }));
}

function treeOf(services: WebServices, facts: HomeFacts): readonly ConceptNode[] {
  const { search, vocabularies } = services;
  const { facet } = facts;
  const scheme = facet === undefined ? undefined : vocabularies.schemes.get(facet.scheme);
  if (facet === undefined || scheme === undefined) return [];
  const empty = search.parse(new URLSearchParams());
  const hrefOf = (id: string): string =>
    searchHref(search.format({ ...empty, filters: new Map([[facet.key, [id]]]) }));
  return toConceptTree(vocabularies, scheme, {
    hrefOf: ({ id }) => hrefOf(id),
    countsOf: ({ id }) => {
      const count = facts.counts.get(id) ?? 0;
      return count === 0 ? [] : [{ label: null, count, text: numberText(count), href: hrefOf(id) }];
    },
  });
}
