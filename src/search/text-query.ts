import type { Meaning, Synonyms } from "./search-engine.ts";
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
  /** A phrase whose synonyms are known to every query, in the place of words that mean the same in this one alone. */
  readonly knownAs?: readonly string[] | undefined;
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
  read(text: string, meanings?: readonly Meaning[]): TextQuery | undefined;
}

/** A phrase of a query that has a meaning of its own: where it begins, how many words it has, what it means. */
interface Meant {
  readonly length: number;
  readonly phrases: readonly (readonly string[])[];
}

/**
 * Prepares the synonyms for look-up: what has a meaning in the query itself, then the longest phrase first, from the
 * left. Phrases are compared without case, accents, punctuation and plural `s`.
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
  const meantPart = (words: readonly string[], start: number, meant: Meant): QueryPart => {
    const slice = words.slice(start, start + meant.length);
    const known = phrases.get(keyOf(slice)) ?? [];
    const own = slice.join(" ");
    const isKnown = meant.phrases.some((phrase) =>
      [own, ...known.map((other) => other.join(" "))].includes(phrase.join(" ")),
    );
    return {
      words: toUnits(slice, start + meant.length === words.length),
      synonyms: toSynonyms([...known, ...meant.phrases], slice),
      ...(isKnown ? {} : { knownAs: meant.phrases[0] }),
    };
  };
  const partAt = (words: readonly string[], start: number, end: number): QueryPart => {
    for (let length = Math.min(longest, end - start); length > 0; length -= 1) {
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
    read(text, meanings = []) {
      const words = [...new Set(foldedWords(text))].slice(0, MAX_WORDS);
      const lastWord = words.at(-1);
      if (lastWord === undefined) return undefined;
      const meant = placeMeanings(words, meanings);
      const parts: QueryPart[] = [];
      for (let start = 0; start < words.length;) {
        const here = meant.get(start);
        const next = Math.min(words.length, ...[...meant.keys()].filter((place) => place > start));
        const part = here === undefined ? partAt(words, start, next) : meantPart(words, start, here);
        parts.push(part);
        start += part.words.length;
      }
      return { parts, lastWord: { kind: "word", words: [lastWord] } };
    },
  };
}

/** By the place at which they begin. One whose words are not in a row, since they stood there before, has none. */
function placeMeanings(words: readonly string[], meanings: readonly Meaning[]): ReadonlyMap<number, Meant> {
  const placed = new Map<number, Meant>();
  const taken = new Set<number>();
  for (const meaning of meanings) {
    const own = foldedWords(meaning.words);
    const phrases = meaning.phrases.map(foldedWords).filter((phrase) => phrase.length > 0);
    const start = words.findIndex((_, place) => own.every((word, offset) => words[place + offset] === word));
    const places = own.map((_, offset) => start + offset);
    if (
      start === -1 ||
      own.length === 0 ||
      phrases.length === 0 ||
      places.some((place) => taken.has(place))
    ) {
      continue;
    }
    for (const place of places) taken.add(place);
    placed.set(start, { length: own.length, phrases });
  }
  return placed;
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
