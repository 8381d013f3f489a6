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
  const sure = withoutRivals(findings);
  // ajv keeps the last errors, and with them the whole document, until the next check.
  validate.errors = null;
  return sure;
}

/** Of several keys that may all be meant as the same one, none is mended: only their author knows which counts. */
function withoutRivals(findings: Finding[]): Finding[] {
  const counts = new Map<string, number>();
  for (const finding of findings) {
    const place = placeMeant(finding);
    if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return findings.map((finding) => {
    const isAlone = (counts.get(placeMeant(finding) ?? "") ?? 1) === 1;
    if (isAlone) return finding;
    return {
      ...finding,
      hint: `${finding.hint ?? ""} Another key here may be meant as it as well.`,
      fix: undefined,
    };
  });
}

/** Where a key that is misspelt would stand. */
function placeMeant({ rule, pointer, fix }: Finding): string | undefined {
  if (fix === undefined || (rule !== "shape/unknown-key" && rule !== "shape/misspelt-key")) return undefined;
  return `${pointer.slice(0, pointer.lastIndexOf("/"))}/${fix}`;
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
