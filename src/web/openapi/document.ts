import type { Operation } from "./operation.ts";
import { OPERATIONS } from "./operations.ts";
import { object, reference, type Schema } from "./schema-parts.ts";
import { SCHEMAS } from "./schemas.ts";

/** The OpenAPI document of the JSON side. A test compares it with the routes and with what they answer. */
export function openApiDocument(): Readonly<Record<string, unknown>> {
  const paths = new Map<string, Record<string, unknown>>();
  for (const operation of OPERATIONS) {
    const path = toPath(operation.route);
    paths.set(path, { ...paths.get(path), [operation.method]: toOperation(operation) });
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Execat",
      version: "1",
      description:
        "Every page of the catalogue as JSON: the page's path below /api/v1, or `Accept: application/json`.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/api/v1" }],
    // Reading needs nothing; what changes something is tied to the cookie that the first POST sets, or to the token
    // that a program sends. `docs/access.md` has what needs a role.
    security: [{}, { reader: [] }, { token: [] }],
    paths: Object.fromEntries(paths),
    components: {
      schemas: SCHEMAS,
      securitySchemes: {
        reader: { type: "apiKey", in: "cookie", name: "execat" },
        token: { type: "http", scheme: "bearer", bearerFormat: "execat_…" },
      },
    },
  };
}

/** `/asks/:id` → `/asks/{id}`. */
export function toPath(route: string): string {
  return route.replaceAll(/[:*](\w+)/g, "{$1}");
}

function toOperation(operation: Operation): Schema {
  const { method, route, summary, body } = operation;
  const inPath = [...route.matchAll(/[:*](\w+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const inQuery = (operation.query ?? []).map(([name, description]) => ({
    name,
    in: "query",
    description,
    schema: { type: "string" },
  }));
  return {
    operationId: `${method}${route.replaceAll(/[:*/.-]+(\w?)/g, (_all, letter: string) => letter.toUpperCase())}`,
    summary,
    parameters: [...inPath, ...inQuery],
    ...(body === undefined ? {} : { requestBody: BODIES[body] }),
    responses: toResponses(operation),
  };
}

const FLAT = { type: "object", additionalProperties: { type: ["string", "number", "boolean"] } };
const FORM = {
  required: true,
  content: {
    "application/json": { schema: FLAT },
    "application/x-www-form-urlencoded": { schema: FLAT },
  },
};
const MANIFEST = {
  required: true,
  content: {
    "application/yaml": { schema: { type: "string" } },
    "application/json": {
      schema: { anyOf: [object({ text: { type: "string" } }), object({ url: { type: "string" } })] },
    },
  },
};

/** As the forge documents it. */
const DELIVERY = { required: true, content: { "application/json": { schema: { type: "object" } } } };
const BODIES: Readonly<Record<NonNullable<Operation["body"]>, Schema>> = {
  form: FORM,
  manifest: MANIFEST,
  delivery: DELIVERY,
};

function toResponses(operation: Operation): Schema {
  const json = (schema: Schema): Schema => ({ "application/json": { schema } });
  const good =
    operation.redirect === undefined
      ? {
          [operation.status ?? 200]: {
            description: "The answer.",
            content: json(operation.answer === undefined ? {} : reference(operation.answer)),
          },
        }
      : {
          303: {
            description: `Done; the answer is at ${operation.redirect}.`,
            headers: { Location: { schema: { type: "string" } } },
          },
        };
  const bad = operation.errors.map((status) => [
    status,
    { description: "What failed, and what to do.", content: json(reference("Error")) },
  ]);
  return { ...good, ...Object.fromEntries(bad) };
}
