import type { SearchAnswer, Understood } from "../../search/search-service.ts";
import { numberText } from "../format.ts";
import { conceptHref } from "../links.ts";
import type { WebServices } from "../services.ts";

/** `“source finder” = Source extraction, with 6 narrower`: what the words of a query were read as. */
interface UnderstoodLine {
  readonly words: string;
  readonly verb: string;
  readonly concepts: readonly UnderstoodConcept[];
  readonly note: string | null;
}

interface UnderstoodConcept {
  /** What stands between it and the one before. */
  readonly join: string | null;
  readonly label: string;
  readonly href: string;
  readonly narrower: string | null;
}

/** One line for the same words, in the order of the query; a concept stands once, in however many facets it is. */
export function toUnderstood(
  services: WebServices,
  understood: SearchAnswer["understood"],
  filterHref: (facet: string, value: string) => string,
): readonly UnderstoodLine[] {
  const { facets } = services.vocabularies;
  const lines = new Map<string, Map<string, Understood & { readonly href: string }>>();
  for (const one of understood) {
    const scheme = facets.find(({ key }) => key === one.facet)?.scheme;
    // What was understood leads to what the concept means.
    const href = scheme === undefined ? filterHref(one.facet, one.value) : conceptHref(scheme, one.value);
    const line = lines.get(one.words) ?? new Map<string, Understood & { readonly href: string }>();
    if (!line.has(href)) line.set(href, { ...one, href });
    lines.set(one.words, line);
  }
  return [...lines].map(([words, line]) => toLine(words, [...line.values()]));
}

function toLine(words: string, all: readonly (Understood & { readonly href: string })[]): UnderstoodLine {
  const isChoice = all.some(({ state }) => state === "one-of");
  const isReplaced = all.some(({ state }) => state === "replaced");
  const isRetired = all.some(({ state }) => state === "retired");
  return {
    words,
    verb: isChoice ? "may be" : "=",
    concepts: all.map(({ label, href, narrower }, place) => ({
      join: place === 0 ? null : joinOf(isChoice, place === all.length - 1),
      label: capitalised(label),
      href,
      narrower: narrower === 0 ? null : `with ${numberText(narrower)} narrower`,
    })),
    note: isReplaced ? `“${words}” is no longer used` : isRetired ? "it is no longer used" : null,
  };
}

function joinOf(isChoice: boolean, isLast: boolean): string {
  if (!isLast) return ", ";
  return isChoice ? " or " : " and ";
}

/** A symbol of a few letters, or a name with capitals of its own, stays as it is. */
function capitalised(label: string): string {
  return /^\p{Ll}{3,}(?!\p{L})/u.test(label) ? label.charAt(0).toUpperCase() + label.slice(1) : label;
}
