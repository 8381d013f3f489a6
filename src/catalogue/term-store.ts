import type { TermRecord } from "./entry.ts";

/** A term as it stands in entries: who gave it, in which facet, as which text, and what it means now. */
export interface WrittenTerm {
  readonly facet: string;
  readonly text: string;
  readonly origin: TermRecord["origin"];
  readonly scheme: string | undefined;
  readonly conceptId: string | undefined;
  /** True when entries disagree about its meaning; then no concept stands here. */
  readonly isMixed?: boolean;
  /** Published programs that have it. */
  readonly programs: number;
  /** When the first of them had it: UTC ISO 8601. */
  readonly since: string;
}

/** What a term is to mean from now on. */
export interface TermMeaning {
  readonly facet: string;
  readonly text: string;
  readonly origin: TermRecord["origin"];
  readonly scheme: string | undefined;
  readonly conceptId: string | undefined;
  /** What the author is told of it; `undefined` when there is nothing to tell. */
  readonly finding: TermFinding | undefined;
}

export interface TermFinding {
  readonly rule: string;
  readonly severity: "warning" | "hint";
  readonly sentence: string;
  readonly hint: string | undefined;
}

export interface ConceptName {
  readonly scheme: string;
  readonly id: string;
}

/** The terms of all entries, and what follows when their meaning changes. */
export interface TermStore {
  /** Every term of published programs once; by facet, text and origin. */
  listWritten(): Promise<readonly WrittenTerm[]>;
  /** Published programs that have a term as written, by path. */
  programsWithTerm(
    facet: string,
    text: string,
    limit: number,
  ): Promise<readonly { readonly id: string; readonly path: string; readonly title: string }[]>;
  /** Published and listed programs that have no term in any of these facets, but for those of `except`; by path. */
  programsWithout(
    facets: readonly string[],
    page: { readonly except: readonly string[]; readonly limit: number },
  ): Promise<{
    readonly count: number;
    readonly first: readonly { readonly id: string; readonly path: string; readonly title: string }[];
  }>;
  /** Ids of published programs that have one of these concepts as their own term, in order. */
  programsWithConcepts(concepts: readonly ConceptName[]): Promise<readonly string[]>;
  /** Ids of published programs in which one of these terms would change, in order. */
  programsConcernedBy(meanings: readonly TermMeaning[]): Promise<readonly string[]>;
  /**
   * Gives terms a new meaning in all entries, with the author's findings that follow from it (`terms/*`, where the
   * term's place is known), and writes an index job for each program concerned and for those of `alsoIndex`.
   * Notes `commit` as what was applied. Returns the ids of programs that changed, in order. To do it again changes
   * nothing.
   */
  retag(change: {
    readonly meanings: readonly TermMeaning[];
    readonly alsoIndex: readonly string[];
    readonly commit: string;
    readonly at: string;
  }): Promise<readonly string[]>;
  /** The curation's commit that was given to `retag` last. */
  appliedCommit(): Promise<string | undefined>;
}
