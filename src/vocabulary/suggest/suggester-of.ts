import type { Vocabularies } from "../vocabulary.ts";
import { createSuggester, type Suggester } from "./create-suggester.ts";

const made = new WeakMap<Vocabularies, Suggester>();

/** The suggester of these vocabularies, which never change: made when it is asked for first, gone with them. */
export function suggesterOf(vocabularies: Vocabularies): Suggester {
  const suggester = made.get(vocabularies) ?? createSuggester(vocabularies);
  made.set(vocabularies, suggester);
  return suggester;
}
