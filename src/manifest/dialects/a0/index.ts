import { createReader, writtenAsOlder } from "../parts/reader.ts";
import { fieldsOfA } from "../a/fields.ts";
import { completeA } from "../a/parameters.ts";
import { ENVELOPES } from "../detect.ts";

/** Dialect A0, 2023: a wrapper around the request, and each component's own fields under `spec`. */
export const dialectA0 = createReader({
  schema: "manifest-a0.schema.json",
  textual: [
    "/executable/tag",
    "/executable/spec/tag",
    "/request/executable/tag",
    "/request/executable/spec/tag",
  ],
  writing: writtenAsOlder(["resources", "spec", ...ENVELOPES]),
  fields: fieldsOfA,
  complete: completeA,
});
