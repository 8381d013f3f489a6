import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { findProjectRoot } from "../project-root.ts";

export type CurationKind = "overlay" | "collection" | "settled-terms";

const compiled = new Map<CurationKind, ValidateFunction>();

/** The check of shape from `schemas/<kind>.schema.json`, compiled when it is first needed. */
export function curationValidator(kind: CurationKind): ValidateFunction {
  const known = compiled.get(kind);
  if (known !== undefined) return known;
  const text = readFileSync(join(findProjectRoot(), "schemas", `${kind}.schema.json`), "utf8");
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, verbose: true });
  const validate = ajv.compile(JSON.parse(text) as object);
  compiled.set(kind, validate);
  return validate;
}
