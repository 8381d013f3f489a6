import { didYouMean } from "../../vocabulary/findings.ts";
import { nearest } from "../../nearest.ts";
import type { Concept, ConceptScheme } from "../../vocabulary/vocabulary.ts";
import { refusal, type SchemeDraft } from "./curation-draft.ts";
import { isYamlMap, type YamlMap } from "./yaml-value.ts";

/** A concept of the scheme as its file has it, and as it is read. Throws `INVALID_REQUEST` when it is not there. */
export function openConcept(
  { scheme, concepts }: SchemeDraft,
  id: string,
): { readonly raw: YamlMap; readonly concept: Concept } {
  const raw = concepts.get(id);
  const concept = scheme.concepts.get(id);
  if (!isYamlMap(raw) || concept === undefined) {
    throw refusal(
      `There is no concept "${id}" in "${scheme.id}".`,
      didYouMean(nearest(id, scheme.concepts.keys())),
    );
  }
  return { raw, concept };
}

/** The scheme's concepts with another one in the place of `id`. */
export function withConcept({ concepts }: SchemeDraft, id: string, next: YamlMap): YamlMap {
  return new Map([...concepts].map(([one, old]) => [one, one === id ? next : old]));
}

/** Refuses new links to concepts that are not there or no longer to be used. */
export function checkTargets(
  scheme: ConceptScheme,
  id: string,
  ids: readonly string[],
  before: readonly string[] = [],
): void {
  for (const target of ids) {
    if (target === id) throw refusal(`"${id}" cannot be linked to itself.`, "Choose another concept.");
    const concept = scheme.concepts.get(target);
    if (concept === undefined) {
      throw refusal(
        `There is no concept "${target}" in "${scheme.id}".`,
        didYouMean(nearest(target, scheme.concepts.keys())),
      );
    }
    if (concept.deprecated && !before.includes(target)) {
      throw refusal(`"${target}" is deprecated.`, successorHint(concept));
    }
  }
}

export function successorHint(concept: Concept): string | undefined {
  const [first] = concept.replacedBy;
  return first === undefined ? "Choose a concept that is in use." : `Use "${first}" instead.`;
}
