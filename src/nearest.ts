/**
 * The candidate that is fewest slips away from `text`, when it is near enough to be meant: one slip in a word
 * of up to four letters, two up to eight, three beyond. `undefined` when none is. Of equals the first.
 */
export function findNearest<T>(
  text: string,
  candidates: Iterable<T>,
  textOf: (candidate: T) => string,
): T | undefined {
  const wanted = text.toLowerCase();
  // A bound of the length keeps a text of a megabyte from costing a second.
  if (wanted === "" || wanted.length > MAX_LENGTH) return undefined;
  let limit = slipsAllowed(wanted.length);
  let best: T | undefined;
  for (const candidate of candidates) {
    const distance = slips(wanted, textOf(candidate).toLowerCase(), limit);
    if (distance === undefined) continue;
    best = candidate;
    if (distance === 0) return best;
    limit = distance - 1;
  }
  return best;
}

/** The candidate that `text` was probably meant to be; see `findNearest`. */
export function nearest(text: string, candidates: Iterable<string>): string | undefined {
  return findNearest(text, candidates, (candidate) => candidate);
}

/** All candidates that are as few slips away from `text` as the one that `nearest` answers. */
export function allNearest(text: string, candidates: Iterable<string>): readonly string[] {
  const wanted = text.toLowerCase();
  if (wanted === "" || wanted.length > MAX_LENGTH) return [];
  let limit = slipsAllowed(wanted.length);
  let best: string[] = [];
  for (const candidate of candidates) {
    const distance = slips(wanted, candidate.toLowerCase(), limit);
    if (distance === undefined) continue;
    best = distance < limit ? [candidate] : [...best, candidate];
    limit = distance;
  }
  return best;
}

function slipsAllowed(length: number): number {
  if (length <= 4) return 1;
  return length <= 8 ? 2 : 3;
}

/** Longest text that is compared, and what is near it: rows of the table below are made once. */
const MAX_LENGTH = 200;
const ROWS = [new Uint8Array(256), new Uint8Array(256), new Uint8Array(256)] as const;

/** Letters added, lost, changed, or swapped with their neighbour; `undefined` when more than `limit`. */
function slips(left: string, right: string, limit: number): number | undefined {
  if (Math.abs(left.length - right.length) > limit) return undefined;
  let [before, row, next]: readonly Uint8Array[] = ROWS;
  for (let j = 0; j <= right.length; j += 1) row[j] = j;
  for (let i = 1; i <= left.length; i += 1) {
    next[0] = i;
    let least = i;
    for (let j = 1; j <= right.length; j += 1) {
      const same = left.charCodeAt(i - 1) === right.charCodeAt(j - 1);
      let cost = Math.min(at(row, j) + 1, at(next, j - 1) + 1, at(row, j - 1) + (same ? 0 : 1));
      if (
        i > 1 &&
        j > 1 &&
        left.charCodeAt(i - 1) === right.charCodeAt(j - 2) &&
        left.charCodeAt(i - 2) === right.charCodeAt(j - 1)
      ) {
        cost = Math.min(cost, at(before, j - 2) + 1);
      }
      next[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > limit) return undefined;
    [before, row, next] = [row, next, before];
  }
  const distance = at(row, right.length);
  return distance <= limit ? distance : undefined;
}

function at(row: Uint8Array, index: number): number {
  return row[index] ?? 0;
}
