import { count, list, nullableText, object, reference, type Schema, text } from "./schema-parts.ts";

const ABOUT = {
  id: text,
  href: text,
  title: text,
  description: nullableText,
  maintainer: nullableText,
  vetted: { type: "boolean" },
} as const;
const ANYTHING: Schema = { type: "object" };

/** JSON Schemas of collections, and of what curators say of entries. */
export const COLLECTION_SCHEMAS: Readonly<Record<string, Schema>> = {
  Collections: object({ ok: { const: true }, collections: list(object({ ...ABOUT, entries: count })) }),
  CollectedEntry: object({
    entry: text,
    href: nullableText,
    title: nullableText,
    summary: nullableText,
    state: { enum: ["published", "withdrawn", "unknown"] },
    note: nullableText,
  }),
  CollectionPage: object({
    ok: { const: true },
    collection: object({ ...ABOUT, items: list(reference("CollectedEntry")) }),
  }),
  CollectionForm: object({ ok: { const: true }, base: text, collection: ANYTHING }),
  OverlayForm: object({ ok: { const: true }, base: text, overlay: ANYTHING }),
  Tags: object({
    ok: { const: true },
    tags: list(object({ facet: text, text, conceptId: nullableText, programs: count })),
  }),
};
