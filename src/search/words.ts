/** A word of a text: where it stands, in UTF-16 units, and what it is without case and accents. */
export interface Word {
  readonly start: number;
  readonly end: number;
  readonly folded: string;
}

/** Letters, digits and private use, and marks inside. */
const WORD = /[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*/gu;

/** Splits a text into words. The positions are those of the text as given, whatever folding does to its length. */
export function toWords(text: string): readonly Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(WORD)) {
    const [written] = match;
    words.push({ start: match.index, end: match.index + written.length, folded: fold(written) });
  }
  return words;
}

const PLAIN = /^[a-z0-9]*$/u;

/** Drops the accents of Latin, Greek and Cyrillic; the vowel signs of other scripts are no accents. */
function fold(word: string): string {
  const lower = word.toLowerCase();
  // Most words need no more, and normalising is the dear part.
  if (PLAIN.test(lower)) return lower;
  return lower
    .normalize("NFD")
    .replaceAll(/[\u{300}-\u{36F}]/gu, "")
    .normalize("NFC");
}

/**
 * The words of texts as SQLite is given them: apart by spaces, so that index, query and highlights never disagree
 * on what a word is. Between two texts stands a word that nobody types, so that no phrase reaches across.
 */
export function toIndexedText(texts: readonly string[]): string {
  return texts
    .map((text) =>
      toWords(text)
        .map((word) => word.folded)
        .join(" "),
    )
    .join(" \u{F8FF} ");
}

/** A word in its other number, as far as a plural `s` goes: image and images, galaxy and galaxies. */
export function otherNumber(word: string): string | undefined {
  if (!/^[a-z]{4,}$/u.test(word)) return undefined;
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  if (word.endsWith("s")) return word.endsWith("ss") ? undefined : word.slice(0, -1);
  return /[^aeiou]y$/u.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
}

/** A word in the singular, for comparing phrases. */
export function toSingular(word: string): string {
  return word.endsWith("s") ? (otherNumber(word) ?? word) : word;
}
