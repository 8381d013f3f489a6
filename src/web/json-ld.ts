import type { Entry } from "../catalogue/entry.ts";
import { safeHref } from "./links.ts";

/**
 * schema.org's description of a program, as text for a script element of type `application/ld+json`.
 * `<` is escaped, so that no text of a stranger can end the element.
 */
export function toJsonLd(entry: Entry, address: string): string {
  const discovery = entry.document.model.discovery;
  const document = {
    "@context": "https://schema.org",
    "@type": ["SoftwareApplication", "SoftwareSourceCode"],
    "@id": address,
    url: address,
    name: entry.program.title,
    description: entry.program.summary,
    softwareVersion: entry.document.version ?? discovery?.version,
    license: discovery?.license,
    codeRepository: safeHref(discovery?.repository ?? entry.repository.webUrl) ?? undefined,
    sameAs: safeHref(discovery?.homepage) ?? undefined,
    keywords: discovery?.keywords.length === 0 ? undefined : discovery?.keywords,
    author: discovery?.authors.map((author) => ({
      "@type": "Person",
      name: author.name,
      identifier: author.orcid === undefined ? undefined : `https://orcid.org/${author.orcid}`,
      affiliation: author.affiliation,
    })),
    dateModified: entry.program.updatedAt,
  };
  return JSON.stringify(document, undefined, 1)
    .replaceAll("&", String.raw`\u0026`)
    .replaceAll("<", String.raw`\u003c`)
    .replaceAll(">", String.raw`\u003e`);
}
