import { readOverlay } from "../read-overlay.ts";
import type { Overlay } from "../edits.ts";
import { tidyList, tidyText } from "./concept-words.ts";
import { type CurationDraft, refusal } from "./curation-draft.ts";
import { openMap, refuseErrors, withValues, writeMap } from "./write-file.ts";
import { isYamlMap, parseYaml, textOf, type YamlMap } from "./yaml-value.ts";

/** Writes what a publisher adds to an entry, or removes the file when that is nothing. */
export function setOverlay(draft: CurationDraft, overlay: Overlay): void {
  const entry = tidyText(overlay.entry);
  if (entry === undefined) throw refusal("An overlay needs its entry.", "Name the entry's path.");
  const known = findOverlay(draft.files, entry, overlay.entryId);
  const path = known ?? freePath(draft.files, entry);
  if (saysNothing(overlay)) {
    if (known !== undefined) draft.write(known, undefined);
    return;
  }
  const before = draft.files.get(path);
  const map = openMap(path, before);
  const next = withValues(map, {
    entry: map.get("entry") ?? entry,
    entryId: map.get("entryId") ?? overlay.entryId,
    addTerms: withTerms(map, "addTerms", overlay.addTerms),
    hideTerms: withTerms(map, "hideTerms", overlay.hideTerms),
    ...textsOfOverlay(map, overlay),
  });
  const text = writeMap(path, before, next);
  refuseErrors(readOverlay(path, text).findings);
  draft.write(path, text);
}

const TEXTS = ["summary", "authorSummary", "category", "note", "vettedBy", "why", "by", "at"] as const;

/** A text that differs only in the space around it stays as it is written. */
function textsOfOverlay(map: YamlMap, overlay: Overlay): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    TEXTS.map((key) => {
      const old = textOf(map.get(key));
      const text = tidyText(overlay[key]);
      return [key, old?.trim() === text ? old : text];
    }),
  );
}

function saysNothing({ addTerms, hideTerms, ...texts }: Overlay): boolean {
  const terms = [...addTerms.values(), ...hideTerms.values()];
  const said = [texts.summary, texts.category, texts.note, texts.vettedBy];
  return (
    terms.every((list) => tidyList(list).length === 0) && said.every((text) => tidyText(text) === undefined)
  );
}

function withTerms(
  map: YamlMap,
  key: string,
  terms: ReadonlyMap<string, readonly string[]>,
): YamlMap | undefined {
  const old = map.get(key);
  const before: YamlMap = isYamlMap(old) ? old : new Map();
  const wanted = new Map([...terms].map(([facet, list]) => [facet, tidyList(list)] as const));
  const facets = [...new Set([...before.keys(), ...wanted.keys()])];
  const next = facets.flatMap((facet) => {
    const list = wanted.get(facet) ?? [];
    const written = before.get(facet);
    const isSame = list.length === 1 && typeof written === "string" && written.trim() === list[0];
    return list.length === 0 ? [] : [[facet, isSame ? written : list] as const];
  });
  return next.length === 0 ? undefined : new Map(next);
}

/**
 * The file that is about the entry, whatever its name: the first of several, as it counts. One that has the id comes
 * before one that has the path only; one with the path and another id is about another entry.
 */
export function findOverlay(
  files: ReadonlyMap<string, string>,
  entry: string,
  entryId?: string,
): string | undefined {
  const paths = [...files.keys()].filter((path) => /^overlays\/.*\.yaml$/u.test(path)).sort();
  const find = (isMeant: (map: YamlMap) => boolean, word: string): string | undefined =>
    paths.find((path) => {
      const text = files.get(path) ?? "";
      // Parsing hundreds of files for one entry would be felt.
      if (!mentions(text, word)) return false;
      const value = parseYaml(text)?.value;
      return isYamlMap(value) && isMeant(value);
    });
  const idOf = (map: YamlMap): string | undefined => textOf(map.get("entryId"))?.trim();
  const hasPath = (map: YamlMap): boolean =>
    textOf(map.get("entry"))?.trim().toLowerCase() === entry.toLowerCase();
  if (entryId === undefined) return find(hasPath, entry);
  return (
    find((map) => idOf(map) === entryId, entryId) ??
    find((map) => idOf(map) === undefined && hasPath(map), entry)
  );
}

/** Quotes, folds and escapes may hide a path, but not its longest word. */
function mentions(text: string, entry: string): boolean {
  const words = entry.toLowerCase().match(/[a-z0-9]+/gu) ?? [];
  return text.includes("\\") || words.every((word) => text.toLowerCase().includes(word));
}

/** Longest name of a file that every file system takes, with room for a number and the ending. */
const LONGEST_NAME = 200;

/** A path for a new file: the entry's, which has slashes and may have signs that no file name has everywhere. */
function freePath(files: ReadonlyMap<string, string>, entry: string): string {
  const name = entry
    .toLowerCase()
    .normalize("NFC")
    .replaceAll("/", "+")
    .replaceAll(/[^\p{L}\p{N}._~@+-]/gu, "_")
    .replace(/^\.+/u, "_");
  const short = shorten(name);
  const taken = new Set([...files.keys()].map((path) => path.toLowerCase()));
  for (let count = 1; ; count += 1) {
    const path = `overlays/${short}${count === 1 ? "" : `-${count}`}.yaml`;
    if (!taken.has(path)) return path;
  }
}

function shorten(name: string): string {
  const bytes = Buffer.from(name);
  // A letter that was cut in two is no letter.
  return bytes.length <= LONGEST_NAME
    ? name
    : bytes.toString("utf8", 0, LONGEST_NAME).replace(/\uFFFD+$/u, "");
}
