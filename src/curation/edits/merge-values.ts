import {
  identitiesOf,
  isYamlList,
  isYamlMap,
  sameValue,
  type YamlMap,
  type YamlValue,
} from "./yaml-value.ts";

type Place = readonly (string | number)[];

/** Three versions of one value; `undefined` where it is not there. */
export interface Sides<T = YamlValue> {
  readonly base: T | undefined;
  readonly ours: T | undefined;
  readonly theirs: T | undefined;
}

export interface ValueConflict {
  readonly place: Place;
  readonly sides: Sides;
}

/**
 * The sum of what both sides changed: maps by key, lists by what their items are about. What both changed in different
 * ways is a conflict, and stays as ours has it.
 */
export function mergeValues(sides: Sides, place: Place, conflicts: ValueConflict[]): YamlValue | undefined {
  const { base, ours, theirs } = sides;
  if (sameValue(ours, theirs) || sameValue(base, theirs)) return ours;
  if (sameValue(base, ours)) return theirs;
  if (isYamlMap(ours) && isYamlMap(theirs)) {
    return mergeMaps({ base: asMap(base), ours, theirs }, place, conflicts);
  }
  const lists = asLists(sides);
  if (lists !== undefined) return mergeLists(lists, place, conflicts);
  conflicts.push({ place, sides });
  return ours;
}

/** An entry may be named alone, or in a map with its note. */
function asMap(base: YamlValue | undefined): YamlMap {
  if (typeof base === "string") return new Map([["entry", base]]);
  return isYamlMap(base) ? base : new Map();
}

type Lists = Readonly<Record<keyof Sides, readonly YamlValue[]>>;

/** A list of one may stand as a text alone. */
function asLists({ base, ours, theirs }: Sides): Lists | undefined {
  if (!isYamlList(ours) && !isYamlList(theirs)) return undefined;
  const [one, two, three] = [base ?? [], ours, theirs].map((side) =>
    typeof side === "string" ? [side] : side,
  );
  if (!isYamlList(two) || !isYamlList(three)) return undefined;
  return { base: isYamlList(one) ? one : [], ours: two, theirs: three };
}

function mergeMaps(
  { base, ours, theirs }: { readonly base: YamlMap; readonly ours: YamlMap; readonly theirs: YamlMap },
  place: Place,
  conflicts: ValueConflict[],
): YamlMap {
  const merged = new Map<string, YamlValue>();
  // The order of keys says nothing, so that ours stays.
  for (const key of orderOf([], [...ours.keys()], [...theirs.keys()])) {
    const sides = { base: base.get(key), ours: ours.get(key), theirs: theirs.get(key) };
    const value = mergeValues(sides, [...place, key], conflicts);
    if (value !== undefined) merged.set(key, value);
  }
  return merged;
}

function mergeLists(lists: Lists, place: Place, conflicts: ValueConflict[]): readonly YamlValue[] {
  const [base, ours, theirs] = [toItems(lists.base), toItems(lists.ours), toItems(lists.theirs)];
  const ids = [[...base.keys()], [...ours.keys()], [...theirs.keys()]] as const;
  if (
    isOrdered(lists, place) &&
    isTurned(ids[0], ids[1]) &&
    isTurned(ids[0], ids[2]) &&
    isTurned(ids[1], ids[2])
  ) {
    conflicts.push({ place, sides: lists });
  }
  const places = new Map(
    [...ids[2], ...ids[1]].map((id) => [id, Math.max(ids[1].indexOf(id), ids[2].indexOf(id))]),
  );
  const merged: YamlValue[] = [];
  for (const id of orderOf(...ids)) {
    const sides = { base: base.get(id), ours: ours.get(id), theirs: theirs.get(id) };
    const value = mergeValues(sides, [...place, places.get(id) ?? 0], conflicts);
    if (value !== undefined) merged.push(value);
  }
  return merged;
}

function toItems(list: readonly YamlValue[]): ReadonlyMap<string, YamlValue> {
  return new Map(identitiesOf(list).map((identity, index) => [identity, list[index] ?? ""]));
}

/** Labels and ids are sets; items that say more, and the entries of a collection, stand in an order that is meant. */
function isOrdered({ ours, theirs }: Lists, place: Place): boolean {
  return place.at(-1) === "items" || [...ours, ...theirs].some((item) => isYamlMap(item));
}

/** Whether what both have stands in another order. */
function isTurned(before: readonly string[], after: readonly string[]): boolean {
  const places = new Map(before.map((id, index) => [id, index]));
  const common = after.flatMap((id) => places.get(id) ?? []);
  return common.some((one, index) => one < (common[index - 1] ?? -1));
}

/** Ours, or theirs where only they turned it; what only the other side has comes behind its neighbour there. */
function orderOf(
  base: readonly string[],
  ours: readonly string[],
  theirs: readonly string[],
): readonly string[] {
  const takesTheirs = isTurned(base, theirs) && !isTurned(base, ours);
  const [first, second] = takesTheirs ? [theirs, ours] : [ours, theirs];
  const known = new Set(first);
  const other = new Set(second);
  const behind = new Map<string | undefined, string[]>();
  let neighbour: string | undefined;
  for (const id of second) {
    if (!known.has(id)) {
      const place = lastNewBehind(neighbour, first, other);
      behind.set(place, [...(behind.get(place) ?? []), id]);
    } else neighbour = id;
  }
  return [undefined, ...first].flatMap((id) => [
    ...(id === undefined ? [] : [id]),
    ...(behind.get(id) ?? []),
  ]);
}

/** What the first side put behind the neighbour stays there, before what the second put there. */
function lastNewBehind(
  neighbour: string | undefined,
  first: readonly string[],
  other: ReadonlySet<string>,
): string | undefined {
  let place = neighbour;
  for (const id of first.slice(neighbour === undefined ? 0 : first.indexOf(neighbour) + 1)) {
    if (other.has(id)) break;
    place = id;
  }
  return place;
}
