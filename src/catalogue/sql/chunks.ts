/** Below what a statement may hold of parameters on either database, with a dozen columns a row. */
const ROWS_AT_ONCE = 100;

/** Rows in parts that fit into a statement. */
export function* chunks<T>(items: readonly T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += ROWS_AT_ONCE)
    yield items.slice(start, start + ROWS_AT_ONCE);
}
