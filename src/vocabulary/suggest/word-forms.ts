/**
 * Finds the known words of which a written word may be another form ("image" of "imaging"), in any language that
 * inflects at the end of words: both begin alike for more than half of the longer one.
 */
export interface WordForms {
  /** Numbers of the known words, the word itself first. */
  find(word: string): readonly number[];
}

const LEAST_ALIKE = 4;
const SHARE_ALIKE = 0.55;
const MOST_ENDING = 5;

export function createWordForms(words: readonly string[]): WordForms {
  const byBeginning = new Map<string, number[]>();
  for (const [number, word] of words.entries()) {
    const beginning = word.slice(0, 3);
    const numbers = byBeginning.get(beginning) ?? [];
    numbers.push(number);
    byBeginning.set(beginning, numbers);
  }
  return {
    find(word) {
      const candidates = byBeginning.get(word.slice(0, 3)) ?? [];
      const same = candidates.filter((number) => words[number] === word);
      const alike = candidates.filter((number) => isForm(word, words[number] ?? ""));
      return [...same, ...alike];
    },
  };
}

function isForm(left: string, right: string): boolean {
  if (left === right) return false;
  const [short, long] = left.length < right.length ? [left, right] : [right, left];
  if (long.length - short.length > MOST_ENDING) return false;
  // "fit" and "fitting", "map" and "mapping".
  const doubled = short + short.slice(-1);
  if (short.length >= 3 && long.length >= doubled.length + 2 && long.startsWith(doubled)) return true;
  let alike = 0;
  while (alike < short.length && short[alike] === long[alike]) alike += 1;
  return alike >= LEAST_ALIKE && alike >= SHARE_ALIKE * long.length;
}
