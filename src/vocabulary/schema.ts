import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { findProjectRoot } from "../project-root.ts";

export interface VocabularyValidators {
  readonly scheme: ValidateFunction;
  readonly facets: ValidateFunction;
}

/** Compiles the checks of shape from `schemas/vocabulary.schema.json`. */
export function loadVocabularyValidators(): VocabularyValidators {
  const schema: unknown = JSON.parse(
    readFileSync(join(findProjectRoot(), "schemas", "vocabulary.schema.json"), "utf8"),
  );
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
  const name = "vocabulary.schema.json";
  ajv.addSchema(schema as object, name);
  return {
    scheme: ajv.compile({ $ref: name }),
    facets: ajv.compile({ $ref: `${name}#/$defs/facets` }),
  };
}

/** What an error of the schema means, in a sentence. */
export function describeShapeError(error: ErrorObject): string {
  const parameters = new Map(Object.entries(error.params as Record<string, unknown>));
  const place = error.instancePath === "" ? "The file" : `"${error.instancePath.slice(1)}"`;
  switch (error.keyword) {
    case "additionalProperties":
      return `Unknown key "${String(parameters.get("additionalProperty"))}".`;
    case "required":
      return `${place} lacks "${String(parameters.get("missingProperty"))}".`;
    case "propertyNames":
      return `"${String(parameters.get("propertyName"))}" cannot be an id: use letters, digits, ".", "_" and "-".`;
    case "not":
      return `${place} is a word that a search keeps for itself.`;
    default:
      return `${place} ${error.message ?? "has a wrong value"}.`;
  }
}
