import type { Concept, Vocabularies } from "./vocabulary.ts";

/** The living concepts that a deprecated one leads to, through those that were replaced in turn; each once. */
export function livingSuccessors(vocabularies: Vocabularies, concept: Concept): readonly Concept[] {
  const seen = new Set([concept.id]);
  const waiting = [...concept.replacedBy];
  const living: Concept[] = [];
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const successor = vocabularies.findConcept(concept.scheme, id);
    if (successor === undefined) continue;
    if (successor.deprecated) waiting.push(...successor.replacedBy);
    else living.push(successor);
  }
  return living;
}
