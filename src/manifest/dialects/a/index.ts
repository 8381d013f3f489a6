import { createReader, writtenAsOlder } from "../parts/reader.ts";
import { ENVELOPES } from "../detect.ts";
import { fieldsOfA } from "./fields.ts";
import { completeA } from "./parameters.ts";

/** Dialect A, December 2024: `type: uri:…`, an image in parts, `requested` amounts, parameters, a life of storage. */
export const dialectA = createReader({
  schema: "manifest-a.schema.json",
  textual: ["/executable/tag", "/request/executable/tag"],
  writing: writtenAsOlder(["resources", ...ENVELOPES]),
  fields: fieldsOfA,
  complete: completeA,
});
