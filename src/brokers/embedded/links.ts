import { objectAt, textAt, type JsonObject } from "../json-value.ts";

/**
 * Finds elements of a request by what others call them: the name, or the uuid that the client gave. Made once for a
 * request, since a body of a megabyte has ten thousand names that ten thousand others may mean.
 */
export function indexByLink<T extends { readonly fields: JsonObject }>(
  elements: readonly T[],
): (link: string) => readonly T[] {
  const found = new Map<string, T[]>();
  for (const element of elements) {
    const meta = objectAt(element.fields, "meta");
    for (const name of new Set([textAt(meta, "name"), textAt(meta, "uuid")])) {
      if (name === undefined) continue;
      const others = found.get(name);
      if (others === undefined) found.set(name, [element]);
      else others.push(element);
    }
  }
  return (link) => found.get(link) ?? [];
}
