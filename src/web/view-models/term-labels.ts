import type { TermRecord } from "../../catalogue/entry.ts";
import type { WebServices } from "../services.ts";

/** What a facet is called; its key where no vocabulary has it. */
export function facetLabel({ vocabularies }: Pick<WebServices, "vocabularies">, key: string): string {
  return vocabularies.facets.find((facet) => facet.key === key)?.label ?? key;
}

/** What a term's concept is called; the term as written where it has none. */
export function labelOf(
  { vocabularies }: Pick<WebServices, "vocabularies">,
  { scheme, conceptId, text }: Pick<TermRecord, "scheme" | "conceptId" | "text">,
): string {
  if (scheme === undefined || conceptId === undefined) return text;
  return vocabularies.findConcept(scheme, conceptId)?.prefLabel ?? text;
}
