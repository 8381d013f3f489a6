import type { Vocabularies } from "../vocabulary.ts";
import { findEvidence } from "./find-evidence.ts";
import { indexLabelWords, type LabelWords } from "./label-words.ts";
import { rankTerms } from "./rank-terms.ts";
import { createWordReader } from "./read-words.ts";
import type { ProgramTexts, SuggestedTerm } from "./suggested-term.ts";
import { toTextParts } from "./text-parts.ts";

/** Finds what a program does, reads and gives by what is written of it. */
export interface Suggester {
  /**
   * The terms that the texts lead to: in the order of the facets, in each the likeliest first, at most a few. Never
   * throws, and takes a time that grows with the texts' length up to where they are cut.
   */
  suggest(texts: ProgramTexts): readonly SuggestedTerm[];
}

/** Compares with labels, synonyms and definitions in every language; the index is made when the first text comes. */
export function createSuggester(vocabularies: Vocabularies): Suggester {
  let index: LabelWords | undefined;
  const read = createWordReader();
  return {
    suggest(texts) {
      index ??= indexLabelWords(vocabularies);
      return rankTerms(findEvidence(toTextParts(texts), index, read), index, vocabularies);
    },
  };
}
