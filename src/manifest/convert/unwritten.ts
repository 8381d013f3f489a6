import { asObject, type DataObject } from "../data.ts";
import { joinPointer } from "../finding.ts";

/** Where keys of ours stand; below anything else are an author's own, which are written as they are or not at all. */
const LEVELS = new Set(
  "executable compute volumes storage data meta image platform network ports internal cores memory size schedule requested".split(
    " ",
  ),
);

/** What a server fills in, what only names the kind, and what `lossesOf` speaks of. */
const UNTOLD = new Set(
  "discovery kind type uuid href link url created modified messages options offered external parameters requirementsFile parameter persistence lifecycle lifetime".split(
    " ",
  ),
);

/** Pointers to what a document of dialect D says and the request that was written of it does not. */
export function* unwritten(said: DataObject, written: DataObject): Generator<string> {
  yield* missingBelow(said, written, "");
}

function* missingBelow(said: DataObject, written: DataObject, pointer: string): Generator<string> {
  for (const [key, value] of Object.entries(said)) {
    if (UNTOLD.has(key) || isEmpty(value) || isNamed(key, written)) continue;
    const place = joinPointer(pointer, key);
    const other = written[key];
    if (other === undefined) yield place;
    else if (LEVELS.has(key)) yield* missingIn(value, other, place);
  }
}

function* missingIn(said: unknown, written: unknown, pointer: string): Generator<string> {
  if (Array.isArray(said)) {
    if (!Array.isArray(written)) return;
    for (const [index, item] of said.entries()) {
      yield* missingIn(item, written[index], joinPointer(pointer, index));
    }
    return;
  }
  const [inner, other] = [asObject(said), asObject(written)];
  if (inner !== undefined && other !== undefined) yield* missingBelow(inner, other, pointer);
}

/** A Python program may have its name beside its kind; it is written into `meta`. */
function isNamed(key: string, written: DataObject): boolean {
  return (key === "name" || key === "description") && asObject(written["meta"])?.[key] !== undefined;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** Sections and wrappers of the dialects before D in which components stand. */
const WRAPPERS = new Set("request offer response job resources".split(" "));
const COMPONENTS = new Set("executable compute computer storage volumes data".split(" "));

/** Keys of components that those dialects have and dialect D has not, or not there. */
const DROPPED = new Set("costs metrics schedule phase endpoint access".split(" "));

/** Pointers into the author's document to what of an older dialect is not said in dialect D. */
export function* unsaid(root: DataObject, isSaid: (pointer: string) => boolean): Generator<string> {
  const { metadata } = root;
  for (const key of ["name", "tag"]) {
    if (asObject(metadata)?.[key] !== undefined) yield joinPointer("/metadata", key);
  }
  for (const pointer of droppedBelow(root, "", false)) if (!isSaid(pointer)) yield pointer;
}

function* droppedBelow(value: unknown, pointer: string, isComponent: boolean): Generator<string> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      yield* droppedBelow(item, joinPointer(pointer, index), isComponent);
    return;
  }
  for (const [key, inner] of Object.entries(asObject(value) ?? {})) {
    const place = joinPointer(pointer, key);
    if (isComponent && DROPPED.has(key) && !isEmpty(inner)) yield place;
    else if (WRAPPERS.has(key)) yield* droppedBelow(inner, place, false);
    else if (COMPONENTS.has(key) || (isComponent && key === "spec")) yield* droppedBelow(inner, place, true);
  }
}
