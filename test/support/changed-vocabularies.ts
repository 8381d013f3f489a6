import { createVocabularies } from "../../src/vocabulary/create-vocabularies.ts";
import type { Concept, Vocabularies } from "../../src/vocabulary/vocabulary.ts";

let changes = 0;

/** The vocabularies with one concept told otherwise, or new; `undefined` takes it out. Their hash is another. */
export function withConcept(
  vocabularies: Vocabularies,
  { scheme: schemeId, id }: { readonly scheme: string; readonly id: string },
  change: Partial<Concept> | undefined,
): Vocabularies {
  const scheme = vocabularies.schemes.get(schemeId);
  const [model] = scheme?.concepts.values() ?? [];
  if (scheme === undefined || model === undefined) throw new Error(`There is no vocabulary "${schemeId}".`);
  const concepts = new Map(scheme.concepts);
  const before = concepts.get(id) ?? { ...model, id, byLanguage: [], broader: [] };
  if (change === undefined) concepts.delete(id);
  else concepts.set(id, { ...before, ...change });
  changes += 1;
  const schemes = new Map(vocabularies.schemes).set(schemeId, { ...scheme, concepts });
  return createVocabularies(schemes, vocabularies.facets, `changed-${changes}`, vocabularies.settled);
}

/** The vocabularies with one more synonym of a concept. */
export function withSynonym(
  vocabularies: Vocabularies,
  concept: { readonly scheme: string; readonly id: string },
  label: string,
): Vocabularies {
  const altLabels = vocabularies.findConcept(concept.scheme, concept.id)?.altLabels ?? [];
  return withConcept(vocabularies, concept, { altLabels: [...altLabels, label] });
}

/** The vocabularies without one of their facets. */
export function withoutFacet(vocabularies: Vocabularies, key: string): Vocabularies {
  changes += 1;
  const facets = vocabularies.facets.filter((facet) => facet.key !== key);
  return createVocabularies(vocabularies.schemes, facets, `changed-${changes}`, vocabularies.settled);
}
