import { fieldsOfC } from "../parts/executable.ts";
import { createReader, PLACES } from "../parts/reader.ts";

/** Dialect C, November 2025 to May 2026: as D but for the URIs, and at first with a list of volumes. */
export const dialectC = createReader({
  schema: "manifest-c.schema.json",
  writing: { places: PLACES, wrappers: new Set(), spelling: "C", kindless: new Set() },
  fields: fieldsOfC,
});
