import type { RepositoryFacts } from "../repository-facts/facts.ts";
import type { ConceptFacet } from "../vocabulary/vocabulary.ts";
import type { ProposedTerm } from "./init-terms.ts";
import { commentOut, indent, renderField, renderItem, toComment } from "./init-yaml.ts";

export interface DiscoveryInput {
  readonly facts: RepositoryFacts;
  readonly answers: { readonly title?: string | undefined; readonly summary?: string | undefined };
  readonly terms: readonly ProposedTerm[];
  readonly facets: readonly ConceptFacet[];
}

/** What a repository says in words that a manifest takes over as they are. */
const TAKEN_OVER = [
  "description",
  "version",
  "license",
  "homepage",
  "documentation",
  "repository",
  "issues",
  "authors",
  "publications",
  "keywords",
] as const satisfies readonly (keyof RepositoryFacts)[];

/** The lines of a discovery block, without its key. */
export function draftDiscovery(input: DiscoveryInput): readonly string[] {
  const { facts, answers } = input;
  const title = facts.title ?? facts.name;
  return [
    ...answeredOr("title", answers.title, title, "the program's name as people say it"),
    ...answeredOr(
      "summary",
      answers.summary,
      facts.summary,
      "one sentence on what it does, in the words of those who look for it",
    ),
    ...TAKEN_OVER.flatMap((key) => takeOver(key, facts[key])),
    ...(facts.license === undefined
      ? [toComment("TODO: license: an SPDX expression, such as MIT")]
      : doubtOf(facts.license)),
    ...draftTerms(input.terms, input.facets),
  ];
}

function answeredOr(
  key: string,
  answer: string | undefined,
  fact: { readonly value: string; readonly from: string } | undefined,
  what: string,
): readonly string[] {
  if (answer !== undefined) return renderField(key, answer);
  return fact === undefined ? [toComment(`TODO: ${key}: ${what}`)] : takeOver(key, fact);
}

function takeOver(
  key: string,
  fact: { readonly value: unknown; readonly from: string } | undefined,
): readonly string[] {
  return fact === undefined ? [] : renderField(key, fact.value, `from ${fact.from}`);
}

/** A licence's text does not say whether later versions are meant too. */
function doubtOf(license: { readonly value: string; readonly from: string }): readonly string[] {
  if (!/^(?:LICEN[SC]E|COPYING)/u.test(license.from) || !license.value.endsWith("-only")) return [];
  return [
    toComment(`TODO: ${license.value.replace("-only", "-or-later")} when you allow later versions too`),
  ];
}

/** The likely terms as they are, the others commented out, each with its definition and the words that led to it. */
function draftTerms(terms: readonly ProposedTerm[], facets: readonly ConceptFacet[]): readonly string[] {
  const isLive = terms.some(({ likely }) => likely);
  const blocks = facets.flatMap(({ key, label }) => {
    const proposed = terms.filter(({ facet }) => facet === key);
    if (proposed.length === 0) return commentOut(renderEmpty(key, label));
    const isLiveFacet = proposed.some(({ likely }) => likely);
    const items = proposed.flatMap((term) => {
      const item = renderItem(term.concept.prefLabel, explain(term));
      return term.likely || !isLiveFacet ? item : commentOut(item);
    });
    const block = [`${key}: ${toComment(label)}`, ...indent(items)];
    return isLiveFacet || !isLive ? block : commentOut(block);
  });
  const whole = ["terms:", ...indent(blocks)];
  return [
    toComment("TODO: keep the terms that are true, and add what is missing; people find the program by them"),
    ...(isLive ? whole : commentOut(whole)),
  ];
}

function renderEmpty(key: string, label: string): readonly string[] {
  return [`${key}: [] ${toComment(label)}`];
}

function explain({ concept, words }: ProposedTerm): string {
  const definition = concept.definition?.split(/(?<=\.)\s/u)[0] ?? concept.prefLabel;
  return `${definition} (from "${words}")`;
}
