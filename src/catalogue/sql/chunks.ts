/** Below what a statement may hold of parameters on either database, with a dozen columns a row. */
const ROWS_AT_ONCE = 100;
/** The same for lists of one value each. */
export const IDS_AT_ONCE = 500;

/** Rows in parts that fit into a statement. */
export function* chunks<T>(items: readonly T[], atOnce = ROWS_AT_ONCE): Generator<T[]> {
  for (let start = 0; start < items.length; start += atOnce) yield items.slice(start, start + atOnce);
}
