import { list, nullableText, object, type Schema, text, time } from "./schema-parts.ts";

const role = { enum: ["reader", "runner", "curator", "operator"] };

/** Who has signed in, and what was done. */
export const ACCESS_SCHEMAS: Readonly<Record<string, Schema>> = {
  SignIn: object({
    ok: { const: true },
    signedIn: {
      anyOf: [object({ name: text, email: nullableText, role, tokenId: text }), { type: "null" }],
    },
  }),
  Audit: object({
    ok: { const: true },
    acts: list(
      object({
        id: text,
        at: time,
        tokenId: nullableText,
        name: text,
        role: { anyOf: [role, { type: "null" }] },
        act: text,
        subject: text,
        commit: nullableText,
      }),
    ),
    next: nullableText,
  }),
};
