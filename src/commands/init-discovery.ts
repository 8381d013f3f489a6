import { factKindOf } from "../repository-facts/fact-files.ts";
import type { RepositoryFacts } from "../repository-facts/facts.ts";
import type { ConceptFacet } from "../vocabulary/vocabulary.ts";
import type { SuggestedTerm } from "../vocabulary/suggest/suggested-term.ts";
import { commentOut, indent, renderField, renderItem, toComment } from "./init-yaml.ts";
import { listTaken, type Word, WORDS } from "./words.ts";

export interface DiscoveryInput {
  readonly facts: RepositoryFacts;
  /** Of them what a catalogue reads by itself from the files beside a manifest. */
  readonly crawled: RepositoryFacts;
  readonly answers: { readonly title?: string | undefined; readonly summary?: string | undefined };
  readonly terms: readonly SuggestedTerm[];
  readonly facets: readonly ConceptFacet[];
}

/** The lines of a discovery block, without its key: what a catalogue cannot read from the files beside. */
export function draftDiscovery(input: DiscoveryInput): readonly string[] {
  const { facts, crawled } = input;
  const fields = WORDS.flatMap((key) => draftField(key, input));
  const taken = listTaken((word) => crawled[word]?.from);
  return [
    ...fields,
    // One comment for all of it, so that nobody writes it twice.
    ...(taken === "" ? [] : [toComment(`Taken from the files beside, unless said here: ${taken}.`)]),
    ...wantLicense(facts),
    ...draftTerms(input.terms, input.facets),
  ];
}

function draftField(key: Word, input: DiscoveryInput): readonly string[] {
  const { facts, crawled, answers } = input;
  const answer = key === "title" || key === "summary" ? answers[key] : undefined;
  if (answer !== undefined) return renderField(key, answer);
  if (crawled[key] !== undefined && !isPreciser(key, facts, crawled)) return [];
  // Where the repository is, its catalogue knows better than a clone of it.
  if (key === "repository" && facts.repository?.from === "git") return [];
  const fact = key === "title" ? (facts.title ?? facts.name) : facts[key];
  if (fact !== undefined) return renderField(key, fact.value, `from ${fact.from}`);
  return key === "title" || key === "summary" ? [toComment(`TODO: ${key}: ${WANTED[key]}`)] : [];
}

const WANTED = {
  title: "the program's name as people say it",
  summary: "one sentence on what it does, in the words of those who look for it",
} as const;

/** A licence's text says less than who names the licence: not whether later versions are allowed too. */
function isPreciser(key: Word, { license }: RepositoryFacts, crawled: RepositoryFacts): boolean {
  return key === "license" && license !== undefined && license.value !== crawled.license?.value;
}

function wantLicense({ license, unknownLicense }: RepositoryFacts): readonly string[] {
  if (license !== undefined) return doubtOf(license);
  const names = unknownLicense?.value.join(", ");
  return [
    toComment(
      names === undefined
        ? "TODO: license: an SPDX expression, such as MIT"
        : `TODO: license: an SPDX expression, or LicenseRef-<name>; ${names} is not recognised`,
    ),
  ];
}

/** A licence's text does not say whether later versions are meant too. */
function doubtOf({ value, from }: { readonly value: string; readonly from: string }): readonly string[] {
  if (factKindOf(from) !== "license" || !value.endsWith("-only")) return [];
  return [
    toComment(`TODO: license: ${value.replace("-only", "-or-later")} when you allow later versions too`),
  ];
}

/** The likely terms as they are, the others commented out, each with its definition and the words that led to it. */
function draftTerms(terms: readonly SuggestedTerm[], facets: readonly ConceptFacet[]): readonly string[] {
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

function explain({ concept, words }: SuggestedTerm): string {
  const definition = concept.definition?.split(/(?<=\.)\s/u)[0] ?? concept.prefLabel;
  return `${definition} (from "${words}")`;
}
