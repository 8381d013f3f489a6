import { described } from "../catalogue/described.ts";
import type { Entry, TermRecord } from "../catalogue/entry.ts";
import { wholeUri } from "../vocabulary/export/scheme-triples.ts";
import type { Vocabularies } from "../vocabulary/vocabulary.ts";
import { safeHref } from "./links.ts";

/** A concept that an entry has, with URIs that are whole. */
export interface ToldConcept {
  readonly uri: string;
  readonly label: string;
  readonly schemeUri: string;
  /** The words that led to it, when the catalogue itself found it. */
  readonly taggedFrom: string | undefined;
}

/**
 * The concepts of an entry's terms, each once; a term that no vocabulary knows has no URI. `base` is the
 * catalogue's address, for vocabularies without a namespace of their own.
 */
export function toToldConcepts(
  terms: readonly TermRecord[],
  vocabularies: Vocabularies,
  base: string,
): readonly ToldConcept[] {
  const told = new Map<string, ToldConcept>();
  for (const { scheme = "", conceptId = "", origin, words } of terms) {
    const concept = vocabularies.findConcept(scheme, conceptId);
    if (concept === undefined) continue;
    const uri = wholeUri(concept.uri, base);
    const isTagged = origin === "catalogue";
    // What an author or a curator said is no tag, even where the catalogue found it in another facet.
    if (isTagged && told.has(uri)) continue;
    told.set(uri, {
      uri,
      label: concept.prefLabel,
      schemeUri: wholeUri(vocabularies.schemes.get(scheme)?.uri ?? "", base),
      taggedFrom: isTagged ? (words ?? "") : undefined,
    });
  }
  return [...told.values()];
}

function toDefinedTerm({ uri, label, schemeUri, taggedFrom }: ToldConcept): object {
  const term = { "@type": "DefinedTerm", "@id": uri, name: label, inDefinedTermSet: schemeUri };
  if (taggedFrom === undefined) return term;
  const from = taggedFrom === "" ? "" : ` from the words “${taggedFrom}”`;
  return { ...term, disambiguatingDescription: `Tagged by the catalogue${from}.` };
}

/**
 * schema.org's description of a program, as text for a script element of type `application/ld+json`.
 * `<` is escaped, so that no text of a stranger can end the element.
 */
export function toJsonLd(entry: Entry, address: string, about: readonly ToldConcept[]): string {
  const told = described(entry);
  const document = {
    "@context": "https://schema.org",
    "@type": ["SoftwareApplication", "SoftwareSourceCode"],
    "@id": address,
    url: address,
    name: told.title.value,
    description: told.summary?.value,
    softwareVersion: told.version?.value,
    license: told.license?.value,
    codeRepository: safeHref(told.repository?.value) ?? undefined,
    sameAs: safeHref(told.homepage?.value) ?? undefined,
    softwareHelp: safeHref(told.documentation?.value) ?? undefined,
    keywords: told.keywords?.value,
    about: about.length === 0 ? undefined : about.map(toDefinedTerm),
    author: told.authors?.value.map((author) => ({
      "@type": "Person",
      name: author.name,
      identifier: author.orcid === undefined ? undefined : `https://orcid.org/${author.orcid}`,
      affiliation: author.affiliation,
    })),
    citation: told.publications?.value.map(
      ({ doi, bibcode, url }) =>
        safeHref(doi === undefined ? url : `https://doi.org/${encodeURI(doi)}`) ?? bibcode,
    ),
    dateModified: entry.program.updatedAt,
  };
  return JSON.stringify(document, undefined, 1)
    .replaceAll("&", String.raw`\u0026`)
    .replaceAll("<", String.raw`\u003c`)
    .replaceAll(">", String.raw`\u003e`);
}
