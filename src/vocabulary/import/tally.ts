/** Counts by name, in the order in which the names came. */
export interface Tally {
  add(name: string, count?: number): void;
  readonly counts: ReadonlyMap<string, number>;
}

export function createTally(): Tally {
  const counts = new Map<string, number>();
  return {
    counts,
    add(name, count = 1) {
      if (count > 0) counts.set(name, (counts.get(name) ?? 0) + count);
    },
  };
}
