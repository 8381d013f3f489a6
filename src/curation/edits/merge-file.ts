import type { MergeConflict, MergedFile, MergeFile } from "../repository.ts";
import { mergeLines } from "./merge-lines.ts";
import { type Sides, type ValueConflict, mergeValues } from "./merge-values.ts";
import { findNewFault, type SchemePlace } from "./new-faults.ts";
import { patchParsed } from "./patch-yaml.ts";
import { renderItem, renderPairs, renderText } from "./render-yaml.ts";
import {
  isYamlList,
  isYamlMap,
  type ParseYaml,
  parseYaml,
  sameValue,
  withKey,
  type YamlMap,
  type YamlValue,
} from "./yaml-value.ts";

/** So many places of a vocabulary that do not go together are taken back one by one; then the file as a whole is. */
const MOST_FAULTS = 20;

/**
 * Merges three versions of a file of the curation field by field: maps by key, lists of words and ids as sets, lists of
 * items by what they are about. Comments stay: those of both sides where the lines allow it, else those of ours. Where
 * both sides of a vocabulary are right and their sum is not (a label on two concepts, a ring), the place is a conflict.
 *
 * What is no YAML with a map in it is merged as a whole: one side must be unchanged. Never throws.
 */
export const mergeFile: MergeFile = (path, sides) => {
  const { base, ours, theirs } = sides;
  if (ours === theirs || base === theirs) return { text: ours, conflicts: [] };
  if (base === ours) return { text: theirs, conflicts: [] };
  const reader = createReader();
  const values = toMaps(path, sides, reader);
  if (values === undefined || ours === undefined || theirs === undefined) return asWhole(path, sides);
  const found: ValueConflict[] = [];
  const merged = mergeValues(values, [], found);
  if (!isYamlMap(merged)) return asWhole(path, sides);
  const text = textFor({ base: base ?? "", ours, theirs }, merged, reader);
  if (text === undefined) return asWhole(path, sides);
  return withoutFaults({ path, sides, values, ours, theirs, reader }, { text, merged, found });
};

type Texts = Sides<string>;

/** Reads the texts of one merge, each of them once. */
interface Reader {
  readonly parse: ParseYaml;
  /** See `patchYaml`. */
  readonly patch: (text: string, next: YamlMap) => string | undefined;
}

function createReader(): Reader {
  const known = new Map<string, ReturnType<ParseYaml>>();
  const parse: ParseYaml = (text) => {
    if (!known.has(text)) known.set(text, parseYaml(text));
    return known.get(text);
  };
  return {
    parse,
    patch(text, next) {
      const parsed = parse(text);
      const patched = parsed === undefined ? undefined : patchParsed(text, parsed, next);
      if (patched !== undefined) known.set(patched.text, patched.parsed);
      return patched?.text;
    },
  };
}

function toMaps(path: string, { base, ours, theirs }: Texts, { parse }: Reader): Sides<YamlMap> | undefined {
  if (!/\.ya?ml$/u.test(path)) return undefined;
  const [one, two, three] = [base ?? "", ours ?? "", theirs ?? ""].map((text) => toMap(parse(text)));
  return one === undefined || two === undefined || three === undefined
    ? undefined
    : { base: one, ours: two, theirs: three };
}

function toMap(parsed: ReturnType<ParseYaml>): YamlMap | undefined {
  if (parsed === undefined) return undefined;
  return parsed.value === undefined ? new Map() : isYamlMap(parsed.value) ? parsed.value : undefined;
}

/** By lines where that says the same, since it keeps what both wrote around their values. */
function textFor(
  { base, ours, theirs }: Record<keyof Texts, string>,
  merged: YamlMap,
  { parse, patch }: Reader,
): string | undefined {
  const byLines = mergeLines(base, ours, theirs);
  if (byLines !== undefined && sameValue(toMap(parse(byLines)), merged)) return byLines;
  return patch(ours, merged);
}

interface Merge {
  readonly path: string;
  readonly sides: Texts;
  readonly values: Sides<YamlMap>;
  readonly ours: string;
  readonly theirs: string;
  readonly reader: Reader;
}

interface Merged {
  readonly text: string;
  readonly merged: YamlMap;
  readonly found: readonly ValueConflict[];
}

/** Takes back, place by place, what makes the sum of two vocabularies wrong, and calls it a conflict. */
function withoutFaults(merge: Merge, first: Merged): MergedFile {
  const { path, sides, values, ours, theirs, reader } = merge;
  let { text, merged, found } = first;
  const tried = new Set<string>();
  for (let count = 0; count < MOST_FAULTS; count += 1) {
    const place = findNewFault(path, { text, others: [ours, theirs] }, reader.parse);
    if (place === undefined) return { text, conflicts: found.map((one) => toConflict(path, one)) };
    const key = JSON.stringify(place);
    const next = tried.has(key) ? undefined : setIn(merged, place, getIn(values.ours, place));
    const nextText = next === undefined ? undefined : reader.patch(text, next);
    if (next === undefined || nextText === undefined) break;
    tried.add(key);
    found = [...found, { place, sides: mapSides(values, (side) => getIn(side, place)) }];
    merged = next;
    text = nextText;
  }
  return asWhole(path, sides);
}

function mapSides(sides: Sides<YamlMap>, use: (side: YamlMap) => YamlValue | undefined): Sides {
  const of = (side: YamlMap | undefined): YamlValue | undefined =>
    side === undefined ? undefined : use(side);
  return { base: of(sides.base), ours: of(sides.ours), theirs: of(sides.theirs) };
}

function getIn(value: YamlValue | undefined, place: SchemePlace): YamlValue | undefined {
  let found = value;
  for (const key of place) found = isYamlMap(found) ? found.get(key) : undefined;
  return found;
}

function setIn(map: YamlMap, [key, ...rest]: SchemePlace, value: YamlValue | undefined): YamlMap | undefined {
  if (key === undefined) return undefined;
  if (rest.length === 0) return withKey(map, key, value);
  const inner = map.get(key);
  const next = isYamlMap(inner) ? setIn(inner, rest, value) : undefined;
  return next === undefined ? undefined : withKey(map, key, next);
}

function asWhole(path: string, { base, ours, theirs }: Texts): MergedFile {
  return { text: ours, conflicts: [{ path, place: [], base, ours, theirs }] };
}

function toConflict(path: string, { place, sides }: ValueConflict): MergeConflict {
  return { path, place, base: toText(sides.base), ours: toText(sides.ours), theirs: toText(sides.theirs) };
}

function toText(value: YamlValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "string") return renderText(value, false);
  if (isYamlMap(value)) return value.size === 0 ? "{}" : renderPairs(value, "", "\n").join("\n");
  if (!isYamlList(value)) return value.bare;
  return value.length === 0 ? "[]" : value.map((item) => renderItem(item, "", "\n")).join("\n");
}
