import { ACCESS_SCHEMAS } from "./access-schemas.ts";
import { CRAWL_SCHEMAS } from "./crawl-schemas.ts";
import { COLLECTION_SCHEMAS } from "./collection-schemas.ts";
import { CURATION_SCHEMAS } from "./curation-schemas.ts";
import { count, list, nullableText, object, reference, type Schema, text, time } from "./schema-parts.ts";

const AMOUNT = object({ min: { type: "number" }, max: { type: "number" } }, ["min", "max"]);
const MESSAGE = object({ kind: text, level: text, text });
const MEASURE = object(
  { type: text, label: text, description: text, min: { type: "number" }, max: { type: "number" } },
  ["description", "min", "max"],
);

const FROM = object({
  kind: {
    enum: ["author", "manifest", "codemeta", "citation", "license", "readme", "forge", "repository"],
  },
  name: text,
  entry: nullableText,
});
const described = (value: Schema): Schema => ({
  anyOf: [object({ value, from: FROM }), { type: "null" }],
});
const people = list(object({ name: text, orcid: text, affiliation: text }, ["orcid", "affiliation"]));
const works = list(object({ doi: text, bibcode: text, url: text }, ["doi", "bibcode", "url"]));

/** JSON Schemas of what the JSON side answers, by the name under which the document refers to them. */
export const SCHEMAS: Readonly<Record<string, Schema>> = {
  ...ACCESS_SCHEMAS,
  ...CRAWL_SCHEMAS,
  ...COLLECTION_SCHEMAS,
  ...CURATION_SCHEMAS,
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
      excerpt: object({ line: count, before: text, marked: text, after: text }),
    },
    ["document", "hint", "fix", "excerpt"],
  ),
  Term: object(
    {
      facet: text,
      text,
      scheme: text,
      conceptId: text,
      origin: { enum: ["author", "catalogue", "curator"] },
      place: object({
        file: text,
        document: count,
        pointer: text,
        line: { type: "integer", minimum: 1 },
        column: { type: "integer", minimum: 1 },
        endLine: { type: "integer", minimum: 1 },
        endColumn: { type: "integer", minimum: 1 },
      }),
      words: text,
    },
    ["scheme", "conceptId", "place", "words"],
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
      layer: reference("Layer"),
      also: list(reference("LayerLink")),
      claims: object({ path: text, title: text, layer: reference("Layer"), refused: { type: "boolean" } }),
      highlights: list(object({ field: text, text, ranges: list(object({ start: count, end: count })) })),
    },
    ["license", "version", "pinned", "claims"],
  ),
  Layer: { enum: ["developer", "packager", "publisher"] },
  LayerLink: object({ path: text, title: text, layer: reference("Layer") }),
  Layers: object({
    shown: nullableText,
    coveredBy: { anyOf: [reference("LayerLink"), { type: "null" }] },
    claim: {
      anyOf: [
        object({
          state: { enum: ["unknown", "circle", "unverified", "refused"] },
          text,
          sentence: text,
          origin: { anyOf: [reference("LayerLink"), { type: "null" }] },
        }),
        { type: "null" },
      ],
    },
    chain: list(
      object({
        path: text,
        href: text,
        title: text,
        layer: reference("Layer"),
        owner: text,
        current: { type: "boolean" },
        shown: { type: "boolean" },
        withdrawn: { type: "boolean" },
        part: { type: "boolean" },
        why: nullableText,
      }),
    ),
    moreUnverified: { type: "boolean" },
    unverified: list(object({ path: text, href: text, title: text, layer: reference("Layer"), owner: text })),
    fields: list(
      object({
        key: text,
        label: text,
        text,
        from: reference("LayerLink"),
        inherited: { type: "boolean" },
        runs: { type: "boolean" },
        changed: { anyOf: [object({ from: reference("LayerLink"), text }), { type: "null" }] },
      }),
    ),
  }),
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
    understood: list(
      object({
        words: text,
        facet: text,
        value: text,
        label: text,
        narrower: count,
        state: { enum: ["sure", "one-of", "replaced", "retired"] },
      }),
    ),
  }),
  FacetValues: object({
    ok: { const: true },
    facet: object({ key: text, label: text }),
    find: text,
    below: nullableText,
    values: list(
      object({ value: text, label: text, count, selected: { type: "boolean" }, depth: count, href: text }),
    ),
  }),
  Described: object({
    title: object({ value: text, from: FROM }),
    summary: described(text),
    description: described(text),
    version: described(text),
    license: described(text),
    unknownLicense: described(list(text)),
    homepage: described(text),
    documentation: described(text),
    repository: described(text),
    issues: described(text),
    authors: described(people),
    publications: described(works),
    keywords: described(list(text)),
  }),
  Entry: object({
    ok: { const: true },
    program: object({ id: text, path: text, state: { enum: ["published", "withdrawn"] }, title: text }),
    href: text,
    documentHref: text,
    described: reference("Described"),
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
    layers: reference("Layers"),
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
      repository: {
        anyOf: [
          object({ url: text, host: text, path: text, commit: text, branch: nullableText }),
          { type: "null" },
        ],
      },
      documents: list(
        object({
          file: text,
          number: count,
          dialect: nullableText,
          publishable: { type: "boolean" },
          suggested: list(
            object({
              facet: text,
              scheme: text,
              conceptId: text,
              label: text,
              definition: nullableText,
              words: text,
              clear: { type: "boolean" },
            }),
          ),
          entry: {
            anyOf: [
              object({
                path: text,
                file: text,
                title: text,
                summary: nullableText,
                requests: object({ D: { type: "object" }, C: { type: "object" } }),
                refusedBy: list(object({ broker: text, reasons: list(text) })),
              }),
              { type: "null" },
            ],
          },
        }),
      ),
      usage: text,
    },
    ["publishable", "problems", "repository", "documents", "usage"],
  ),
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
  ConceptPage: object({
    ok: { const: true },
    concept: reference("Concept"),
    entries: list(
      object({
        facet: text,
        label: text,
        total: count,
        href: text,
        entries: list(object({ path: text, title: text, href: text })),
      }),
    ),
  }),
  Rule: object({ id: text, severity: text, explanation: text, bad: nullableText, good: nullableText }),
  Rules: object({ ok: { const: true }, rules: list(reference("Rule")) }),
  RulePage: object({ ok: { const: true }, rule: reference("Rule") }),
  Brokers: object({
    ok: { const: true },
    brokers: list(
      object({
        id: text,
        label: text,
        rehearsal: { type: "boolean" },
        shared: { type: "boolean" },
        problem: nullableText,
      }),
    ),
  }),
  Health: object({ ok: { type: "boolean" }, problems: list(text) }, ["problems"]),
};
