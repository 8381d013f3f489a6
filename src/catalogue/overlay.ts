/** What a publisher adds to an entry; the author's file stays as it is. */
export interface Overlay {
  /** The entry's path, now or once. */
  readonly entry: string;
  /** The entry's id in this catalogue, which stays when its path does not: it counts before the path. */
  readonly entryId?: string | undefined;
  /** facet → terms, as an author would write them. */
  readonly addTerms: ReadonlyMap<string, readonly string[]>;
  /** facet → terms: a text as written, or the id of a concept. */
  readonly hideTerms: ReadonlyMap<string, readonly string[]>;
  readonly summary: string | undefined;
  /** What the author's summary was when the overlay's was written: another one is shown beside it. */
  readonly authorSummary: string | undefined;
  readonly category: string | undefined;
  readonly note: string | undefined;
  readonly vettedBy: string | undefined;
  readonly why: string | undefined;
  readonly by: string | undefined;
  readonly at: string | undefined;
}

/** A word on an entry that says nothing yet. */
export function emptyOverlay(entry: string): Overlay {
  return {
    entry,
    addTerms: new Map(),
    hideTerms: new Map(),
    summary: undefined,
    authorSummary: undefined,
    category: undefined,
    note: undefined,
    vettedBy: undefined,
    why: undefined,
    by: undefined,
    at: undefined,
  };
}
