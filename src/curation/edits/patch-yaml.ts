import { isMap, isSeq, type Pair, type YAMLMap, type YAMLSeq } from "yaml";
import { applySplices, spliceFlow, spliceLines, type Splice, type WantedChild } from "./patch-children.ts";
import { renderFlow, renderItem, renderPair, renderPairs, renderText } from "./render-yaml.ts";
import { type PatchedText, replaceItem, replaceValue } from "./replace-value.ts";
import {
  behindColon,
  CannotPatch,
  endOf,
  isFlow,
  itemLines,
  type Lines,
  lineStartOf,
  lineTextEndOf,
  pairLines,
  startOf,
  type Stretch,
  stretchesOf,
} from "./yaml-places.ts";
import {
  eolOf,
  identitiesOf,
  isYamlList,
  isYamlMap,
  keyText,
  type ParsedYaml,
  parseYaml,
  sameValue,
  type YamlMap,
  type YamlValue,
} from "./yaml-value.ts";

/** A list between brackets is broken into lines when its line would be longer. */
const LONGEST_LINE = 120;
/** A comment above a key this deep, or less deep, may be the heading of what follows. */
const DEPTH_OF_HEADINGS = 1;

interface Place extends PatchedText {
  readonly splices: Splice[];
}

/**
 * The text changed so that it says `next`, and nothing else of it changed: comments, quotes, order and line ends stay.
 * `undefined` when the text is no YAML, or is written so that this cannot be done.
 */
export function patchYaml(text: string, next: YamlMap): string | undefined {
  const parsed = parseYaml(text);
  return parsed === undefined ? undefined : patchParsed(text, parsed, next)?.text;
}

/** The same for a text that is parsed already; with what it became, parsed, since it is read again to be sure. */
export function patchParsed(
  text: string,
  parsed: ParsedYaml,
  next: YamlMap,
): { readonly text: string; readonly parsed: ParsedYaml } | undefined {
  if (sameValue(parsed.value, next)) return { text, parsed };
  const place: Place = { parsed, eol: eolOf(text), splices: [] };
  try {
    patchRoot(place, next);
  } catch (error) {
    if (error instanceof CannotPatch) return undefined;
    throw error;
  }
  const whole = applySplices(parsed.text, place.splices);
  const made = parseYaml(whole);
  if (made === undefined || !sameValue(made.value, next)) return undefined;
  const mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const short = text.endsWith("\n") || text === mark ? whole : whole.replace(/\r?\n$/u, "");
  return { text: mark + short, parsed: made };
}

function patchRoot(place: Place, next: YamlMap): void {
  const { parsed, eol, splices } = place;
  const root = parsed.document.contents;
  if (isMap(root) && root.items.length > 0 && isYamlMap(parsed.value)) {
    return patchMap(place, { node: root, old: parsed.value, depth: 0 }, next);
  }
  if (parsed.value !== undefined) throw new CannotPatch();
  const at = parsed.text.length;
  splices.push({ from: at, to: at, text: renderPairs(next, "", eol).join(eol) + eol });
}

/** A node with what it says; `depth` counts the keys and items that lead to it. */
interface Part<N = unknown, V = YamlValue> {
  readonly node: N;
  readonly old: V;
  readonly depth: number;
}

/** Changes what is below a node; false when the node as a whole has to be written anew. */
function patchInside(place: Place, { node, old, depth }: Part, next: YamlValue): boolean {
  if (isMap(node) && isYamlMap(old) && isYamlMap(next)) {
    if (!node.items.some(({ key }) => next.has(keyText(key)))) return false;
    if (!isFlow(node) && losesFirstKey(node, next, place)) return false;
    patchMap(place, { node, old, depth }, next);
    return true;
  }
  return isSeq(node) && isYamlList(old) && isYamlList(next) && patchList(place, { node, old, depth }, next);
}

/** The first key of an item stands behind the item's dash and cannot go without it. */
function losesFirstKey(map: YAMLMap, next: YamlMap, { parsed }: Place): boolean {
  const [first] = map.items;
  return first !== undefined && !next.has(keyText(first.key)) && !pairLines(parsed.text, first).isAlone;
}

function patchMap(place: Place, { node: map, old, depth }: Part<YAMLMap, YamlMap>, next: YamlMap): void {
  const { parsed, eol, splices } = place;
  const places = new Map(map.items.map(({ key }, index) => [keyText(key), index]));
  for (const pair of map.items) {
    const key = keyText(pair.key);
    const [before, wanted] = [old.get(key), next.get(key)];
    if (before === undefined || wanted === undefined || sameValue(before, wanted)) continue;
    const indent = isFlow(map) ? undefined : " ".repeat(pairLines(parsed.text, pair).column);
    if (indent !== undefined && breakList(place, { pair, old: before, indent }, wanted)) continue;
    if (!patchInside(place, { node: pair.value, old: before, depth: depth + 1 }, wanted))
      splices.push(...replaceValue(place, pair, wanted, indent));
  }
  if (isFlow(map)) {
    const children = wantedChildren(
      next,
      places,
      (key, value) => `${renderText(key, true)}: ${renderFlow(value)}`,
    );
    splices.push(...spliceFlow(parsed.text, stretchesOf(parsed.text, map), children));
    return;
  }
  const lines = map.items.map((pair) => pairLines(parsed.text, pair));
  const indent = " ".repeat(lines[0]?.column ?? 0);
  const children = wantedChildren(next, places, (key, value) => renderPair(key, value, indent, eol));
  const withComments = depth > DEPTH_OF_HEADINGS;
  splices.push(...spliceLines(lines, children, { eol, indent, withComments }));
}

function wantedChildren(
  next: YamlMap,
  places: ReadonlyMap<string, number>,
  render: (key: string, value: YamlValue) => string,
): readonly WantedChild[] {
  const keys = [...next].map(([key, value]) => ({ old: places.get(key), render: () => render(key, value) }));
  const stays = keys.flatMap(({ old }) => old ?? []);
  // The order of keys says nothing; a new one needs its neighbour, not all others in their order.
  return isRising(stays) ? keys : [...keys].sort((one, other) => (one.old ?? -1) - (other.old ?? -1));
}

function isRising(numbers: readonly number[]): boolean {
  return numbers.every((one, index) => one > (numbers[index - 1] ?? -1));
}

function patchList(
  place: Place,
  { node: list, old: before, depth }: Part<YAMLSeq, readonly YamlValue[]>,
  next: readonly YamlValue[],
): boolean {
  const { parsed, eol, splices } = place;
  const flow = isFlow(list);
  const lines = flow ? [] : itemLines(parsed.text, list);
  const wanted = wantedItems(before, next);
  const stays = wanted.flatMap(({ old }) => old ?? []);
  if (stays.length === 0 || lines.some(({ isAlone }) => !isAlone)) return false;
  if (!isRising(stays)) {
    splices.push(flow ? reorderFlow(parsed.text, list, wanted) : reorderLines(place, lines, wanted));
    return true;
  }
  for (const { old, value, isSame } of wanted) {
    if (old === undefined || isSame) continue;
    const node = list.items[old];
    const column = lines[old]?.column ?? 0;
    if (!patchInside(place, { node, old: before[old] ?? "", depth: depth + 1 }, value))
      splices.push(replaceItem(place, node, value, flow ? undefined : column));
  }
  const indent = " ".repeat(lines[0]?.column ?? 0);
  const children = wanted.map(({ old, value }) => ({
    old,
    render: () => (flow ? renderFlow(value) : renderItem(value, indent, eol)),
  }));
  splices.push(
    ...(flow
      ? spliceFlow(parsed.text, stretchesOf(parsed.text, list), children)
      : spliceLines(lines, children, { eol, indent, withComments: true })),
  );
  return true;
}

interface WantedItem {
  readonly old: number | undefined;
  readonly value: YamlValue;
  readonly isSame: boolean;
}

function wantedItems(before: readonly YamlValue[], next: readonly YamlValue[]): readonly WantedItem[] {
  const places = new Map(identitiesOf(before).map((identity, index) => [identity, index]));
  const identities = identitiesOf(next);
  return next.map((value, index) => {
    const old = places.get(identities[index] ?? "");
    return { old, value, isSame: old !== undefined && sameValue(before[old], value) };
  });
}

/** Items that are as they were bring their comments along. */
function reorderLines(
  { parsed, eol }: Place,
  lines: readonly Lines[],
  wanted: readonly WantedItem[],
): Splice {
  const from = Math.min(...lines.map(({ start }) => start));
  const to = Math.max(...lines.map(({ end }) => end));
  const indent = " ".repeat(lines[0]?.column ?? 0);
  const pieces = wanted.map(({ old, value, isSame }) => {
    const line = isSame ? lines[old ?? -1] : undefined;
    if (line === undefined) return `${indent}${renderItem(value, indent, eol)}${eol}`;
    return parsed.text.slice(Math.max(line.withComment, from), line.end);
  });
  return { from, to, text: pieces.join("") };
}

function reorderFlow(text: string, list: YAMLSeq, wanted: readonly WantedItem[]): Splice {
  const stretches = stretchesOf(text, list);
  const from = stretches[0]?.start ?? 0;
  const to = stretches.at(-1)?.end ?? 0;
  if (/\s#/u.test(text.slice(from, to))) throw new CannotPatch();
  return { from, to, text: wanted.map((item) => sourceOf(text, stretches, item)).join(", ") };
}

function sourceOf(text: string, stretches: readonly Stretch[], { old, value, isSame }: WantedItem): string {
  const stretch = isSame ? stretches[old ?? -1] : undefined;
  return stretch === undefined ? renderFlow(value) : text.slice(stretch.start, stretch.end);
}

/** A list between brackets in lines of its own, where its line would become too long; its items stay as written. */
function breakList(
  { parsed, eol, splices }: Place,
  { pair, old, indent }: { readonly pair: Pair; readonly old: YamlValue; readonly indent: string },
  next: YamlValue,
): boolean {
  const list = pair.value;
  if (!isSeq(list) || !isFlow(list) || !isYamlList(old) || !isYamlList(next) || next.length < 2) return false;
  const start = startOf(list);
  const end = endOf(parsed.text, list);
  const source = parsed.text.slice(start, end);
  const behind = parsed.text.slice(end, lineTextEndOf(parsed.text, end));
  if (/[\n#]/u.test(source) || behind.trim() !== "" || next.some((item) => typeof item !== "string"))
    return false;
  const stretches = stretchesOf(parsed.text, list);
  const items = wantedItems(old, next).map((item) => sourceOf(parsed.text, stretches, item));
  const column = start - lineStartOf(parsed.text, start);
  if (column + items.join(", ").length + 2 <= LONGEST_LINE) return false;
  const text = items.map((item) => `${eol}${indent}  - ${item}`).join("");
  splices.push({ from: behindColon(pair), to: end, text });
  return true;
}
