import { toLabelKey } from "../label-key.ts";
import type { SkosConcept, SkosScheme, Told } from "./skos-scheme.ts";
import type { Tally } from "./tally.ts";

/**
 * Takes out synonyms that another living concept has as its preferred label: a term means that one in any case, and
 * a vocabulary that says otherwise is not loaded. Each is counted in `leftOut`.
 */
export function partLabels(scheme: SkosScheme, leftOut: Tally): SkosScheme {
  const owners = new Map<string, string>();
  for (const { uri, prefLabel, deprecated } of scheme.concepts) {
    for (const told of deprecated ? [] : prefLabel) owners.set(keyOf(told), uri);
  }
  const concepts = scheme.concepts.map((concept): SkosConcept => {
    if (concept.deprecated) return concept;
    const keep = (told: Told): boolean => {
      const owner = owners.get(keyOf(told)) ?? concept.uri;
      if (owner !== concept.uri) leftOut.add("synonyms that are another concept's preferred label");
      return owner === concept.uri;
    };
    return {
      ...concept,
      altLabel: concept.altLabel.filter(keep),
      hiddenLabel: concept.hiddenLabel.filter(keep),
    };
  });
  return { ...scheme, concepts };
}

function keyOf({ text, language }: Told): string {
  return `${language} ${toLabelKey(text)}`;
}
