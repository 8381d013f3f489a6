import type { TextQuery } from "../text-query.ts";
import { otherNumber, toSingular, toWords } from "../words.ts";

/** Meilisearch leaves out words of more than 250 bytes: these are cut, in the index and in queries alike. */
const MAX_WORD = 60;
/** Words that are kept for finding misspelt ones. */
const MAX_LOOSE = 4000;

/**
 * Texts as Meilisearch is given them: folded words apart by spaces, so that it, the embedded engine and the highlights
 * agree on what a word is; then, each by itself so that no phrase reaches it, the words in their other number, by
 * which they are found too.
 */
export function toIndexedTexts(texts: readonly string[]): readonly string[] {
  const own: string[] = [];
  const words = new Set<string>();
  for (const text of texts) {
    const folded = foldedWords(text);
    if (folded.length > 0) own.push(folded.join(" "));
    for (const word of folded) words.add(word);
  }
  const others = new Set<string>();
  for (const word of words) for (const form of formsThatFind(word)) if (!words.has(form)) others.add(form);
  return [...own, ...others];
}

/** The words of texts, each by itself and once: what is looked through for near spellings. */
export function toLooseWords(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.flatMap(foldedWords))].slice(0, MAX_LOOSE);
}

function foldedWords(text: string): readonly string[] {
  return toWords(text).map((word) => cut(word.folded));
}

function cut(word: string): string {
  return word.length <= MAX_WORD ? word : Array.from(word).slice(0, MAX_WORD).join("");
}

/** The words whose other number is this one. */
function formsThatFind(word: string): readonly string[] {
  const candidates = [`${word}s`, word.slice(0, -1), `${word.slice(0, -1)}ies`, `${word.slice(0, -3)}y`];
  return candidates.filter((candidate) => otherNumber(candidate) === word);
}

/**
 * A query in the language of Meilisearch, whose words hold letters and digits only. A word between quotes is looked
 * for as it is; one that may go on or has synonyms stands without. Semicolons keep the words of different parts from
 * being read as one phrase.
 */
export function toStrictText({ parts }: TextQuery): string {
  return parts
    .map(({ words, synonyms, knownAs }, index) => {
      const own = (knownAs ?? words.flatMap((unit) => unit.words)).map(cut);
      const isLast = index === parts.length - 1;
      if (synonyms.length > 0) return toSynonymKey(own);
      return own.map((word, place) => (isLast && place === own.length - 1 ? word : `"${word}"`)).join(" ; ");
    })
    .join(" ; ");
}

/** The words of a query as they are, for near spellings. */
export function toLooseText({ parts }: TextQuery): string {
  return parts.flatMap((part) => part.words.flatMap((unit) => unit.words).map(cut)).join(" ");
}

/** The synonyms in the settings of Meilisearch: phrases in the spellings in which `toStrictText` sends them. */
export function toSynonymSettings(
  synonyms: ReadonlyMap<string, readonly string[]>,
): Record<string, string[]> {
  const settings = new Map<string, Set<string>>();
  for (const [phrase, others] of synonyms) {
    const words = foldedWords(phrase);
    const last = words.at(-1);
    if (last === undefined) continue;
    for (const form of new Set([last, toSingular(last), otherNumber(last) ?? last])) {
      const key = toSynonymKey([...words.slice(0, -1), form]);
      const known = settings.get(key) ?? new Set();
      for (const other of others) known.add(foldedWords(other).join(" "));
      known.delete("");
      settings.set(key, known);
    }
  }
  return Object.fromEntries([...settings].map(([key, others]) => [key, [...others]]));
}

/** All but the last word in the singular; the last one may be the last of the query, which goes on. */
function toSynonymKey(words: readonly string[]): string {
  return words.map((word, index) => (index === words.length - 1 ? word : toSingular(word))).join(" ");
}
