import type { Vocabularies } from "./vocabulary.ts";

/** The vocabularies of now. Whoever keeps something made from them makes it anew when they change. */
export interface LiveVocabularies {
  readonly current: Vocabularies;
  replace(next: Vocabularies): void;
}

export function createLiveVocabularies(first: Vocabularies): LiveVocabularies {
  let current = first;
  return {
    get current() {
      return current;
    },
    replace(next) {
      current = next;
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
