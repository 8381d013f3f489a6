import type { Concept } from "../vocabulary.ts";

/** What is written of a program, by where it stands. Each text is cut where it is very long. */
export interface ProgramTexts {
  readonly title?: string | undefined;
  readonly summary?: string | undefined;
  readonly description?: string | undefined;
  readonly keywords?: readonly string[] | undefined;
  /** The headings and paragraphs of the README, in its order. */
  readonly readme?: readonly string[] | undefined;
}

/** A term that the words of a program's texts lead to. */
export interface SuggestedTerm {
  readonly facet: string;
  readonly concept: Concept;
  /** The words that led to it, as they are written. */
  readonly words: string;
  /** Comparable within one facet of one program. */
  readonly score: number;
  /** True when the words stand where the program is described, and say which facet is meant. */
  readonly likely: boolean;
  /** True for the one concept of a facet that stands out so far that the catalogue may say it by itself. */
  readonly clear: boolean;
}
