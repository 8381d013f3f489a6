import type { TextUnit } from "../text-query.ts";
import { toWords } from "../words.ts";
import { otherForms } from "./fts-expression.ts";

/** The distinct terms of all documents. They come from a vocabulary, so that many documents share few. */
export interface TermBook {
  /** `number` is the term's number among the values of the columns. */
  add(number: number, term: string): void;
  /** Numbers of the terms that hold the word or phrase. */
  find(unit: TextUnit): Iterable<number>;
}

/** An index in memory of the terms' words. */
export function createTermBook(): TermBook {
  const words = new Map<string, Set<number>>();
  const texts = new Map<number, readonly string[]>();
  return {
    add(number, term) {
      const text = toWords(term).map((word) => word.folded);
      texts.set(number, text);
      for (const word of text) {
        const numbers = words.get(word) ?? new Set();
        numbers.add(number);
        words.set(word, numbers);
      }
    },
    find(unit) {
      const [first = ""] = unit.words;
      const found = new Set<number>();
      const addAll = (numbers: Iterable<number>): void => {
        for (const number of numbers) found.add(number);
      };
      for (const form of otherForms(unit)) addAll(words.get(form) ?? []);
      if (unit.kind === "prefix") {
        for (const [word, numbers] of words) if (word.startsWith(first)) addAll(numbers);
      } else {
        const numbers = [...(words.get(first) ?? [])];
        addAll(numbers.filter((number) => holdsPhrase(texts.get(number) ?? [], unit.words)));
      }
      return found;
    },
  };
}

function holdsPhrase(text: readonly string[], phrase: readonly string[]): boolean {
  return text.some((_, start) => phrase.every((word, offset) => text[start + offset] === word));
}
