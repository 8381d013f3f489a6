/** JSON Schemas of what the JSON side answers, by the name under which the document refers to them. */
export type Schema = Readonly<Record<string, unknown>>;

const text = { type: "string" };
const nullableText = { type: ["string", "null"] };
const time = { type: "string", format: "date-time" };
const count = { type: "integer", minimum: 0 };
const list = (items: Schema): Schema => ({ type: "array", items });

export function reference(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

/** An object of which the named properties are always there; others may come. */
export function object(
  properties: Readonly<Record<string, Schema>>,
  optional: readonly string[] = [],
): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, required };
}

const AMOUNT = object({ min: { type: "number" }, max: { type: "number" } }, ["min", "max"]);
const MESSAGE = object({ kind: text, level: text, text });
const MEASURE = object(
  { type: text, label: text, description: text, min: { type: "number" }, max: { type: "number" } },
  ["description", "min", "max"],
);

export const SCHEMAS: Readonly<Record<string, Schema>> = {
  Error: object({
    ok: { const: false },
    error: object({ code: text, message: text, hint: nullableText }),
    requestId: text,
  }),
  Problem: object(
    {
      rule: text,
      severity: { enum: ["error", "warning", "hint"] },
      pointer: text,
      document: count,
      file: text,
      line: { type: "integer", minimum: 1 },
      column: { type: "integer", minimum: 1 },
      endLine: { type: "integer", minimum: 1 },
      endColumn: { type: "integer", minimum: 1 },
      sentence: text,
      hint: text,
      fix: text,
    },
    ["document", "hint", "fix"],
  ),
  Term: object(
    {
      facet: text,
      text,
      scheme: text,
      conceptId: text,
      origin: { enum: ["author", "catalogue", "curator"] },
    },
    ["scheme", "conceptId"],
  ),
  Hit: object(
    {
      path: text,
      title: text,
      summary: nullableText,
      terms: list(object({ facet: text, value: text, label: text })),
      kind: text,
      license: text,
      version: text,
      pinned: { type: "boolean" },
      warnings: count,
      updatedAt: time,
      highlights: list(object({ field: text, text, ranges: list(object({ start: count, end: count })) })),
    },
    ["license", "version", "pinned"],
  ),
  Facet: object({
    key: text,
    label: text,
    kind: { enum: ["concept", "value"] },
    values: list(object({ value: text, label: text, count, selected: { type: "boolean" }, depth: count })),
  }),
  Search: object({
    ok: { const: true },
    total: count,
    page: { type: "integer", minimum: 1 },
    pageSize: count,
    pages: count,
    hits: list(reference("Hit")),
    facets: list(reference("Facet")),
    numbers: list(object({ key: text, label: text, unit: text, range: AMOUNT })),
    understood: list(object({ words: text, facet: text, value: text, label: text })),
  }),
  Entry: object({
    ok: { const: true },
    program: object({ id: text, path: text, state: { enum: ["published", "withdrawn"] }, title: text }),
    href: text,
    documentHref: text,
    document: object({
      file: text,
      commit: text,
      blobId: text,
      sha256: text,
      dialect: text,
      model: object({}),
    }),
    terms: list(reference("Term")),
    problems: list(reference("Problem")),
    repository: object({ id: text, host: text, path: text, state: text }),
    source: object({ key: text, kind: text, label: nullableText }),
    form: { type: ["object", "null"] },
  }),
  Offer: object(
    {
      id: text,
      answerId: text,
      brokerId: text,
      phase: text,
      startsAt: time,
      durationSeconds: { type: "number" },
      expiresAt: time,
      cores: AMOUNT,
      memory: AMOUNT,
      costs: list(MEASURE),
      metrics: list(MEASURE),
      messages: list(MESSAGE),
      sessionHref: nullableText,
    },
    ["startsAt", "durationSeconds", "expiresAt", "cores", "memory"],
  ),
  Ask: object({
    ok: { const: true },
    ask: object({
      id: text,
      programId: text,
      wishes: object({}),
      request: object({}),
      createdAt: time,
      href: text,
    }),
    complete: { type: "boolean" },
    own: { type: "boolean" },
    answers: list(
      object({
        id: text,
        brokerId: text,
        brokerLabel: text,
        outcome: { enum: ["asking", "yes", "no", "failed", "unsupported"] },
        messages: list(MESSAGE),
      }),
    ),
    offers: list(reference("Offer")),
  }),
  Session: object({
    ok: { const: true },
    session: object({
      id: text,
      askId: text,
      offerId: text,
      brokerId: text,
      phase: text,
      history: list(object({ phase: text, at: time })),
      messages: list(MESSAGE),
      href: text,
    }),
    ended: { type: "boolean" },
    own: { type: "boolean" },
  }),
  Check: object(
    {
      ok: { const: true },
      publishable: { type: "boolean" },
      problems: list(reference("Problem")),
      documents: list(object({ number: count, dialect: nullableText, publishable: { type: "boolean" } })),
      usage: text,
    },
    ["publishable", "problems", "documents", "usage"],
  ),
  Repository: object({
    id: text,
    href: text,
    host: text,
    path: text,
    state: text,
    headSeen: nullableText,
    problems: list(reference("Problem")),
    entries: list(object({ path: text, title: text, state: text, href: text })),
  }),
  Sources: object({
    ok: { const: true },
    proposals: { enum: ["open", "ask", "closed"] },
    sources: list(
      object({
        key: text,
        kind: text,
        label: nullableText,
        state: text,
        total: count,
        repositories: list(reference("Repository")),
      }),
    ),
  }),
  RepositoryPage: object({ ok: { const: true }, repository: reference("Repository"), source: nullableText }),
  Concept: object({
    id: text,
    uri: text,
    prefLabel: text,
    broader: list(text),
    narrower: list(text),
    href: text,
  }),
  Schemes: object({
    ok: { const: true },
    schemes: list(object({ id: text, title: text, href: text, description: nullableText })),
  }),
  Scheme: object({
    ok: { const: true },
    scheme: object({ id: text, title: text, namespace: text }),
    concepts: list(reference("Concept")),
  }),
  ConceptPage: object({ ok: { const: true }, concept: reference("Concept") }),
  Rule: object({ id: text, severity: text, explanation: text, bad: nullableText, good: nullableText }),
  Rules: object({ ok: { const: true }, rules: list(reference("Rule")) }),
  RulePage: object({ ok: { const: true }, rule: reference("Rule") }),
  Brokers: object({
    ok: { const: true },
    brokers: list(object({ id: text, label: text, rehearsal: { type: "boolean" }, problem: nullableText })),
  }),
  Health: object({ ok: { type: "boolean" }, problems: list(text) }, ["problems"]),
};
