import { readFileSync } from "node:fs";
import path from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { findProjectRoot } from "../project-root.ts";

const FILES = [
  "manifest-components.schema.json",
  "manifest-discovery.schema.json",
  "manifest-d.schema.json",
  "manifest-c.schema.json",
  "manifest-older.schema.json",
  "manifest-b.schema.json",
  "manifest-a.schema.json",
  "manifest-a0.schema.json",
  "manifest-srcnet.schema.json",
] as const;

export type SchemaFile = (typeof FILES)[number];

let registry: Ajv2020 | undefined;

/** The compiled check of a schema in `schemas/`; read and compiled when first asked for. */
export function validatorOf(file: SchemaFile): ValidateFunction {
  registry ??= loadSchemas();
  const validator = registry.getSchema(file);
  if (validator === undefined) throw new Error(`schemas/${file} cannot be compiled`);
  return validator;
}

function loadSchemas(): Ajv2020 {
  // Formats are for editors: what a URL, DOI or duration is, is checked by rules that can say more.
  const ajv = new Ajv2020({ allErrors: true, verbose: true, validateFormats: false, allowUnionTypes: true });
  ajv.addKeyword("x-rule");
  const folder = path.join(findProjectRoot(), "schemas");
  for (const file of FILES) {
    ajv.addSchema(JSON.parse(readFileSync(path.join(folder, file), "utf8")) as object, file);
  }
  return ajv;
}
