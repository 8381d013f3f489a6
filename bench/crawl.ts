import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runKnown } from "./crawl-known.ts";
import { runReal } from "./crawl-real.ts";
import { runUnchanged } from "./crawl-unchanged.ts";

const REPOSITORIES = 1_000;

/** What crawls cost, each beside its yardstick in the same run; answers Markdown. */
export async function run(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "execat-bench-"));
  try {
    const parts = [() => runUnchanged(folder, REPOSITORIES), () => runReal(folder), () => runKnown(folder)];
    const told: string[] = [];
    for (const part of parts) told.push(await part());
    return told.join("\n\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
