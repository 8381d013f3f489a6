import { toLabelKey } from "../../vocabulary/label-key.ts";
import { parsePlaced, type PlacedDocument } from "../../vocabulary/parse-document.ts";
import { type Document, isAlias, isMap, isScalar, isSeq, type Node } from "yaml";

/** A number, a truth value or nothing, as the file writes it: `1.10` must not come back as `1.1`. */
export interface BareWord {
  readonly bare: string;
}
export type YamlMap = ReadonlyMap<string, YamlValue>;
/** What a file says, with the order of its keys and without its layout. */
export type YamlValue = string | BareWord | readonly YamlValue[] | YamlMap;

export interface ParsedYaml extends PlacedDocument {
  /** Without a byte order mark, and with an end to its last line: the positions of `document` belong to this text. */
  readonly text: string;
  /** `undefined` for an empty file. */
  readonly value: YamlValue | undefined;
}

export type ParseYaml = (text: string) => ParsedYaml | undefined;

/** Values that aliases may stand for, so that a small file does not fill the memory. */
const MOST_VALUES = 2_000_000;

/** `undefined` for what is no YAML, or has more than one document, or a key twice. */
export function parseYaml(text: string): ParsedYaml | undefined {
  const plain = toWholeLines(text);
  const { document, lineCounter } = parsePlaced(plain, true);
  if (document.errors.length > 0) return undefined;
  try {
    const value = document.contents === null ? undefined : toYamlValue(document, document.contents);
    return { text: plain, document, lineCounter, value };
  } catch {
    // An alias without an anchor, or too many of them.
    return undefined;
  }
}

export function eolOf(text: string): string {
  const end = text.indexOf("\n");
  return end > 0 && text[end - 1] === "\r" ? "\r\n" : "\n";
}

function toWholeLines(text: string): string {
  const plain = text.startsWith("\uFEFF") ? text.slice(1) : text;
  return plain === "" || plain.endsWith("\n") ? plain : plain + eolOf(plain);
}

/** What a node says. Throws for aliases that lead nowhere. */
export function toYamlValue(document: Document, node: unknown): YamlValue {
  let left = MOST_VALUES;
  const convert = (one: unknown): YamlValue => {
    left -= 1;
    if (left < 0) throw new Error("Too many aliases.");
    if (isAlias(one)) {
      const target: Node | undefined = one.resolve(document);
      if (target === undefined) throw new Error("Unresolved alias.");
      return convert(target);
    }
    if (isMap(one)) return new Map(one.items.map(({ key, value }) => [keyText(key), convert(value)]));
    if (isSeq(one)) return one.items.map(convert);
    return toScalar(one);
  };
  return convert(node);
}

function toScalar(node: unknown): string | BareWord {
  if (!isScalar(node) || node.value === null) return { bare: "null" };
  if (typeof node.value === "string") return node.value;
  return { bare: node.source ?? JSON.stringify(node.value) };
}

export function keyText(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

export function isYamlMap(value: YamlValue | undefined): value is YamlMap {
  return value instanceof Map;
}

export function isYamlList(value: YamlValue | undefined): value is readonly YamlValue[] {
  return Array.isArray(value);
}

/** Whether two values say the same; the order of keys does not count. */
export function sameValue(one: YamlValue | undefined, other: YamlValue | undefined): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined) return false;
  if (typeof one === "string" || typeof other === "string") return false;
  if (isYamlList(one)) {
    return (
      isYamlList(other) &&
      one.length === other.length &&
      one.every((item, index) => sameValue(item, other[index]))
    );
  }
  if (isYamlMap(one)) {
    return (
      isYamlMap(other) &&
      one.size === other.size &&
      [...one].every(([key, item]) => sameValue(item, other.get(key)))
    );
  }
  return "bare" in other && one.bare === other.bare;
}

/** A value's text: `undefined` for lists, maps and what is no text. */
export function textOf(value: YamlValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The texts of a list, or of one text in the place of a list. */
export function textsOf(value: YamlValue | undefined): readonly string[] {
  if (typeof value === "string") return [value];
  return isYamlList(value) ? value.filter((item) => typeof item === "string") : [];
}

/**
 * The map with a key set, or without it where the value is `undefined`. A new key comes behind those that `order`
 * names before it, else at the end.
 */
export function withKey(
  map: YamlMap,
  key: string,
  value: YamlValue | undefined,
  order: readonly string[] = [],
): YamlMap {
  if (value === undefined) return new Map([...map].filter(([one]) => one !== key));
  if (map.has(key)) return new Map([...map].map(([one, old]) => [one, one === key ? value : old]));
  const before = new Set(order.slice(0, order.indexOf(key)));
  const entries = [...map];
  const last = order.includes(key) ? entries.findLastIndex(([one]) => before.has(one)) : entries.length - 1;
  return new Map([...entries.slice(0, last + 1), [key, value], ...entries.slice(last + 1)]);
}

/** What tells the items of a list apart: what an item is about, or all of it where nothing says that. */
export function identityOf(value: YamlValue): string {
  if (typeof value === "string") return `text ${value}`;
  if (isYamlMap(value)) {
    const entry = textOf(value.get("entry"));
    // An entry may be named alone, or in a map with its note.
    if (entry !== undefined) return `text ${entry}`;
    const key = textOf(value.get("key")) ?? textOf(value.get("text"));
    if (key !== undefined) return `map ${textOf(value.get("facet")) ?? ""} ${toLabelKey(key)}`;
  }
  return `value ${JSON.stringify(toPlain(value))}`;
}

/** The identities of a list's items; of several that are the same, each has its own. */
export function identitiesOf(list: readonly YamlValue[]): readonly string[] {
  const seen = new Map<string, number>();
  return list.map((item) => {
    const identity = identityOf(item);
    const count = seen.get(identity) ?? 0;
    seen.set(identity, count + 1);
    return `${count} ${identity}`;
  });
}

function toPlain(value: YamlValue): unknown {
  if (isYamlMap(value)) return [...value].map(([key, item]) => [key, toPlain(item)]);
  return isYamlList(value) ? value.map(toPlain) : value;
}
