import { fieldsOfB } from "../parts/executable.ts";
import { createReader, writtenAsOlder } from "../parts/reader.ts";

/** Dialect B, January to November 2025: `type` with a URI, first with `resources`, then with a list of volumes. */
export const dialectB = createReader({
  schema: "manifest-b.schema.json",
  writing: writtenAsOlder(["resources"]),
  fields: fieldsOfB,
});
