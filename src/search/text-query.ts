import type { Synonyms } from "./search-engine.ts";
import { toSingular, toWords } from "./words.ts";

/** Words beyond these are not looked at: a text may be long, and each word costs a look-up. */
const MAX_WORDS = 64;

/** What is looked up in one go: a word, a word that may go on, or words in a row. */
export interface TextUnit {
  readonly kind: "word" | "prefix" | "phrase";
  /** Folded. One but for a phrase. */
  readonly words: readonly string[];
}

/** Consecutive words of a query, with the phrases that mean the same. */
export interface QueryPart {
  /** A document holds all of these words, or one of the phrases. */
  readonly words: readonly TextUnit[];
  readonly synonyms: readonly TextUnit[];
}

/** A query's text, understood: a document holds every part. */
export interface TextQuery {
  readonly parts: readonly QueryPart[];
  /** The last word as it stands, which ranks higher than one that goes on. */
  readonly lastWord: TextUnit;
}

/** Reads the text of a query. */
export interface PhraseBook {
  /** `undefined` when the text holds no word: it then matches everything, as an empty one does. */
  read(text: string): TextQuery | undefined;
}

/**
 * Prepares the synonyms for look-up: the longest phrase first, from the left. Phrases are compared without case,
 * accents, punctuation and plural `s`.
 */
export function createPhraseBook(synonyms: Synonyms): PhraseBook {
  const phrases = new Map<string, (readonly string[])[]>();
  let longest = 1;
  for (const [phrase, others] of synonyms) {
    const words = foldedWords(phrase);
    if (words.length === 0) continue;
    longest = Math.max(longest, words.length);
    const key = keyOf(words);
    const known = phrases.get(key) ?? [];
    known.push(...others.map(foldedWords).filter((other) => other.length > 0));
    phrases.set(key, known);
  }
  const partAt = (words: readonly string[], start: number): QueryPart => {
    for (let length = Math.min(longest, words.length - start); length > 0; length -= 1) {
      const slice = words.slice(start, start + length);
      const known = phrases.get(keyOf(slice));
      if (known === undefined && length > 1) continue;
      return {
        words: toUnits(slice, start + length === words.length),
        synonyms: toSynonyms(known ?? [], slice),
      };
    }
    return { words: [], synonyms: [] };
  };
  return {
    read(text) {
      const words = [...new Set(foldedWords(text))].slice(0, MAX_WORDS);
      const lastWord = words.at(-1);
      if (lastWord === undefined) return undefined;
      const parts: QueryPart[] = [];
      for (let start = 0; start < words.length;) {
        const part = partAt(words, start);
        parts.push(part);
        start += part.words.length;
      }
      return { parts, lastWord: { kind: "word", words: [lastWord] } };
    },
  };
}

function toUnits(words: readonly string[], isLast: boolean): readonly TextUnit[] {
  return words.map((word, index) => ({
    kind: isLast && index === words.length - 1 ? "prefix" : "word",
    words: [word],
  }));
}

function toSynonyms(phrases: readonly (readonly string[])[], own: readonly string[]): readonly TextUnit[] {
  const seen = new Map<string, TextUnit>();
  for (const words of phrases) {
    const key = words.join(" ");
    if (key !== own.join(" ")) seen.set(key, { kind: words.length === 1 ? "word" : "phrase", words });
  }
  return [...seen.values()];
}

function foldedWords(text: string): readonly string[] {
  return toWords(text).map((word) => word.folded);
}

function keyOf(words: readonly string[]): string {
  return words.map(toSingular).join(" ");
}
