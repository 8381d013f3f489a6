import { Ajv, type ValidateFunction } from "ajv";
import { readPublished } from "../published-file.ts";

type Json = Record<string, unknown>;

/** GitHub's own description of its answers and webhooks, to check the fake against. */
export interface GitHubContract {
  /** What is wrong with an answer of the REST API; empty when nothing is. `path` as in the description. */
  mistakesOf(method: string, path: string, status: number, body: unknown): readonly string[];
}

/** Of the REST API (`@octokit/openapi`). */
export function restContract(): GitHubContract {
  const { document, ajv } = load("@octokit/openapi/generated/api.github.com.json");
  const compiled = new Map<string, ValidateFunction>();
  return {
    mistakesOf(method, path, status, body) {
      const pointer = ["paths", path, method.toLowerCase(), "responses", String(status)];
      const response = resolve(document, at(document, pointer));
      const schema = (response["content"] as Json | undefined)?.["application/json"] as Json | undefined;
      if (schema?.["schema"] === undefined) return [`${method} ${path} has no answer ${String(status)}`];
      const key = pointer.join(" ");
      const validate = compiled.get(key) ?? ajv.compile(withRoot(schema["schema"] as Json));
      compiled.set(key, validate);
      return mistakes(validate, body);
    },
  };
}

/** Of webhooks (`@octokit/openapi-webhooks`): the names are those of its description, for instance `push`. */
export function webhookContract(): (name: string, payload: unknown) => readonly string[] {
  const { document, ajv } = load("@octokit/openapi-webhooks/generated/api.github.com.json");
  return (name, payload) => {
    const pointer = ["webhooks", name, "post", "requestBody", "content", "application/json", "schema"];
    return mistakes(ajv.compile(withRoot(at(document, pointer))), payload);
  };
}

function load(file: string): { readonly document: Json; readonly ajv: Ajv } {
  const document = JSON.parse(readPublished(file), withoutNullable) as Json;
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, logger: false });
  ajv.addSchema(document, "root");
  return { document, ajv };
}

/** OpenAPI 3.0 says `nullable` beside `allOf`, where JSON Schema has no such word. */
function withoutNullable(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("nullable" in value) || "type" in value) return value;
  const { nullable, ...schema } = value;
  return nullable === true ? { anyOf: [schema, { enum: [null] }] } : value;
}

/** References within the description begin at its root. */
function withRoot(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"root#/')) as Json;
}

function at(document: Json, pointer: readonly string[]): Json {
  let current: unknown = document;
  for (const step of pointer) current = (current as Json | undefined)?.[step];
  return (current ?? {}) as Json;
}

function resolve(document: Json, schema: Json): Json {
  const ref = schema["$ref"];
  return typeof ref === "string" ? at(document, ref.slice(2).split("/")) : schema;
}

function mistakes(validate: ValidateFunction, value: unknown): readonly string[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error) => `${error.instancePath || "/"} ${error.message ?? ""}`);
}
