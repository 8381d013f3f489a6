import type { LabelWords, SoughtLabel } from "./label-words.ts";
import { isDenied, sideOf } from "./language-words.ts";
import type { TextWord, WordReader } from "./read-words.ts";
import type { TextPart } from "./text-parts.ts";

/** Words of a text that speak for a concept. */
export interface Evidence {
  readonly concept: number;
  readonly words: string;
  readonly weight: number;
  /** `phrase`: the words of a label beside each other; `near`: close together; `scattered`: most of them. */
  readonly kind: "phrase" | "near" | "scattered";
  /** Where it stands, as `TextPart` has it. */
  readonly names: boolean;
  readonly describes: boolean;
  readonly side: "read" | "given" | undefined;
}

export interface FoundEvidence {
  readonly phrases: readonly Evidence[];
  /** The known words of what describes the program. */
  readonly described: ReadonlyMap<number, DescribingWord>;
}

export interface DescribingWord {
  readonly written: string;
  /** The greatest of the texts that have it. */
  readonly weight: number;
}

/** Words of a label in another form or order, beside each other or with others between them. */
const NEAR = { beside: 0.8, apart: 0.55 } as const;
/** Words that may stand between those of a label. */
const BETWEEN = 3;
/** A list of everything that a package can do says less than its first sentence. */
const LATER = 0.93;
const LEAST_LATER = 0.6;

/** Finds labels in texts, the longest first, and in what describes the program their words near one another too. */
export function findEvidence(parts: readonly TextPart[], index: LabelWords, read: WordReader): FoundEvidence {
  const phrases: Evidence[] = [];
  const described = new Map<number, DescribingWord>();
  const forms = new Map<string, readonly number[]>();
  const formsOf = ({ last }: TextWord): readonly number[] => {
    const known = forms.get(last) ?? index.forms.find(last);
    forms.set(last, known);
    return known;
  };
  for (const part of parts) {
    let found = 0;
    for (const words of read(part.text)) {
      const later = Math.max(LEAST_LATER, LATER ** found);
      const weighed = { ...part, weight: part.weight * later };
      const own = findPhrases(words, weighed, index);
      phrases.push(...own);
      found += own.length;
      if (!part.describes) continue;
      const numbers = words.map(formsOf);
      phrases.push(...findNear(words, numbers, { part: weighed, index }));
      noteDescribing(words, numbers, { weight: part.weight, described });
    }
  }
  return { phrases, described };
}

function noteDescribing(
  words: readonly TextWord[],
  numbers: readonly (readonly number[])[],
  { weight, described }: { readonly weight: number; readonly described: Map<number, DescribingWord> },
): void {
  for (const [at, { written }] of words.entries()) {
    const known = isDenied(words, at) ? [] : (numbers[at] ?? []);
    for (const number of known) {
      const before = described.get(number)?.weight ?? 0;
      if (before < weight) described.set(number, { written, weight });
    }
  }
}

function findPhrases(words: readonly TextWord[], part: TextPart, index: LabelWords): readonly Evidence[] {
  const found: Evidence[] = [];
  for (let start = 0; start < words.length;) {
    const { length, labels } = longestLabel(words, start, index);
    if (length > 0 && !isDenied(words, start)) {
      const written = writtenOf(words, start, start + length);
      const side = sideOf(words, start);
      for (const { concept, weight } of labels) {
        found.push({
          concept,
          words: written,
          weight: weight * part.weight,
          kind: "phrase",
          names: part.names,
          describes: part.describes,
          side,
        });
      }
    }
    start += Math.max(1, length);
  }
  return found;
}

function longestLabel(
  words: readonly TextWord[],
  start: number,
  { phrases, beginnings }: LabelWords,
): { readonly length: number; readonly labels: readonly SoughtLabel[] } {
  let longest: ReturnType<typeof longestLabel> = { length: 0, labels: [] };
  let before = "";
  for (let at = start; at < words.length; at += 1) {
    const { within = "", last = "" } = words[at] ?? {};
    const labels = phrases.get(before + last);
    if (labels !== undefined) longest = { length: at - start + 1, labels };
    if (!beginnings.has(before + within)) break;
    before = `${before}${within} `;
  }
  return longest;
}

function findNear(
  words: readonly TextWord[],
  numbers: readonly (readonly number[])[],
  { part, index }: { readonly part: TextPart; readonly index: LabelWords },
): readonly Evidence[] {
  const found = new Map<SoughtLabel, Evidence>();
  for (const [at, known] of numbers.entries()) {
    for (const label of known.flatMap((number) => index.byRarest.get(number) ?? [])) {
      if (found.has(label)) continue;
      const [from, to] = spanOf(label, numbers, at) ?? [];
      if (from === undefined || to === undefined || isDenied(words, from)) continue;
      const isBeside = to - from < label.words.length;
      found.set(label, {
        concept: label.concept,
        words: writtenOf(words, from, to + 1),
        weight: label.weight * part.weight * (isBeside ? NEAR.beside : NEAR.apart),
        kind: isBeside ? "phrase" : "near",
        names: part.names,
        describes: true,
        side: sideOf(words, from),
      });
    }
  }
  return [...found.values()];
}

/** Where all words of a label stand around `at`, each in a place of its own. */
function spanOf(
  label: SoughtLabel,
  numbers: readonly (readonly number[])[],
  at: number,
): readonly [number, number] | undefined {
  const reach = label.words.length - 1 + BETWEEN;
  const from = Math.max(0, at - reach);
  const to = Math.min(numbers.length - 1, at + reach);
  const places = new Set<number>();
  for (const word of label.words) {
    let place: number | undefined;
    for (let near = from; near <= to && place === undefined; near += 1) {
      if (!places.has(near) && numbers[near]?.includes(word) === true) place = near;
    }
    if (place === undefined) return undefined;
    places.add(place);
  }
  const [first, last] = [Math.min(...places), Math.max(...places)];
  return last - first > reach ? undefined : [first, last];
}

function writtenOf(words: readonly TextWord[], from: number, to: number): string {
  return words
    .slice(from, to)
    .map(({ written }) => written)
    .join(" ");
}
