import { execFileSync } from "node:child_process";
import { availableParallelism, cpus } from "node:os";
import { findProjectRoot } from "../src/project-root.ts";
import * as crawl from "./crawl.ts";
import * as manifest from "./manifest.ts";
import * as page from "./page.ts";
import * as pages from "./pages.ts";
import * as retag from "./retag.ts";
import * as search from "./search.ts";
import * as searchHttp from "./search-http.ts";
import * as suggest from "./suggest.ts";

const BENCHES: ReadonlyMap<string, () => Promise<string>> = new Map([
  ["manifest", () => manifest.run()],
  ["search", async () => [await search.run(), ...(await searchHttp.runWithMeilisearch())].join("\n\n")],
  ["page", () => page.run()],
  ["pages", () => pages.run()],
  ["crawl", () => crawl.run()],
  ["suggest", () => suggest.run()],
  ["retag", () => retag.run()],
]);

/** `npm run bench [-- name…]`: prints the tables of docs/measurements.md, with commit and machine. */
const names = process.argv.slice(2);
const unknown = names.filter((name) => !BENCHES.has(name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no bench "${unknown.join('", "')}": choose of ${[...BENCHES.keys()].join(", ")}.\n`,
  );
  process.exitCode = 2;
} else {
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], {
    cwd: findProjectRoot(),
    encoding: "utf8",
  }).trim();
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? "unknown"}), Node ${process.version}`;
  process.stdout.write(`Commit ${commit}; ${machine}.\n`);
  for (const [name, run] of BENCHES) {
    if (names.length === 0 || names.includes(name)) process.stdout.write(`\n${await run()}\n`);
  }
}
