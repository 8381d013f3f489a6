import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "..");
const MOST_LINES = 400;

/**
 * What each room may import of ours besides itself. `root` stands for the few files at the top of `src`
 * (errors, log, …); `types of x` allows `import type` only.
 */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  manifest: ["root"],
  vocabulary: ["root"],
  "repository-facts": ["root", "manifest"],
  config: ["root", "manifest"],
  http: ["root"],
  catalogue: ["root", "manifest", "vocabulary"],
  curation: ["root", "vocabulary", "catalogue", "manifest"],
  search: ["root", "catalogue", "manifest", "vocabulary"],
  brokers: ["root", "catalogue", "manifest", "http", "types of vocabulary"],
  web: ["root", "catalogue", "curation", "manifest", "vocabulary", "search", "brokers", "types of config"],
  commands: [
    "root",
    "repository-facts",
    "catalogue",
    "manifest",
    "vocabulary",
    "curation",
    "search",
    "config",
    "brokers",
    "http",
    "web",
    "compose",
    "types of crawler",
  ],
  crawler: ["root", "repository-facts", "catalogue", "manifest", "vocabulary", "http"],
  root: ["root"],
};

/** The second is for commands that must not load the store's native module. */
const COMPOSERS: ReadonlySet<string> = new Set([
  "src/compose.ts",
  "src/compose-check.ts",
  "src/compose-crawler.ts",
  "src/compose-curation.ts",
  "src/compose-metrics.ts",
]);

/** Adapters, which only `compose.ts` (and the adapter itself) may import: what they adapt is reached by its port. */
const ADAPTERS = [
  "src/catalogue/sql",
  "src/catalogue/check-thread",
  "src/curation/git",
  "src/search/embedded",
  "src/search/meilisearch",
  "src/brokers/embedded",
  "src/brokers/http",
  "crawler/forges/git",
  "crawler/forges/directory",
  "crawler/forges/github",
  "crawler/forges/gitlab",
];

/** `brokers/embedded` and `search/embedded` stand in the first schema's database, so they know its tables' types. */
const TYPES_OF_TABLES = "src/catalogue/sql/schema.ts";

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = ["src", "crawler"].flatMap((folder) => listSources(folder));
const imports = files.flatMap((file) => importsOf(file));

describe("the house", () => {
  it("has rooms to look at", () => {
    expect(files.length).toBeGreaterThan(50);
    expect(imports.length).toBeGreaterThan(100);
  });

  it("imports only what a room may know", () => {
    const wrong = imports.filter((one) => !isAllowed(one)).map((one) => `${one.from} → ${one.to}`);
    expect(wrong).toEqual([]);
  });

  it("reaches an adapter only from compose.ts and from the adapter itself", () => {
    const wrong = imports.filter(({ from, to, typeOnly }) => {
      const adapter = ADAPTERS.find((folder) => to.startsWith(`${folder}/`));
      if (adapter === undefined || from.startsWith(`${adapter}/`)) return false;
      if (to === TYPES_OF_TABLES && typeOnly) return false;
      return !COMPOSERS.has(from);
    });
    expect(wrong.map((one) => `${one.from} → ${one.to}`)).toEqual([]);
  });

  it("has no cycle", () => {
    expect(findCycle()).toBeUndefined();
  });

  it("has no file over 400 lines, tests and scripts included", () => {
    const all = ["src", "crawler", "scripts", "bench", "test"].flatMap((folder) => listSources(folder));
    const long = all.filter((file) => read(file).split("\n").length - 1 > MOST_LINES);
    expect(long).toEqual([]);
  });

  it("has no default export", () => {
    const named = files.filter((file) => /^export default|as default\b/m.test(read(file)));
    expect(named).toEqual([]);
  });

  it("reads the environment in one file, and writes to the console in none", () => {
    expect(files.filter((file) => /\bprocess\.env\b/.test(read(file)))).toEqual(["src/config/load.ts"]);
    expect(files.filter((file) => /\bconsole\./.test(read(file)))).toEqual([]);
  });
});

function listSources(folder: string): string[] {
  const entries = readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)))
    .sort();
}

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), "utf8");
}

function importsOf(file: string): Import[] {
  const found = read(file).matchAll(
    /^(import|export)\s+(type\s+)?[^;"']*?from\s+["'](\.[^"']+)["']|import\(\s*["'](\.[^"']+)["']\s*\)/gm,
  );
  return [...found].map((match) => ({
    from: file,
    to: path.relative(ROOT, path.resolve(ROOT, path.dirname(file), match[3] ?? match[4] ?? "")),
    typeOnly: match[2] !== undefined,
  }));
}

function roomOf(file: string): string {
  const [top, second, ...rest] = file.split("/");
  if (top === "crawler") return "crawler";
  if (top !== "src") return `outside (${file})`;
  if (rest.length === 0) return COMPOSERS.has(file) || second === "main.ts" ? "compose" : "root";
  return second ?? "root";
}

function isAllowed({ from, to, typeOnly }: Import): boolean {
  const [own, other] = [roomOf(from), roomOf(to)];
  if (own === other || own === "compose") return true;
  const allowed = ALLOWED[own] ?? [];
  return allowed.includes(other) || (typeOnly && allowed.includes(`types of ${other}`));
}

/** Depth first over the files; type imports count too: two files that need each other are one. */
function findCycle(): string | undefined {
  const targets = new Map<string, string[]>();
  for (const { from, to } of imports) targets.set(from, [...(targets.get(from) ?? []), to]);
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): string | undefined => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file].join(" → ");
    if (done.has(file)) return undefined;
    for (const next of targets.get(file) ?? []) {
      const cycle = visit(next, [...trail, file]);
      if (cycle !== undefined) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of files) {
    const cycle = visit(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
