import type { ErrorObject } from "ajv";
import { asObject } from "./data.ts";
import type { Finding } from "./finding.ts";
import { joinErrors } from "./join-errors.ts";
import { validatorOf, type SchemaFile } from "./schemas.ts";
import type { ShapeOptions } from "./shape-options.ts";
import { explainShape } from "./shape-sentences.ts";

/** Findings of shape that are listed for a document. */
const MAX_FINDINGS = 200;

/** Keywords that only say that one of their parts failed, which has an error of its own. */
const COMPOUND = new Set(["if", "allOf", "anyOf", "oneOf", "not"]);

/** Checks data against a schema and says in plain words what does not fit. */
export function checkShape(file: SchemaFile, data: unknown, options: ShapeOptions): Finding[] {
  const validate = validatorOf(file);
  if (validate(data)) return [];
  const all = dropRepeated((validate.errors ?? []).filter(standsForItself));
  const { findings, rest: errors } = joinErrors(all, options.pointer);
  const whole = options.pointer === "" ? { ...options, root: asObject(data) } : options;
  findings.push(...errors.slice(0, MAX_FINDINGS).map((error) => explainShape(error, whole)));
  if (errors.length > MAX_FINDINGS) findings.push(tooMany(errors.slice(MAX_FINDINGS), options));
  // ajv keeps the last errors, and with them the whole document, until the next check.
  validate.errors = null;
  return findings;
}

/** Half a core is no whole number, which is said already, before it is too few. */
function standsForItself({ keyword, data }: ErrorObject): boolean {
  return !COMPOUND.has(keyword) && (keyword !== "minimum" || Number.isInteger(data));
}

function dropRepeated(errors: readonly ErrorObject[]): ErrorObject[] {
  const seen = new Set<string>();
  return errors.filter((error) => {
    const key = `${error.instancePath} ${error.keyword} ${JSON.stringify(error.params)}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function tooMany(rest: readonly ErrorObject[], options: ShapeOptions): Finding {
  const isError = rest.some(({ keyword }) => keyword !== "additionalProperties");
  return {
    rule: "shape/too-many",
    severity: isError ? "error" : "warning",
    pointer: options.pointer,
    at: "key",
    sentence: `There are ${rest.length} more findings of this sort, which are not listed.`,
    hint: "Mend those that are listed and check again.",
  };
}
