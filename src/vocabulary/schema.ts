import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { nearest } from "../nearest.ts";
import { findProjectRoot } from "../project-root.ts";
import { didYouMean, type VocabularyFault } from "./findings.ts";

export interface VocabularyValidators {
  readonly scheme: ValidateFunction;
  readonly facets: ValidateFunction;
}

/** The text of the schema that vocabularies are checked with. */
export function readVocabularySchema(): string {
  return readFileSync(join(findProjectRoot(), "schemas", "vocabulary.schema.json"), "utf8");
}

let compiled: VocabularyValidators | undefined;

/** The checks of shape from `schemas/vocabulary.schema.json`, compiled when they are first needed. */
export function loadVocabularyValidators(): VocabularyValidators {
  return (compiled ??= compileValidators());
}

function compileValidators(): VocabularyValidators {
  const schema: unknown = JSON.parse(readVocabularySchema());
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, verbose: true });
  const name = "vocabulary.schema.json";
  ajv.addSchema(schema as object, name);
  return {
    scheme: ajv.compile({ $ref: name }),
    facets: ajv.compile({ $ref: `${name}#/$defs/facets` }),
  };
}

/** What an error of the schema means, in a sentence. */
export function describeShapeError(error: ErrorObject): VocabularyFault {
  const parameters = new Map(Object.entries(error.params as Record<string, unknown>));
  if (error.keyword === "additionalProperties") {
    const key = String(parameters.get("additionalProperty"));
    const known = (error.parentSchema as { properties?: object } | undefined)?.properties ?? {};
    return {
      rule: "vocabulary/key-unknown",
      sentence: `Unknown key "${key}".`,
      hint: didYouMean(nearest(key, Object.keys(known))),
    };
  }
  return { rule: "vocabulary/shape", sentence: sentenceOf(error, parameters) };
}

function sentenceOf(error: ErrorObject, parameters: ReadonlyMap<string, unknown>): string {
  const place = error.instancePath === "" ? "The file" : `"${error.instancePath.slice(1)}"`;
  switch (error.keyword) {
    case "required":
      return `${place} lacks "${String(parameters.get("missingProperty"))}".`;
    case "propertyNames":
      return error.instancePath === "/concepts"
        ? `"${String(parameters.get("propertyName"))}" cannot be an id: use letters, digits, ".", "_" and "-".`
        : `"${String(parameters.get("propertyName"))}" is no language tag; they look like "en" or "pt-BR".`;
    case "type":
      return `${place} must be ${[parameters.get("type")].flat().join(" or ")}.`;
    case "minProperties":
      return `${place} is empty.`;
    case "not":
      return error.instancePath.endsWith("/facet")
        ? `${place} is false or says how the facet is shown.`
        : `${place} is a word that a search keeps for itself.`;
    default:
      return `${place} ${error.message ?? "has a wrong value"}.`;
  }
}
