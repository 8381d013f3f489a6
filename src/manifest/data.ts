/** What a manifest holds before its shape is known: objects without a prototype, lists, scalars. */
export type DataObject = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): DataObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as DataObject)
    : undefined;
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function asBoolean(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

export function asNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** A lone text counts as a list of one. */
export function asTexts(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return asList(value).filter((item) => typeof item === "string");
}

/** A copy without a prototype, in which some keys are replaced (`undefined` removes one). */
export function replaceKeys(object: DataObject, replacements: DataObject): DataObject {
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of [...Object.entries(object), ...Object.entries(replacements)]) {
    if (value === undefined) delete copy[key];
    else copy[key] = value;
  }
  return copy;
}
