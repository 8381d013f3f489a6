import { asObject, type DataObject } from "../data.ts";
import { joinPointer } from "../finding.ts";

/** A value of the author's with the place where it stands. */
export interface Leaf {
  readonly at: string;
  readonly value: unknown;
}

/** A map or a list that is put together from what stands elsewhere; `at` is the place that comes nearest to it. */
export interface Branch {
  readonly at: string;
  readonly keys: Readonly<Record<string, Draft | undefined>>;
}
export interface Items {
  readonly at: string;
  readonly items: readonly Draft[];
}

/** A document of dialect D in the making, of which each part remembers where its author wrote it. */
export type Draft = Leaf | Branch | Items;

/** A component of the author's document. */
export interface Part {
  readonly at: string;
  readonly value: DataObject;
}

export interface Drawn {
  readonly data: DataObject;
  /** Where something of `data` stands in the author's document; the nearest place when it has none of its own. */
  readonly locate: (pointer: string) => string;
  /** Whether something that stands in the author's document is in `data`, whole or in part. */
  readonly holds: (pointer: string) => boolean;
}

/** What stands under a key of a component; nothing when there is no such key. */
export function child(part: Part | undefined, key: string): Leaf | undefined {
  const value = part?.value[key];
  return part === undefined || value === undefined ? undefined : { at: joinPointer(part.at, key), value };
}

export function asPart(leaf: Leaf | undefined): Part | undefined {
  const value = asObject(leaf?.value);
  return leaf === undefined || value === undefined ? undefined : { at: leaf.at, value };
}

/** The parts of a list; of a lone component the one. What is no map keeps its place as an empty part. */
export function asParts(leaf: Leaf | undefined): readonly Part[] {
  if (leaf === undefined) return [];
  if (!Array.isArray(leaf.value)) return [{ at: leaf.at, value: asObject(leaf.value) ?? {} }];
  return leaf.value.map((item: unknown, index) => ({
    at: joinPointer(leaf.at, index),
    value: asObject(item) ?? {},
  }));
}

/** The items of a list of values; a lone value counts as a list of one. */
export function asLeaves(leaf: Leaf | undefined): readonly Leaf[] {
  if (leaf === undefined) return [];
  if (!Array.isArray(leaf.value)) return [leaf];
  return leaf.value.map((value: unknown, index) => ({ at: joinPointer(leaf.at, index), value }));
}

/** All keys of a component but those named, each with its place. */
export function rest(part: Part, without: ReadonlySet<string>): Readonly<Record<string, Draft | undefined>> {
  const keys = Object.create(null) as Record<string, Draft | undefined>;
  for (const key of Object.keys(part.value)) {
    if (!without.has(key)) keys[key] = child(part, key);
  }
  return keys;
}

/** A branch, unless nothing is in it. */
export function branch(at: string, keys: Branch["keys"]): Branch | undefined {
  return Object.values(keys).some((draft) => draft !== undefined) ? { at, keys } : undefined;
}

/** A list, unless nothing is in it. */
export function listOf(at: string, items: readonly Draft[]): Items | undefined {
  return items.length === 0 ? undefined : { at, items };
}

/** The document that was drawn, and the way back from its pointers to the author's. */
export function draw(draft: Branch): Drawn {
  const origins = new Map<string, { readonly at: string; readonly whole: boolean }>();
  const data = build(draft, "", origins) as DataObject;
  let places: ReadonlyMap<string, boolean> | undefined;
  return {
    data,
    holds(pointer) {
      places ??= placesOf(origins.values());
      if (places.has(pointer)) return true;
      for (let end = pointer.lastIndexOf("/"); end > 0; end = pointer.lastIndexOf("/", end - 1)) {
        if (places.get(pointer.slice(0, end)) === true) return true;
      }
      return false;
    },
    locate(pointer) {
      for (let end = pointer.length; end >= 0; end = pointer.lastIndexOf("/", end - 1)) {
        const origin = origins.get(pointer.slice(0, end));
        if (origin !== undefined) return origin.whole ? `${origin.at}${pointer.slice(end)}` : origin.at;
        if (end === 0) break;
      }
      return "";
    },
  };
}

/** The author's places of which something is drawn; true for those that are drawn whole. */
function placesOf(
  origins: Iterable<{ readonly at: string; readonly whole: boolean }>,
): ReadonlyMap<string, boolean> {
  const places = new Map<string, boolean>();
  for (const { at, whole } of origins) places.set(at, whole || places.get(at) === true);
  return places;
}

function build(draft: Draft, pointer: string, origins: Map<string, { at: string; whole: boolean }>): unknown {
  if ("keys" in draft) {
    origins.set(pointer, { at: draft.at, whole: false });
    const object = Object.create(null) as Record<string, unknown>;
    for (const [key, value] of Object.entries(draft.keys)) {
      if (value !== undefined) object[key] = build(value, joinPointer(pointer, key), origins);
    }
    return object;
  }
  if ("items" in draft) {
    origins.set(pointer, { at: draft.at, whole: false });
    return draft.items.map((item, index) => build(item, joinPointer(pointer, index), origins));
  }
  origins.set(pointer, { at: draft.at, whole: true });
  return draft.value;
}
