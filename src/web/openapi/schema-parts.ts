/** A JSON Schema. */
export type Schema = Readonly<Record<string, unknown>>;

export const text = { type: "string" };
export const nullableText = { type: ["string", "null"] };
export const time = { type: "string", format: "date-time" };
export const count = { type: "integer", minimum: 0 };
export const list = (items: Schema): Schema => ({ type: "array", items });

export function reference(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

/** An object of which the named properties are always there; others may come. */
export function object(
  properties: Readonly<Record<string, Schema>>,
  optional: readonly string[] = [],
): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, required };
}
