import { fieldsOfC } from "../parts/executable.ts";
import { createReader, WRITTEN_AS_C } from "../parts/reader.ts";

/** Dialect C, November 2025 to May 2026: as D but for the URIs, and at first with a list of volumes. */
export const dialectC = createReader({
  schema: "manifest-c.schema.json",
  writing: WRITTEN_AS_C,
  fields: fieldsOfC,
});
