import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Store } from "../catalogue/store.ts";

/** The first line of an export. A reader refuses another `format`. */
export const EXPORT_FORMAT = 1;

/**
 * Writes everything that cannot be rebuilt from sources as JSON lines: a head, then one row a line.
 * To a file, or to stdout when none is named. What is written is the catalogue of one moment, also while a server
 * works on it. Returns the number of rows.
 */
export async function exportCatalogue(
  store: Store,
  file: string | undefined,
  now: () => Date,
): Promise<number> {
  let count = 0;
  async function* lines(): AsyncGenerator<string> {
    yield `${JSON.stringify({ execat: "export", format: EXPORT_FORMAT, exportedAt: now().toISOString() })}\n`;
    for await (const { table, row } of store.transfer.rows()) {
      count += 1;
      yield `${JSON.stringify({ table, row })}\n`;
    }
  }
  const target = file === undefined ? process.stdout : createWriteStream(file);
  await pipeline(Readable.from(lines()), target, { end: file !== undefined });
  return count;
}
