import { count, list, nullableText, object, reference, type Schema, text, time } from "./schema-parts.ts";

const NAMED = object({ id: text, label: text });
const LINKED = object({ path: text, title: text });
const FINDING = object({
  path: text,
  line: count,
  column: count,
  severity: { enum: ["error", "warning", "hint"] },
  rule: text,
  sentence: text,
  hint: nullableText,
});
const DIFF = object({ path: text, state: { enum: ["added", "changed", "removed"] }, text });
const CONFLICT = object({
  place: list({ type: ["string", "integer"] }),
  base: nullableText,
  ours: nullableText,
  theirs: nullableText,
});
const CONCEPT = object({ scheme: text, id: text, label: text, href: text });
const texts = { type: "object", additionalProperties: { type: "string" } };
const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: "null" }] });

/** JSON Schemas of what curators, and readers of their history, are answered. */
export const CURATION_SCHEMAS: Readonly<Record<string, Schema>> = {
  QueuedTerm: object({
    facet: text,
    text,
    spellings: list(text),
    entries: count,
    since: time,
    examples: list(object({ path: text, title: text, href: text })),
    choices: list(CONCEPT),
    nearest: list(CONCEPT),
    href: text,
  }),
  Desk: object({
    ok: { const: true },
    base: text,
    queue: object({ total: count, page: count, terms: list(reference("QueuedTerm")) }),
    merges: list(
      object({
        from: { enum: ["shipped", "remote"] },
        theirs: text,
        head: text,
        conflicts: count,
        href: text,
      }),
    ),
    remote: orNull(object({ url: text, pending: count, lastSyncedAt: nullableText, failure: nullableText })),
    findings: list(FINDING),
    folder: nullableText,
  }),
  QueuedTermPage: object({ ok: { const: true }, base: text, term: reference("QueuedTerm") }),
  ConceptForm: object({ ok: { const: true }, base: text, scheme: text, id: nullableText, fields: texts }),
  SchemeForm: object({ ok: { const: true }, base: text, scheme: text, fields: texts }),
  Change: object({
    id: text,
    parents: list(text),
    author: text,
    at: time,
    subject: text,
    body: text,
    paths: list(text),
    href: text,
  }),
  History: object({
    ok: { const: true },
    path: nullableText,
    changes: list(reference("Change")),
    before: nullableText,
  }),
  ChangePage: object({
    ok: { const: true },
    change: reference("Change"),
    diff: list(DIFF),
    undo: orNull(
      object(
        {
          state: { enum: ["ready", "conflict"] },
          concerned: object({ count, first: list(LINKED) }),
        },
        ["concerned"],
      ),
    ),
  }),
  MergePage: object({
    ok: { const: true },
    from: { enum: ["shipped", "remote"] },
    theirs: text,
    head: text,
    files: list(object({ path: text, conflicts: list(CONFLICT), ours: nullableText, theirs: nullableText })),
  }),
  VocabularyHealth: object({
    ok: { const: true },
    scheme: text,
    without: object({ count, first: list(LINKED) }),
    waiting: list(object({ facet: text, text, entries: count, since: time })),
    shared: list(object({ label: text, concepts: list(NAMED) })),
    deprecated: list(object({ id: text, label: text, entries: count, texts: list(text) })),
    overloaded: list(object({ id: text, label: text, entries: count })),
    unused: list(NAMED),
  }),
};
