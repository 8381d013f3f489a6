import { didYouMean, type VocabularyFinding } from "./findings.ts";
import { nearest } from "../nearest.ts";
import type { VocabularyFile } from "./read-file.ts";
import type { ConceptFacet, ConceptScheme } from "./vocabulary.ts";

/** Keys that addresses of a search use themselves, as in the schema. */
const RESERVED = new Set(["q", "sort", "page", "size"]);

interface RawFacet {
  readonly key: string;
  readonly scheme: string;
  readonly label: string;
  readonly multiple?: boolean;
}

/** What `toConceptFacets` puts together. */
export interface FacetSources {
  /** Schemes whose files are as they should be. */
  readonly schemes: ReadonlyMap<string, ConceptScheme>;
  /** Their files and the broken ones, by the scheme's id. */
  readonly files: ReadonlyMap<string, VocabularyFile>;
  /** `facets.yaml`, when it is there and as it should be. */
  readonly facetsFile: VocabularyFile | undefined;
}

type UnorderedFacet = Omit<ConceptFacet, "order">;

/**
 * The facets that `facets.yaml` names, in its order; among them, at the places that they ask for, the schemes that it
 * does not name; then those that ask for none.
 */
export function toConceptFacets(sources: FacetSources): {
  readonly facets: readonly ConceptFacet[];
  readonly findings: readonly VocabularyFinding[];
} {
  const findings: VocabularyFinding[] = [];
  const facets = facetsWritten(sources, findings);
  const named = new Set(facets.map(({ scheme }) => scheme));
  const others = [...sources.schemes.values()].filter(({ id }) => !named.has(id));
  const inOrder = others
    .map((scheme) => ({ scheme, order: scheme.facet?.order ?? Number.POSITIVE_INFINITY }))
    .sort((one, other) => (one.order === other.order ? 0 : one.order - other.order));
  for (const { scheme, order } of inOrder) {
    if (scheme.facet === undefined) continue;
    const { key, label, multiple } = scheme.facet;
    const fault = facetFault(key, facets);
    const file = sources.files.get(scheme.id);
    if (fault === undefined) facets.splice(order - 1, 0, { key, scheme: scheme.id, label, multiple });
    else if (file !== undefined) {
      findings.push(
        file.findingAt(["scheme", "facet", "key"], {
          rule: "vocabulary/facet",
          sentence: fault,
          hint: 'Write another one at "facet: {key: …}", or "facet: false" for a scheme that is no facet.',
        }),
      );
    }
  }
  return { facets: facets.map((facet, order) => ({ ...facet, order })), findings };
}

function facetsWritten(
  { files, facetsFile: file }: FacetSources,
  findings: VocabularyFinding[],
): UnorderedFacet[] {
  // The schema has checked the shape.
  const written = (file?.value as { readonly facets: readonly RawFacet[] } | undefined)?.facets ?? [];
  const facets: UnorderedFacet[] = [];
  for (const [index, { key, scheme, label, multiple = true }] of written.entries()) {
    const add = (part: string, sentence: string, hint?: string): void => {
      if (file !== undefined)
        findings.push(file.findingAt(["facets", index, part], { rule: "vocabulary/facet", sentence, hint }));
    };
    if (!files.has(scheme))
      add("scheme", `There is no scheme "${scheme}".`, didYouMean(nearest(scheme, files.keys())));
    if (facets.some((facet) => facet.key === key)) add("key", `The facet "${key}" is there twice.`);
    facets.push({ key, scheme, label: label.trim(), multiple });
  }
  return facets;
}

function facetFault(key: string, facets: readonly UnorderedFacet[]): string | undefined {
  if (RESERVED.has(key)) return `"${key}" cannot be a facet's key: a search keeps this word for itself.`;
  const taken = facets.find((facet) => facet.key === key);
  return taken === undefined
    ? undefined
    : `The facet's key "${key}" is taken by the scheme "${taken.scheme}".`;
}

/** Example questions whose filters name a facet or a concept that is not there. */
export function checkQuestions(
  scheme: ConceptScheme,
  file: VocabularyFile,
  facets: readonly ConceptFacet[],
  schemes: ReadonlyMap<string, ConceptScheme>,
): readonly VocabularyFinding[] {
  const fault = (path: readonly (string | number)[], sentence: string): VocabularyFinding =>
    file.findingAt(path, { rule: "vocabulary/question", sentence });
  return scheme.exampleQuestions.flatMap((question, index) =>
    [...question.filters].flatMap(([key, ids]) => {
      const path = ["examples", index, "filters", key];
      const facet = facets.find((candidate) => candidate.key === key);
      if (facet === undefined) return [fault(path, `There is no facet "${key}".`)];
      const concepts = schemes.get(facet.scheme)?.concepts;
      return [...ids.entries()]
        .filter(([, id]) => concepts?.has(id) === false)
        .map(([position, id]) => fault([...path, position], `The facet "${key}" has no concept "${id}".`));
    }),
  );
}
