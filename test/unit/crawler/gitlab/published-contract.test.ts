import { readFileSync } from "node:fs";
import {
  buildClientSchema,
  GraphQLList,
  GraphQLNonNull,
  isObjectType,
  parse,
  validate,
  type GraphQLArgument,
  type GraphQLSchema,
  type GraphQLType,
  type IntrospectionQuery,
} from "graphql";
import { describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import {
  GROUP_QUERY,
  pathsQuery,
  PROJECTS_QUERY,
  TOPIC_QUERY,
} from "../../../../crawler/forges/gitlab/queries.ts";
import { FAKE_SCHEMA } from "../../../support/forges/gitlab/graphql.ts";
import { lackingIn } from "../../../support/forges/gitlab/rest-answers.ts";

const SCHEMA_FILE = process.env["EXECAT_TEST_GITLAB_SCHEMA"];
const OPENAPI_FILE = process.env["EXECAT_TEST_GITLAB_OPENAPI"];

function load(file: string): GraphQLSchema {
  const told = JSON.parse(readFileSync(file, "utf8")) as { readonly data: IntrospectionQuery };
  return buildClientSchema(told.data, { assumeValid: true });
}

/** True when whoever reads `ours` can read `theirs`: the same, or with fewer nulls. */
function gives(theirs: GraphQLType, ours: GraphQLType): boolean {
  if (ours instanceof GraphQLNonNull) {
    return theirs instanceof GraphQLNonNull && gives(theirs.ofType, ours.ofType);
  }
  if (theirs instanceof GraphQLNonNull) return gives(theirs.ofType, ours);
  if (ours instanceof GraphQLList) return theirs instanceof GraphQLList && gives(theirs.ofType, ours.ofType);
  return String(theirs) === String(ours);
}

/** What a schema lacks of ours. */
function lackingTypes(theirs: GraphQLSchema): string[] {
  const lacking: string[] = [];
  const types = Object.values(FAKE_SCHEMA.getTypeMap()).filter((type) => !type.name.startsWith("__"));
  for (const type of types) {
    const other = theirs.getType(type.name);
    if (other === undefined) lacking.push(type.name);
    if (!isObjectType(type) || !isObjectType(other)) continue;
    for (const field of Object.values(type.getFields())) {
      const published = other.getFields()[field.name];
      const name = `${type.name}.${field.name}`;
      if (published === undefined || !gives(published.type, field.type)) {
        lacking.push(`${name}: ${String(field.type)}, and not ${String(published?.type)}`);
        continue;
      }
      lacking.push(...lackingArguments(name, field.args, published.args));
    }
  }
  return lacking;
}

function lackingArguments(
  field: string,
  ours: readonly GraphQLArgument[],
  theirs: readonly GraphQLArgument[],
): string[] {
  const unknown = ours.filter((one) => {
    const published = theirs.find(({ name }) => name === one.name);
    return published === undefined || !gives(one.type, published.type);
  });
  const needed = theirs.filter(
    ({ name, type, defaultValue }) =>
      type instanceof GraphQLNonNull && defaultValue === undefined && !ours.some((one) => one.name === name),
  );
  return [...unknown, ...needed].map(({ name }) => `${field}(${name})`);
}

describe.skipIf(SCHEMA_FILE === undefined)("the schema that GitLab publishes", () => {
  const published = SCHEMA_FILE === undefined ? FAKE_SCHEMA : load(SCHEMA_FILE);

  it("holds every type, field and argument of the fake", () => {
    expect(Object.keys(published.getTypeMap()).length).toBeGreaterThan(1_000);
    expect(lackingTypes(published)).toEqual([]);
  });

  it.each([
    ["group", GROUP_QUERY],
    ["topic", TOPIC_QUERY],
    ["projects", PROJECTS_QUERY],
    ["paths", pathsQuery(100)],
  ])("allows our question about a %s", (_name, query) => {
    expect(validate(published, parse(query))).toEqual([]);
  });
});

describe.skipIf(OPENAPI_FILE === undefined)("the OpenAPI document that GitLab publishes", () => {
  it("holds the answers that we read", () => {
    const document = parseYaml(readFileSync(OPENAPI_FILE ?? "", "utf8")) as Readonly<Record<string, unknown>>;
    expect(lackingIn(document)).toEqual([]);
  });
});

describe("the comparison with what is published", () => {
  it("finds what a schema lacks", () => {
    expect(lackingTypes(FAKE_SCHEMA)).toEqual([]);
  });

  it("finds what an OpenAPI document lacks", () => {
    const tag = {
      properties: { name: { type: "string" }, commit: { $ref: "#/components/schemas/Commit" } },
    };
    const answer = (schema: unknown) => ({ content: { "application/json": { schema } } });
    const document = {
      paths: {
        "/api/v4/projects/{id}/repository/tags": {
          get: { responses: { 200: answer({ type: "array", items: tag }) } },
        },
        "/api/v4/projects/{id}": {
          get: { responses: { 200: answer({ properties: { id: { type: "string" } } }) } },
        },
      },
      components: { schemas: { Commit: { properties: { id: { type: "string" } } } } },
    };
    expect(lackingIn(document)).toEqual([
      "get /users/{user_id}/projects is not there",
      'get /projects/{id}.id is of type "string"',
      "get /projects/{id}.path_with_namespace is not there",
      "post /projects/{id}/statuses/{sha} is not there",
    ]);
  });
});
