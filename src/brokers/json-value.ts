/** A JSON object as it came from elsewhere: nothing about its values is known. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object at a key; an empty one when there is none. Only own properties are looked at. */
export function objectAt(value: unknown, key: string): JsonObject {
  const found = valueAt(value, key);
  return isObject(found) ? found : {};
}

/** The objects of the list at a key; a single object counts as a list of one, and what is no object is left out. */
export function objectsAt(value: unknown, key: string): readonly JsonObject[] {
  const found = valueAt(value, key);
  return (Array.isArray(found) ? found : [found]).filter(isObject);
}

/** The text at a key; numbers and booleans are written out, an empty text counts as absent. */
export function textAt(value: unknown, key: string): string | undefined {
  const found = valueAt(value, key);
  if (typeof found === "number" || typeof found === "boolean") return String(found);
  return typeof found === "string" && found !== "" ? found : undefined;
}

/** The finite number at a key, also when it is written as text. */
export function numberAt(value: unknown, key: string): number | undefined {
  const found = valueAt(value, key);
  const number = typeof found === "string" && found.trim() !== "" ? Number(found) : found;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

export function valueAt(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
