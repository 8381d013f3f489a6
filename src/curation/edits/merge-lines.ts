/** Beyond so many lines that differ, comparing costs more than it saves. */
const MOST_CHANGES = 600;

/**
 * The text with the lines that both sides changed, as far as they changed different ones; `undefined` where they
 * changed the same or lines side by side.
 */
export function mergeLines(base: string, ours: string, theirs: string): string | undefined {
  const [old, one, other] = [linesOf(base), linesOf(ours), linesOf(theirs)];
  const inOurs = matchLines(old, one);
  const inTheirs = matchLines(old, other);
  if (inOurs === undefined || inTheirs === undefined) return undefined;
  const merged: string[] = [];
  let from = { base: 0, ours: 0, theirs: 0 };
  for (let index = 0; index <= old.length; index += 1) {
    const isEnd = index === old.length;
    const mine = isEnd ? one.length : inOurs[index];
    const yours = isEnd ? other.length : inTheirs[index];
    if (mine === undefined || yours === undefined) continue;
    const piece = choose(
      old.slice(from.base, index).join(""),
      one.slice(from.ours, mine).join(""),
      other.slice(from.theirs, yours).join(""),
    );
    if (piece === undefined) return undefined;
    merged.push(piece, old[index] ?? "");
    from = { base: index + 1, ours: mine + 1, theirs: yours + 1 };
  }
  return merged.join("");
}

function choose(base: string, ours: string, theirs: string): string | undefined {
  if (ours === theirs || theirs === base) return ours;
  return ours === base ? theirs : undefined;
}

function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/gu) ?? [];
}

/** For each line of `before` its place in `after`, `undefined` where it is gone (the algorithm of Myers). */
function matchLines(
  before: readonly string[],
  after: readonly string[],
): readonly (number | undefined)[] | undefined {
  const size = Math.min(before.length + after.length, MOST_CHANGES);
  const trace: ReadonlyMap<number, number>[] = [];
  const reach = new Map<number, number>([[1, 0]]);
  for (let changes = 0; changes <= size; changes += 1) {
    trace.push(new Map(reach));
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      let row = nextRow(reach, diagonal, changes);
      while (row < before.length && row - diagonal < after.length && before[row] === after[row - diagonal])
        row += 1;
      reach.set(diagonal, row);
      if (row >= before.length && row - diagonal >= after.length)
        return trackBack(trace, before.length, after.length);
    }
  }
  return undefined;
}

function nextRow(reach: ReadonlyMap<number, number>, diagonal: number, changes: number): number {
  const below = reach.get(diagonal - 1) ?? -1;
  const above = reach.get(diagonal + 1) ?? -1;
  return goesDown(below, above, diagonal, changes) ? above : below + 1;
}

function goesDown(below: number, above: number, diagonal: number, changes: number): boolean {
  return diagonal === -changes || (diagonal !== changes && below < above);
}

function trackBack(
  trace: readonly ReadonlyMap<number, number>[],
  rows: number,
  columns: number,
): readonly (number | undefined)[] {
  const places: (number | undefined)[] = Array.from({ length: rows });
  let row = rows;
  let column = columns;
  for (let changes = trace.length - 1; changes >= 0; changes -= 1) {
    const reach = trace[changes] ?? new Map<number, number>();
    const diagonal = row - column;
    const down = goesDown(reach.get(diagonal - 1) ?? -1, reach.get(diagonal + 1) ?? -1, diagonal, changes);
    const before = down ? diagonal + 1 : diagonal - 1;
    const start = changes === 0 ? 0 : (reach.get(before) ?? 0);
    const startColumn = changes === 0 ? 0 : start - before;
    while (row > start && column > startColumn) {
      row -= 1;
      column -= 1;
      places[row] = column;
    }
    row = start;
    column = startColumn;
  }
  return places;
}
