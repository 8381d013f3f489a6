import { createReader, PLACES } from "../parts/reader.ts";
import { ENVELOPES } from "../detect.ts";
import { fieldsOfA } from "./fields.ts";
import { completeA } from "./parameters.ts";

/** Dialect A, December 2024: `type: uri:…`, an image in parts, `requested` amounts, parameters, a life of storage. */
export const dialectA = createReader({
  schema: "manifest-a.schema.json",
  textual: ["/executable/tag", "/request/executable/tag"],
  writing: {
    places: PLACES,
    wrappers: new Set(["resources", ...ENVELOPES]),
    spelling: "older",
    kindless: new Set(["compute", "volume"]),
  },
  fields: fieldsOfA,
  complete: completeA,
});
