import { everyLabelOf } from "../label-index.ts";
import { toLabelKey, toLooseKey } from "../label-key.ts";
import type { Concept, Vocabularies } from "../vocabulary.ts";
import { isStopWord } from "./language-words.ts";
import { createWordForms, type WordForms } from "./word-forms.ts";

/** A label of a concept, as it is looked for in texts. */
export interface SoughtLabel {
  readonly concept: number;
  /** Numbers of its words that say something, without repeats. */
  readonly words: readonly number[];
  /** How much finding it says of what the program does. */
  readonly weight: number;
}

/** Everything of the vocabularies that texts are compared with; made once. */
export interface LabelWords {
  readonly concepts: readonly Concept[];
  /** Of each concept the numbers of its broader ones, all the way up. */
  readonly above: readonly ReadonlySet<number>[];
  /** Loose key → labels that are written so. */
  readonly phrases: ReadonlyMap<string, readonly SoughtLabel[]>;
  /** What the longer ones of `phrases` begin with, so that most words of a text are passed over at once. */
  readonly beginnings: ReadonlySet<string>;
  readonly labels: readonly SoughtLabel[];
  /** Word → the labels in which it is the rarest. */
  readonly byRarest: ReadonlyMap<number, readonly SoughtLabel[]>;
  /** Word → numbers of labels (of `labels`) that have it. */
  readonly byWord: ReadonlyMap<number, readonly number[]>;
  /** Word → concepts whose definition has it. */
  readonly byDefinition: ReadonlyMap<number, readonly number[]>;
  /** How rare each word is among the concepts of all schemes, from 0 to 1. */
  readonly rarity: readonly number[];
  readonly forms: WordForms;
}

/** A label of one word may be any word: it counts by how rare it is. */
const ONE_WORD = { least: 0.25, byRarity: 0.5, ofSynonym: 0.75 } as const;
const LONGER = [1, 1.15, 1.25] as const;
/** By how many concepts stand above: what has narrower ones and stands at the head of a tree names a whole subject. */
const DEPTH = [0.55, 0.9, 1] as const;
const SHARED_LABEL = 0.6;

export function indexLabelWords(vocabularies: Vocabularies): LabelWords {
  const behindFacet = new Set(vocabularies.facets.map(({ scheme }) => scheme));
  const concepts = [...vocabularies.schemes.values()]
    .filter(({ id }) => behindFacet.has(id))
    .flatMap((scheme) => [...scheme.concepts.values()])
    .filter(({ deprecated }) => !deprecated);
  const numbers = new Map<string, number>();
  const numberOf = (word: string): number => {
    const number = numbers.get(word) ?? numbers.size;
    numbers.set(word, number);
    return number;
  };
  const written = concepts.map((concept) => readConcept(concept, numberOf));
  const rarity = toRarity(written, numbers.size);
  const above = toAbove(concepts, vocabularies);
  const broader = new Set(above.flatMap((numbersAbove) => [...numbersAbove]));
  const phrases = new Map<string, SoughtLabel[]>();
  const labels: SoughtLabel[] = [];
  for (const number of concepts.keys()) {
    const isLeaf = !broader.has(number);
    const depth = Math.min(Math.max(above[number]?.size ?? 0, isLeaf ? 1 : 0), DEPTH.length - 1);
    for (const { key, words, isPreferred } of written[number]?.labels ?? []) {
      const weight = weigh(words, rarity, isPreferred) * (DEPTH[depth] ?? 1);
      const label = { concept: number, words, weight };
      push(phrases, key, label);
      if (words.length > 0) labels.push(label);
    }
  }
  return {
    concepts,
    above,
    phrases: new Map([...phrases].map(([key, found]) => [key, withoutShared(found, concepts)])),
    beginnings: new Set([...phrases.keys()].flatMap(beginningsOf)),
    labels,
    byRarest: groupByRarest(labels, rarity),
    byWord: invert(labels.map(({ words }) => words)),
    byDefinition: invert(written.map(({ definition }) => definition)),
    rarity,
    forms: createWordForms([...numbers.keys()]),
  };
}

function toAbove(concepts: readonly Concept[], vocabularies: Vocabularies): readonly ReadonlySet<number>[] {
  const numbers = new Map(concepts.map((concept, number) => [concept, number]));
  return concepts.map(
    (concept) => new Set(vocabularies.ancestors(concept).flatMap((broader) => numbers.get(broader) ?? [])),
  );
}

interface WrittenConcept {
  readonly labels: readonly {
    readonly key: string;
    readonly words: readonly number[];
    readonly isPreferred: boolean;
  }[];
  readonly definition: readonly number[];
}

function readConcept(concept: Concept, numberOf: (word: string) => number): WrittenConcept {
  const keys = new Map<string, boolean>();
  for (const label of everyLabelOf(concept)) {
    const key = toLooseKey(toLabelKey(label).replaceAll("/", " "));
    keys.set(key, (keys.get(key) ?? false) || label === concept.prefLabel);
  }
  const labels = [...keys].map(([key, isPreferred]) => ({
    key,
    isPreferred,
    words: wordsOf(key).map(numberOf),
  }));
  return { labels, definition: wordsOf(concept.definition ?? "").map(numberOf) };
}

/** Each word that says something once, in its loose form. */
function wordsOf(text: string): readonly string[] {
  const words = toLabelKey(text).match(/[\p{L}\p{N}'+]+/gu) ?? [];
  return [...new Set(words.filter((word) => !isStopWord(word)).map(toLooseKey))];
}

/** "a", "a b" of "a b c". */
function beginningsOf(key: string): readonly string[] {
  const words = key.split(" ");
  return words.slice(0, -1).map((_word, at) => words.slice(0, at + 1).join(" "));
}

function toRarity(written: readonly WrittenConcept[], count: number): readonly number[] {
  const having = Array.from({ length: count }, () => 0);
  for (const { labels, definition } of written) {
    const words = new Set([...labels.flatMap((label) => label.words), ...definition]);
    for (const word of words) having[word] = (having[word] ?? 0) + 1;
  }
  const most = Math.log(1 + written.length);
  return having.map((concepts) => Math.log((1 + written.length) / (1 + concepts)) / most);
}

function weigh(words: readonly number[], rarity: readonly number[], isPreferred: boolean): number {
  const [first] = words;
  if (first === undefined) return ONE_WORD.least;
  if (words.length > 1) return LONGER[Math.min(words.length - 2, LONGER.length - 1)] ?? 1;
  const { least, byRarity, ofSynonym } = ONE_WORD;
  return (least + byRarity * (rarity[first] ?? 0)) * (isPreferred ? 1 : ofSynonym);
}

/** What several concepts of one scheme are called says less of each. */
function withoutShared(labels: readonly SoughtLabel[], concepts: readonly Concept[]): readonly SoughtLabel[] {
  const schemeOf = ({ concept }: SoughtLabel): string => concepts[concept]?.scheme ?? "";
  return labels.map((label) =>
    labels.some((other) => other !== label && schemeOf(other) === schemeOf(label))
      ? { ...label, weight: label.weight * SHARED_LABEL }
      : label,
  );
}

function groupByRarest(
  labels: readonly SoughtLabel[],
  rarity: readonly number[],
): ReadonlyMap<number, readonly SoughtLabel[]> {
  const groups = new Map<number, SoughtLabel[]>();
  for (const label of labels) {
    if (label.words.length < 2) continue;
    const rarest = label.words.reduce((best, word) =>
      (rarity[word] ?? 0) > (rarity[best] ?? 0) ? word : best,
    );
    push(groups, rarest, label);
  }
  return groups;
}

function invert(lists: readonly (readonly number[])[]): ReadonlyMap<number, readonly number[]> {
  const inverted = new Map<number, number[]>();
  for (const [at, words] of lists.entries()) for (const word of words) push(inverted, word, at);
  return inverted;
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}
