import { andInto, clearBit, countBits, hasBit, toRows, type Bits } from "./bitset.ts";
import type { Columns } from "./columns.ts";
import type { TextMatch } from "./text-match.ts";

/** What finding a part of the query in a level is worth, beside the tier. */
const WORTH = [8, 4, 2, 1] as const;

/** Up to so many hits are kept in order while the rows go by; for more it is quicker to sort them all. */
const MAX_KEPT = 500;

/**
 * The first `need` rows of `match`, the best first.
 *
 * The tier comes first: how far down one has to go until all parts of the query are found (the title; or its
 * terms too; or keywords, names and summary; or the description). Within a tier a row ranks by where each part
 * and the last word as it stands are found, then by the shorter title, then by its id.
 *
 * FTS5's bm25 is not used: it counts how often short texts say a word, costs some 50 ms for a word that most
 * documents hold, and cannot keep a title above a description.
 */
export function rankRows(columns: Columns, text: TextMatch, match: Bits, need: number): readonly number[] {
  const ranked: number[] = [];
  const rest = match.slice();
  const key = (row: number): number => columns.titleWordsOf(row) - 256 * worthOf(text, row);
  for (const level of text.levels) {
    if (ranked.length >= need) break;
    const tier = level.slice();
    andInto(tier, rest);
    const rows = firstRows(columns, tier, need - ranked.length, key);
    for (const row of rows) {
      ranked.push(row);
      clearBit(rest, row);
    }
    // Rows of the tier that were not needed end the ranking, so that they cannot come again in a lower one.
  }
  return ranked;
}

function worthOf({ signals }: TextMatch, row: number): number {
  let worth = 0;
  for (const levels of signals) {
    for (let level = 0; level < levels.length; level += 1) {
      const bits = levels[level];
      if (bits === undefined || !hasBit(bits, row)) continue;
      worth += WORTH[level] ?? 0;
      break;
    }
  }
  return worth;
}

/** The first `need` rows of `match` by a key, the least first, ties in the order of ids. */
export function firstRows(
  columns: Columns,
  match: Bits,
  need: number,
  keyOf: (row: number) => number,
): readonly number[] {
  const rows = toRows(match, countBits(match));
  const keys = new Float64Array(rows.length);
  for (let index = 0; index < rows.length; index += 1) keys[index] = keyOf(rows[index] ?? 0);
  const compare = (one: number, other: number): number =>
    (keys[one] ?? 0) - (keys[other] ?? 0) ||
    columns.placeOf(rows[one] ?? 0) - columns.placeOf(rows[other] ?? 0);
  const order = need > MAX_KEPT ? sortAll(rows.length, compare) : keepFirst(rows.length, need, compare);
  return order.slice(0, need).map((index) => rows[index] ?? 0);
}

function sortAll(length: number, compare: (one: number, other: number) => number): readonly number[] {
  return Array.from({ length }, (_, index) => index).sort(compare);
}

/** Keeps the best so far in order. Most rows fail at the first comparison, with the last that is kept. */
function keepFirst(
  length: number,
  need: number,
  compare: (one: number, other: number) => number,
): readonly number[] {
  const kept: number[] = [];
  for (let index = 0; index < length; index += 1) {
    const last = kept[kept.length - 1];
    if (kept.length >= need && (last === undefined || compare(index, last) >= 0)) continue;
    let low = 0;
    let high = kept.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(kept[middle] ?? 0, index) <= 0) low = middle + 1;
      else high = middle;
    }
    kept.splice(low, 0, index);
    if (kept.length > need) kept.pop();
  }
  return kept;
}
