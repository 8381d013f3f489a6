import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Store, TransferRow } from "../catalogue/store.ts";
import { ExecatError } from "../errors.ts";
import { EXPORT_FORMAT } from "./export.ts";

/**
 * Fills an empty catalogue from what `execat export` wrote, all of it or nothing. Returns the number of rows.
 * Throws `CONFLICT` when the catalogue holds something, `INVALID_REQUEST` for a file that is no export.
 */
export async function importCatalogue(store: Store, file: string): Promise<number> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  try {
    return await store.transfer.fill(rowsOf(lines));
  } finally {
    lines.close();
  }
}

async function* rowsOf(lines: AsyncIterable<string>): AsyncGenerator<{ table: string; row: TransferRow }> {
  let number = 0;
  for await (const line of lines) {
    number += 1;
    const value = parseLine(line, number);
    if (number === 1) {
      if (value["execat"] !== "export" || value["format"] !== EXPORT_FORMAT) throw notAnExport(1);
      continue;
    }
    const { table, row } = value;
    if (typeof table !== "string" || typeof row !== "object" || row === null) throw notAnExport(number);
    yield { table, row: row as TransferRow };
  }
  if (number === 0) throw notAnExport(1);
}

function parseLine(line: string, number: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below, as for every other line that is no row.
  }
  throw notAnExport(number);
}

function notAnExport(line: number): ExecatError {
  return new ExecatError("INVALID_REQUEST", `Line ${line} is not of a file that \`execat export\` wrote.`, {
    hint: "Nothing was imported. Was the file cut off, or written by another version?",
  });
}
