import { toLabelKey, toLooseKey } from "../label-key.ts";

/** A word of a text in the forms in which labels are compared. */
export interface TextWord {
  readonly written: string;
  readonly lower: string;
  /** As it is within a label, and as its last word. */
  readonly within: string;
  readonly last: string;
}

export type WordReader = (text: string) => readonly (readonly TextWord[])[];

const MOST_LETTERS = 40;
/** Texts of one subject share their words; a stranger's text may hold any. */
const MOST_KNOWN = 20_000;

/** Splits texts into sentences of words. Each distinct word is brought into its forms once, as far as they are kept. */
export function createWordReader(): WordReader {
  const known = new Map<string, TextWord>();
  const toWord = (written: string): TextWord => {
    const before = known.get(written);
    if (before !== undefined) return before;
    if (known.size >= MOST_KNOWN) known.clear();
    const lower = toLabelKey(written);
    const [within = lower] = toLooseKey(`${lower} x`).split(" ");
    // What is written in capitals is a name, not a plural.
    const isName = written.length > 1 && written === written.toUpperCase();
    const word = { written, lower, within, last: isName ? within : toLooseKey(lower) };
    known.set(written, word);
    return word;
  };
  return (text) =>
    text.split(/[.!?;:\n]+(?:\s|$)/u).flatMap((sentence) => {
      const words = sentence.match(/[\p{L}\p{N}'+]+/gu) ?? [];
      const kept = words.filter((word) => word.length <= MOST_LETTERS);
      return kept.length === 0 ? [] : [kept.map(toWord)];
    });
}
