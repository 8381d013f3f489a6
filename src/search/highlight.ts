import type { Highlight } from "./search-engine.ts";
import type { TextQuery } from "./text-query.ts";
import { otherNumber, toWords, type Word } from "./words.ts";

/** Longest passage of a description, in UTF-16 units. */
const PASSAGE = 240;
/** From its first mark to its last. */
const WIDTH = PASSAGE * 0.7;

interface Mark {
  readonly start: number;
  readonly end: number;
  /** Which part of the query it answers: a passage with more of them is better. */
  readonly part: number;
}

/** Finds what a query matched in a text, as the index does. */
export interface Highlighter {
  (field: Highlight["field"], text: string): Highlight | undefined;
}

/** Prepares the words and phrases of a query. */
export function createHighlighter(query: TextQuery): Highlighter {
  const exact = new Map<string, number>();
  const phrases: { readonly words: readonly string[]; readonly part: number }[] = [];
  for (const [part, { words, synonyms }] of query.parts.entries()) {
    const own = words.flatMap((unit) => unit.words);
    if (synonyms.length > 0 && own.length > 1) phrases.push({ words: own, part });
    for (const phrase of synonyms) phrases.push({ words: phrase.words, part });
    for (const word of own) {
      exact.set(word, part);
      const other = otherNumber(word);
      if (other !== undefined) exact.set(other, part);
    }
  }
  const [lastWord = ""] = query.lastWord.words;
  const isPrefix = (word: Word): boolean => word.folded.startsWith(lastWord);
  const markAt = (words: readonly Word[], index: number): { mark: Mark; length: number } | undefined => {
    const word = words[index];
    if (word === undefined) return undefined;
    const phrase = longestAt(phrases, words, index);
    const end = words[index + (phrase?.words.length ?? 1) - 1]?.end ?? word.end;
    const part =
      phrase?.part ?? exact.get(word.folded) ?? (isPrefix(word) ? query.parts.length - 1 : undefined);
    return part === undefined
      ? undefined
      : { mark: { start: word.start, end, part }, length: phrase?.words.length ?? 1 };
  };
  return (field, text) => {
    const words = toWords(text);
    const marks: Mark[] = [];
    for (let index = 0; index < words.length;) {
      const found = markAt(words, index);
      if (found !== undefined) marks.push(found.mark);
      index += found?.length ?? 1;
    }
    if (marks.length === 0) return undefined;
    if (field === "description" && text.length > PASSAGE) return toPassage(field, text, words, marks);
    return { field, text, ranges: marks.map(({ start, end }) => ({ start, end })) };
  };
}

function longestAt<T extends { readonly words: readonly string[] }>(
  phrases: readonly T[],
  words: readonly Word[],
  index: number,
): T | undefined {
  let longest: T | undefined;
  for (const phrase of phrases) {
    if (phrase.words.length <= (longest?.words.length ?? 0)) continue;
    if (phrase.words.every((word, offset) => words[index + offset]?.folded === word)) longest = phrase;
  }
  return longest;
}

/** The passage that holds the most parts of the query, then the most marks; the first of equals. */
function toPassage(
  field: Highlight["field"],
  text: string,
  words: readonly Word[],
  marks: readonly Mark[],
): Highlight {
  let best = { score: 0, from: 0, to: 0 };
  const counts = new Map<number, number>();
  const count = ({ part }: Mark, by: number): void => {
    const left = (counts.get(part) ?? 0) + by;
    if (left === 0) counts.delete(part);
    else counts.set(part, left);
  };
  // Those from `index` up to, but not including, `to` lie in one passage: both only go forward.
  let to = 0;
  for (const [index, first] of marks.entries()) {
    for (let next = marks[to]; next !== undefined && next.end - first.start <= WIDTH; next = marks[to]) {
      count(next, 1);
      to += 1;
    }
    const score = counts.size * 1000 + to - index;
    if (to > index && score > best.score) best = { score, from: index, to };
    if (to > index) count(first, -1);
    else to = index + 1;
  }
  return cut(field, text, words, marks.slice(best.from, best.to));
}

/** Cuts at the edges of words, with some words before the first mark. */
function cut(
  field: Highlight["field"],
  text: string,
  words: readonly Word[],
  inside: readonly Mark[],
): Highlight {
  const firstMark = inside[0]?.start ?? 0;
  const lastMark = inside.at(-1)?.end ?? 0;
  const earliest = Math.max(0, Math.min(firstMark - PASSAGE * 0.2, text.length - PASSAGE));
  const startWord = words.find((word) => word.start >= earliest);
  const start = earliest === 0 ? 0 : Math.min(startWord?.start ?? firstMark, firstMark);
  const latest = start + PASSAGE;
  const endWord = words.findLast((word) => word.end <= latest);
  const end = text.length <= latest ? text.length : Math.max(endWord?.end ?? lastMark, lastMark);
  const before = start > 0 ? "…" : "";
  const after = end < text.length ? "…" : "";
  const shift = before.length - start;
  return {
    field,
    text: `${before}${text.slice(start, end)}${after}`,
    ranges: inside.map((mark) => ({ start: mark.start + shift, end: mark.end + shift })),
  };
}
