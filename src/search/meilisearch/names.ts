import { createHash } from "node:crypto";

/** Longest name that is kept whole, in characters: Meilisearch compares the first 468 bytes of a value. */
const MAX_WHOLE = 400;
const LONG = "_l";
const HASH_LENGTH = 40;

/**
 * Spells any text in lower-case letters, digits, hyphens and `_` with two hexadecimal digits, so that two texts never
 * become one: Meilisearch compares values without case and accents, leaves out empty ones, cuts long ones, and has a
 * language for filters that strangers' texts must not speak. A long text begins with its hash.
 */
export function encodeName(text: string): string {
  if (text === "") return "_";
  const encoded = toWellFormed(text).replaceAll(/[^a-z0-9-]+/gu, (other) =>
    Buffer.from(other).toString("hex").replaceAll(/../gu, "_$&"),
  );
  return encoded.length <= MAX_WHOLE ? encoded : `${longPrefix(text)}${encoded}`;
}

/** Replaces halves of characters, which no UTF-8 can carry: a whole batch would fail for one of them. */
export function toWellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, "\u{FFFD}");
}

/** The text that `encodeName` was given. */
export function decodeName(name: string): string {
  if (name === "_") return "";
  const encoded = name.startsWith(LONG) ? name.slice(LONG.length + HASH_LENGTH) : name;
  return encoded.replaceAll(/(?:_[0-9a-f]{2})+/gu, (bytes) =>
    Buffer.from(bytes.replaceAll("_", ""), "hex").toString(),
  );
}

/** The condition under which a value stands in an attribute. Both hold only what `encodeName` makes. */
export function toCondition(attribute: string, value: string): string {
  const name = encodeName(value);
  return name.startsWith(LONG)
    ? `${attribute} STARTS WITH "${longPrefix(value)}"`
    : `${attribute} = "${name}"`;
}

/** In hexadecimal, since capitals do not count. */
function longPrefix(text: string): string {
  return LONG + createHash("sha256").update(toWellFormed(text)).digest("hex").slice(0, HASH_LENGTH);
}

/** A ULID as it is; any other id spelt so that Meilisearch takes it. */
export function toKey(id: string): string {
  if (/^[0-9A-Z]{26}$/u.test(id)) return id;
  const name = encodeName(id);
  return name.startsWith(LONG) ? longPrefix(id) : name;
}

/** Where a facet's values stand in a document. */
export function valuesAttribute(facet: string): string {
  return `values_${encodeName(facet)}`;
}

/** Where a number stands in a document. */
export function numberAttribute(facet: string): string {
  return `number_${encodeName(facet)}`;
}
