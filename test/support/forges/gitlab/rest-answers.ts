/** One answer of the REST API, with the fields of it that we read and nothing else. */
export interface RestAnswer {
  /** As OpenAPI writes it, without `/api/v4`. */
  readonly path: string;
  readonly method: "get" | "post";
  readonly status: string;
  /** JSON Schema */
  readonly schema: FieldSchema;
}

export interface FieldSchema {
  readonly type: "object" | "array" | "string" | "integer";
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
  readonly items?: FieldSchema;
}

const object = (properties: Readonly<Record<string, FieldSchema>>): FieldSchema => ({
  type: "object",
  properties,
  required: Object.keys(properties),
});

const PROJECT = object({ id: { type: "integer" }, path_with_namespace: { type: "string" } });
const TAG = object({ name: { type: "string" }, commit: object({ id: { type: "string" } }) });

export const REST_ANSWERS: readonly RestAnswer[] = [
  {
    path: "/users/{user_id}/projects",
    method: "get",
    status: "200",
    schema: { type: "array", items: object({ id: { type: "integer" } }) },
  },
  { path: "/projects/{id}", method: "get", status: "200", schema: PROJECT },
  {
    path: "/projects/{id}/repository/tags",
    method: "get",
    status: "200",
    schema: { type: "array", items: TAG },
  },
  {
    path: "/projects/{id}/statuses/{sha}",
    method: "post",
    status: "201",
    schema: object({ sha: { type: "string" }, status: { type: "string" } }),
  },
];

type Json = Readonly<Record<string, unknown>>;

/** What an OpenAPI document lacks of our answers; empty when they are a part of it. */
export function lackingIn(document: Json): readonly string[] {
  const paths = recordOf(document["paths"]);
  return REST_ANSWERS.flatMap(({ path, method, status, schema }) => {
    const plain = (text: string): string => text.replace(/^\/api\/v4/, "").replace(/\{[^}]*\}/g, "{}");
    const found = Object.keys(paths).find((one) => plain(one) === plain(path));
    const name = `${method} ${path}`;
    if (found === undefined) return [`${name} is not there`];
    const responses = recordOf(recordOf(recordOf(paths[found])[method])["responses"]);
    const response = resolve(document, responses[status]);
    const content = recordOf(recordOf(response["content"])["application/json"]);
    // OpenAPI 2 has the schema at the answer itself.
    const published = content["schema"] ?? response["schema"];
    if (published === undefined) return [`${name} has no schema for ${status}`];
    return lackingFields(document, schema, published, name);
  });
}

function lackingFields(document: Json, ours: FieldSchema, published: unknown, at: string): readonly string[] {
  const theirs = resolve(document, published);
  if (ours.type === "array") {
    // Some of its lists are described by what stands in them.
    const items = theirs["type"] === "array" ? theirs["items"] : theirs;
    return ours.items === undefined ? [] : lackingFields(document, ours.items, items, `${at}[]`);
  }
  if (ours.type !== "object") {
    const { type } = theirs;
    return type === undefined || type === ours.type ? [] : [`${at} is of type ${JSON.stringify(type)}`];
  }
  const properties = recordOf(theirs["properties"]);
  return Object.entries(ours.properties ?? {}).flatMap(([name, field]) =>
    name in properties
      ? lackingFields(document, field, properties[name], `${at}.${name}`)
      : [`${at}.${name} is not there`],
  );
}

function resolve(document: Json, value: unknown): Json {
  const { $ref, allOf } = recordOf(value);
  if (typeof $ref === "string") {
    let target: unknown = document;
    for (const part of $ref.replace(/^#\//, "").split("/")) target = recordOf(target)[part];
    return resolve(document, target);
  }
  return Array.isArray(allOf) && allOf.length > 0 ? resolve(document, allOf[0]) : recordOf(value);
}

function recordOf(value: unknown): Json {
  return typeof value === "object" && value !== null ? (value as Json) : {};
}
