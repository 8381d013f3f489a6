import type { Concept, ConceptScheme, Vocabularies } from "../../vocabulary/vocabulary.ts";
import { countText, numberText } from "../format.ts";
import type { ConceptCount, TreeOptions } from "./concept-tree.ts";

/** A page shows about as many concepts, whatever the shape of the vocabulary. */
const MOST_ROWS = 600;
const ROWS_A_PAGE = 300;

/** A concept in the two levels that a page has open. */
export interface Branch {
  readonly label: string;
  readonly href: string;
  readonly counts: readonly ConceptCount[];
  /** Where the rest of what stands below it is shown; `null` when all of it is. */
  readonly more: { readonly text: string; readonly href: string } | null;
  readonly children: readonly Branch[];
}

/** Two levels of a vocabulary: its top concepts, or what stands below one of them. */
export interface SchemeBranches {
  readonly branches: readonly Branch[];
  /** Addresses of the neighbouring pages of a level that is too long for one. */
  readonly previousHref: string | null;
  readonly nextHref: string | null;
  /** `301–600 of 2,400`; `null` when all are shown. */
  readonly pageText: string | null;
}

export interface BranchOptions extends TreeOptions {
  /** The concept below which to look; the whole scheme when absent. */
  readonly below?: Concept | undefined;
  /** From 1. */
  readonly page: number;
  readonly schemeHref: string;
}

export function toSchemeBranches(
  vocabularies: Vocabularies,
  scheme: ConceptScheme,
  options: BranchOptions,
): SchemeBranches {
  const { below, page, schemeHref } = options;
  const all = below === undefined ? topsOf(scheme) : living(vocabularies, below);
  const start = (page - 1) * ROWS_A_PAGE;
  const shown = all.slice(start, start + ROWS_A_PAGE);
  const total = shown.reduce((sum, concept) => sum + living(vocabularies, concept).length, shown.length);
  // Every branch gets the same room where there is not enough for all of them.
  const most = total <= MOST_ROWS ? MOST_ROWS : Math.floor(MOST_ROWS / Math.max(1, shown.length)) - 1;
  const hrefOf = (parameters: Readonly<Record<string, string>>): string => {
    const query = new URLSearchParams(parameters).toString();
    return query === "" ? schemeHref : `${schemeHref}?${query}`;
  };
  const toBranch = (concept: Concept, children: readonly Branch[]): Branch => {
    const count = living(vocabularies, concept).length;
    const text =
      children.length === 0 ? countText(count, "narrower", "narrower") : `all ${numberText(count)} narrower`;
    return {
      label: concept.prefLabel,
      href: options.hrefOf(concept),
      counts: options.countsOf(concept),
      more: count > children.length ? { text, href: hrefOf({ below: concept.id }) } : null,
      children,
    };
  };
  const pageHref = (number: number): string =>
    hrefOf({
      ...(below === undefined ? {} : { below: below.id }),
      ...(number === 1 ? {} : { page: String(number) }),
    });
  return {
    branches: shown.map((concept) => {
      const children = living(vocabularies, concept).slice(0, Math.max(0, most));
      return toBranch(
        concept,
        children.map((child) => toBranch(child, [])),
      );
    }),
    previousHref: page > 1 ? pageHref(page - 1) : null,
    nextHref: start + ROWS_A_PAGE < all.length ? pageHref(page + 1) : null,
    pageText: all.length > shown.length ? rangeText(start, shown.length, all.length) : null,
  };
}

function rangeText(start: number, shown: number, all: number): string {
  return `${numberText(start + 1)}–${numberText(start + shown)} of ${numberText(all)}`;
}

function topsOf(scheme: ConceptScheme): readonly Concept[] {
  return scheme.topConcepts.flatMap((id) => {
    const concept = scheme.concepts.get(id);
    return concept === undefined || concept.deprecated ? [] : [concept];
  });
}

function living(vocabularies: Vocabularies, concept: Concept): readonly Concept[] {
  return vocabularies.narrower(concept).filter(({ deprecated }) => !deprecated);
}
