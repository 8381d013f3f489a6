import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  visit,
  type Document,
  type Node,
  type Pair,
  type ParsedNode,
  type YAMLMap,
} from "yaml";
import { splitPointer } from "../finding.ts";

/** A place in a YAML text: the key, absent in a list, and the value. */
export interface SourcePlace {
  readonly key: Node | undefined;
  /** An alias is kept as it is; `resolved` is what it stands for. */
  readonly value: Node | undefined;
  readonly resolved: Node | undefined;
  /** The map or list in which it stands first: a comment above the first part is the whole's to the parser. */
  readonly firstOf: Node | undefined;
}

/** Finds what stands at a JSON pointer; nothing when there is no such place. */
export function findNode(document: Document.Parsed, pointer: string): SourcePlace | undefined {
  let place: SourcePlace | undefined = toPlace(document, { value: document.contents });
  for (const step of splitPointer(pointer)) {
    if (place === undefined) return undefined;
    place = childOf(document, place.resolved, step);
  }
  return place;
}

function childOf(document: Document.Parsed, parent: Node | undefined, step: string): SourcePlace | undefined {
  if (isMap(parent)) {
    const pair = pairsOf(parent).get(step);
    if (pair === undefined) return undefined;
    return toPlace(document, {
      key: pair.key,
      value: pair.value,
      firstOf: pair === parent.items[0] ? parent : undefined,
    });
  }
  if (!isSeq(parent) || !/^\d+$/u.test(step)) return undefined;
  const item = parent.items[Number(step)];
  if (item === undefined || isPair(item)) return undefined;
  return toPlace(document, { value: item, firstOf: Number(step) === 0 ? parent : undefined });
}

/** Every key of a document is asked for, so that a search of each would take too long. */
const INDEXES = new WeakMap<YAMLMap, ReadonlyMap<string | undefined, Pair>>();

function pairsOf(map: YAMLMap): ReadonlyMap<string | undefined, Pair> {
  const index = INDEXES.get(map) ?? new Map(map.items.map((pair) => [keyText(pair.key), pair]));
  INDEXES.set(map, index);
  return index;
}

function toPlace(
  document: Document.Parsed,
  { key, value, firstOf }: { key?: unknown; value: unknown; firstOf?: Node | undefined },
): SourcePlace {
  const node = isNode(value) ? value : undefined;
  return {
    key: isNode(key) ? key : undefined,
    value: node,
    resolved: isAlias(node) ? node.resolve(document) : node,
    firstOf,
  };
}

function keyText(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined;
  return typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
}

/** The lines of all comments, each with the place in the text of what it belongs to. */
export function commentLines(
  document: Document,
): readonly { readonly text: string; readonly offset: number }[] {
  const lines: { text: string; offset: number }[] = [];
  const add = (comment: string | null | undefined, offset: number): void => {
    for (const line of (comment ?? "").split("\n")) {
      if (line.trim() !== "") lines.push({ text: line.trim(), offset });
    }
  };
  add(document.commentBefore, 0);
  visit(document, {
    Node(_key, node) {
      const { range } = node as ParsedNode;
      add(node.commentBefore, range?.[0] ?? 0);
      add(node.comment, range?.[0] ?? 0);
    },
  });
  add(document.comment, document.range?.[1] ?? 0);
  return lines;
}
