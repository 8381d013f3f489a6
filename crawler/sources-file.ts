import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from "yaml";
import { ExecatError } from "../src/errors.ts";
import type { Source, SourceOptions } from "../src/catalogue/sources.ts";
import { nearest } from "../src/nearest.ts";
import { findProjectRoot } from "../src/project-root.ts";
import { parseGitAddress } from "./git-address.ts";
import { isInterval } from "./schedule.ts";
import { PLACES, placesOf, readPlace, type SourceItem } from "./source-item.ts";

/** One item of `sources.yaml`. */
export interface SourceEntry {
  readonly key: string;
  readonly kind: Source["kind"];
  readonly location: string;
  readonly label: string | undefined;
  readonly options: SourceOptions;
}

/** What is wrong in the file, and where. Lines and columns count from 1. */
export interface SourceFinding {
  readonly line: number;
  readonly column: number;
  readonly sentence: string;
}

type Path = readonly (string | number)[];
const KEYS = ["key", ...PLACES, "label", "exclude", "forks", "files", "every", "tags"] as const;
const FORGE_KEYS = ["url", "organisation", "group", "user", "topic", "repositories", "search"] as const;
let validator: ValidateFunction | undefined;

/**
 * Reads `sources.yaml`. A file that does not exist holds no sources. Throws `SOURCE_INVALID` with all findings,
 * each with line and column.
 */
export async function loadSourcesFile(file: string): Promise<readonly SourceEntry[]> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw new ExecatError("SOURCE_INVALID", `"${basename(file)}" could not be read.`, {
      hint: "Check that the server may read it.",
      cause,
    });
  }
  return parseSources(text, basename(file));
}

/** Parses the text of `sources.yaml`; `name` stands in the findings. Throws `SOURCE_INVALID`. */
export function parseSources(text: string, name: string): readonly SourceEntry[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const findings: SourceFinding[] = document.errors.map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    return { line, column: col, sentence: `${error.message.split("\n")[0] ?? "This is not YAML"}.` };
  });
  if (findings.length > 0) throw invalid(name, findings);
  const value = toValue(document, name);
  const place = (path: Path, onKey?: string): Pick<SourceFinding, "line" | "column"> =>
    placeOf(document, lines, { path, onKey });
  const validate = (validator ??= compile());
  if (!validate(value)) {
    throw invalid(
      name,
      (validate.errors ?? []).map((error) => shapeFinding(error, place)),
    );
  }
  // The schema has just said so.
  const { sources } = value as { sources: readonly SourceItem[] | null };
  const entries = (sources ?? []).map((item, index) => toEntry(item, { index, place, findings }));
  findDoubles(entries, place, findings);
  if (findings.length > 0) throw invalid(name, findings);
  return entries;
}

function toValue(document: Document.Parsed, name: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? { sources: [] };
  } catch (error) {
    // Aliases that lead nowhere, or to too much.
    const told = error instanceof Error ? error.message : "Its aliases cannot be followed";
    throw invalid(name, [{ line: 1, column: 1, sentence: `${told}.` }]);
  }
}

interface ItemContext {
  readonly index: number;
  readonly place: (path: Path, onKey?: string) => Pick<SourceFinding, "line" | "column">;
  readonly findings: SourceFinding[];
}

function toEntry(item: SourceItem, { index, place, findings }: ItemContext): SourceEntry {
  const at = ["sources", index] as const;
  const places = placesOf(item);
  if (places.length !== 1) {
    const names = (places.length === 0 ? PLACES : places).map((name) => `"${name}"`).join(", ");
    const has = places.length === 0 ? "says not where to look" : "says more than one place";
    findings.push({ ...place(at), sentence: `Source "${item.key}" ${has}: give one of ${names}.` });
  }
  if (item.git !== undefined) {
    try {
      parseGitAddress(item.git);
    } catch (error) {
      if (!(error instanceof ExecatError)) throw error;
      findings.push({ ...place([...at, "git"]), sentence: `${error.message} ${error.hint ?? ""}`.trim() });
    }
  }
  if (item.every !== undefined && !isInterval(item.every)) {
    const sentence = `"${item.every}" is no duration: write "PT1H" for an hour, at least "PT1M", at most "P31D".`;
    findings.push({ ...place([...at, "every"]), sentence });
  }
  return { key: item.key, label: item.label, ...readPlace(item) };
}

function findDoubles(
  entries: readonly SourceEntry[],
  place: ItemContext["place"],
  findings: SourceFinding[],
): void {
  const keys = new Set<string>();
  for (const [index, { key }] of entries.entries()) {
    if (keys.has(key)) {
      findings.push({ ...place(["sources", index, "key"]), sentence: `The key "${key}" is used twice.` });
    }
    keys.add(key);
  }
}

function shapeFinding(error: ErrorObject, place: ItemContext["place"]): SourceFinding {
  const path = error.instancePath
    .split("/")
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll("~1", "/").replaceAll("~0", "~")));
  const where = path.length === 0 ? "The file" : `"${path.join("/")}"`;
  switch (error.keyword) {
    case "additionalProperties": {
      const key = String((error.params as { additionalProperty: unknown }).additionalProperty);
      const known = path.length === 0 ? ["sources"] : path.length > 2 ? FORGE_KEYS : KEYS;
      const near = nearest(key, known);
      const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
      return { ...place(path, key), sentence: `Unknown key "${key}".${hint}` };
    }
    case "required": {
      const missing = String((error.params as { missingProperty: unknown }).missingProperty);
      return { ...place(path), sentence: `${where} lacks "${missing}".` };
    }
    case "oneOf": {
      const names = FORGE_KEYS.filter((key) => key !== "url").join(", ");
      return { ...place(path), sentence: `${where} must say one thing to list: one of ${names}.` };
    }
    case "pattern":
      if (path.at(-1) !== "key")
        return { ...place(path), sentence: `${where} has a form that is not allowed.` };
      return { ...place(path), sentence: `${where} must be small letters, digits and hyphens, at most 64.` };
    default:
      return { ...place(path), sentence: `${where} ${error.message ?? "has a wrong value"}.` };
  }
}

/** The place of a value, or of one key in it; the nearest parent's where there is none. */
function placeOf(
  document: Document.Parsed,
  lines: LineCounter,
  { path, onKey }: { path: Path; onKey?: string | undefined },
): Pick<SourceFinding, "line" | "column"> {
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    const pair =
      onKey !== undefined && isMap(node)
        ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === onKey)
        : undefined;
    const target: unknown = pair?.key ?? node;
    if (!isNode(target) || !target.range) continue;
    const { line, col } = lines.linePos(target.range[0]);
    return { line, column: col };
  }
  return { line: 1, column: 1 };
}

function invalid(name: string, findings: readonly SourceFinding[]): ExecatError {
  const told = findings.map((it) => `${name}:${String(it.line)}:${String(it.column)} ${it.sentence}`);
  return new ExecatError("SOURCE_INVALID", told.join("\n"), {
    hint: `Mend "${name}"; docs/crawling.md shows what may stand in it.`,
    details: { findings },
  });
}

function compile(): ValidateFunction {
  const file = join(findProjectRoot(), "schemas", "sources.schema.json");
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false });
  return ajv.compile(JSON.parse(readFileSync(file, "utf8")) as object);
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
