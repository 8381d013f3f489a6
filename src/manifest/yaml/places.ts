import { isMap, isNode, isPair, isScalar, isSeq, type Alias, type Document, type Node } from "yaml";
import { splitPointer } from "../finding.ts";
import type { Range } from "../problems.ts";
import type { LineIndex } from "./line-index.ts";

/** Finds the places of JSON pointers in the text of one document. */
export interface Places {
  /** Where the value stands; the nearest parent that exists when it does not. */
  rangeOf(pointer: string): Range;
  /** Where the key stands; for an item of a list its value; the nearest parent when there is no such place. */
  keyRangeOf(pointer: string): Range;
  /** A scalar as it is written, without quotes. */
  sourceOf(pointer: string): string | undefined;
}

interface Found {
  readonly key: Node | undefined;
  readonly value: Node | undefined;
  /** False when a parent was found instead. */
  readonly exact: boolean;
}

interface Entry {
  readonly key: Node | undefined;
  readonly value: Node | undefined;
}

/** The range between two offsets of the text that was parsed, in the author's text. */
export type ToRange = (from: number, to: number) => Range;

/** `targets` says what each alias stands for. */
export function createPlaces(
  document: Document,
  toRange: ToRange,
  targets: ReadonlyMap<Alias, Node>,
): Places {
  const indexes = new WeakMap<Node, ReadonlyMap<string, Entry>>();
  const start = document.range?.[0] ?? 0;

  function find(pointer: string): Found {
    let found: Found = { key: undefined, value: nodeOf(document.contents), exact: true };
    for (const key of splitPointer(pointer)) {
      const next = childOf(resolve(found.value, targets), key, indexes);
      if (next === undefined) return { ...found, exact: false };
      found = { ...next, exact: true };
    }
    return found;
  }

  function range(node: Node | undefined): Range {
    const from = node?.range?.[0] ?? start;
    return toRange(from, node?.range?.[1] ?? from);
  }

  return {
    rangeOf(pointer) {
      const { key, value, exact } = find(pointer);
      return range(exact ? (value ?? key) : (key ?? firstOf(value)));
    },
    keyRangeOf(pointer) {
      const { key, value } = find(pointer);
      return range(key ?? firstOf(value));
    },
    sourceOf(pointer) {
      const { value, exact } = find(pointer);
      return exact && isScalar(value) ? value.source : undefined;
    },
  };
}

/** A text's lines, and its size in UTF-16 units. */
export interface Measure {
  readonly lines: LineIndex;
  readonly size: number;
}

/** The range between two offsets; the parser names places behind the end of the text. */
export function rangeBetween({ lines, size }: Measure, from: number, to: number): Range {
  const start = lines.placeOf(Math.min(from, size));
  const end = lines.placeOf(Math.min(Math.max(from, to), size));
  return { ...start, endLine: end.line, endColumn: end.column };
}

/** A key of a map as text, as the values have it. */
export function keyText(key: unknown): string | undefined {
  if (key === null || key === undefined) return "";
  if (!isScalar(key)) return undefined;
  return typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
}

function childOf(
  parent: Node | undefined,
  key: string,
  indexes: WeakMap<Node, ReadonlyMap<string, Entry>>,
): Entry | undefined {
  if (isMap(parent)) {
    let index = indexes.get(parent);
    if (index === undefined) {
      index = new Map(
        parent.items.map((pair) => [
          keyText(pair.key) ?? "",
          { key: nodeOf(pair.key), value: nodeOf(pair.value) },
        ]),
      );
      indexes.set(parent, index);
    }
    return index.get(key);
  }
  // One text where a list is meant is its only item.
  if (isScalar(parent) && key === "0") return { key: undefined, value: parent };
  if (!isSeq(parent) || !/^\d+$/u.test(key)) return undefined;
  const item = parent.items[Number(key)];
  if (item === undefined) return undefined;
  return { key: undefined, value: isPair(item) ? nodeOf(item.key) : nodeOf(item) };
}

/** A whole block would be marked for something that is missing in it; its first key is enough. */
function firstOf(node: Node | undefined): Node | undefined {
  if (!isMap(node)) return node;
  return nodeOf(node.items[0]?.key) ?? node;
}

function resolve(node: Node | undefined, targets: ReadonlyMap<Alias, Node>): Node | undefined {
  return node === undefined ? undefined : (targets.get(node as Alias) ?? node);
}

function nodeOf(value: unknown): Node | undefined {
  return isNode(value) ? value : undefined;
}
