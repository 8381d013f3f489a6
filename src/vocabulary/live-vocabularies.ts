import type { Vocabularies } from "./vocabulary.ts";

/** The vocabularies of now. Whoever keeps something made from them makes it anew when they change. */
export interface LiveVocabularies {
  readonly current: Vocabularies;
  /** The listeners are called in turn; each sees the new ones as `current`. */
  replace(next: Vocabularies): void;
  /** Returns how to stop listening. */
  onChange(listener: (next: Vocabularies, before: Vocabularies) => void): () => void;
}

export function createLiveVocabularies(first: Vocabularies): LiveVocabularies {
  let current = first;
  const listeners = new Set<(next: Vocabularies, before: Vocabularies) => void>();
  return {
    get current() {
      return current;
    },
    replace(next) {
      const before = current;
      current = next;
      for (const listener of listeners) listener(next, before);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Something that is made from vocabularies, once for each that are asked for in turn. */
export function madeFrom<T>(
  live: Pick<LiveVocabularies, "current">,
  make: (from: Vocabularies) => T,
): () => T {
  let last: { readonly from: Vocabularies; readonly made: T } | undefined;
  return () => {
    if (last?.from !== live.current) last = { from: live.current, made: make(live.current) };
    return last.made;
  };
}
