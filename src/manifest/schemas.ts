import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

const FILES = [
  "manifest-components.schema.json",
  "manifest-discovery.schema.json",
  "manifest-d.schema.json",
  "manifest-a.schema.json",
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
  const folder = findSchemas(import.meta.dirname);
  for (const file of FILES) {
    ajv.addSchema(JSON.parse(readFileSync(path.join(folder, file), "utf8")) as object, file);
  }
  return ajv;
}

/** The sources lie in `src/`, what is built from them in `dist/src/`; `schemas/` stays at the project's root. */
function findSchemas(from: string): string {
  let folder = from;
  while (!existsSync(path.join(folder, "package.json"))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error("the folder schemas/ was not found beside package.json");
    folder = parent;
  }
  return path.join(folder, "schemas");
}
