import { asText } from "../../data.ts";
import { kindUri, knownKind, type Kind } from "../../kinds.ts";
import type { Family } from "../../model.ts";
import { asPart, branch, child, rest, type Branch, type Draft, type Leaf, type Part } from "../draft.ts";

/** What identifies a component, or was given by a server: never a field of an unknown kind. */
const IDENTITY: ReadonlySet<string> = new Set([
  "kind",
  "type",
  "meta",
  "name",
  "description",
  "uuid",
  "href",
  "link",
  "created",
  "messages",
  "options",
]);

/** Where a component says what it is: dialects before C wrote `type`. */
export function kindLeaf(part: Part): Leaf | undefined {
  return child(part, "kind") ?? child(part, "type");
}

/** The kind of a component, if we know it and it belongs here. */
export function kindOf(part: Part, family: Family): Kind | undefined {
  const text = asText(kindLeaf(part)?.value);
  const kind = text === undefined ? undefined : knownKind(text);
  return kind?.family === family ? kind : undefined;
}

/** A field of a component; the first dialect put them under `spec`. */
export function field(part: Part, key: string): Leaf | undefined {
  return child(part, key) ?? child(asPart(child(part, "spec")), key);
}

/** Name and description as dialect D has them. */
export function metaOf(part: Part): Branch | undefined {
  const meta = asPart(child(part, "meta"));
  return branch(meta?.at ?? part.at, {
    name: child(meta, "name") ?? field(part, "name"),
    description: child(meta, "description") ?? field(part, "description"),
  });
}

/**
 * A component of dialect D with the fields given; without a kind of its own it gets the family's usual one. One of
 * abstract kind keeps what else its author wrote.
 */
export function component(part: Part, usual: string, fields: Branch["keys"]): Branch {
  const kind = kindLeaf(part) ?? { at: part.at, value: kindUri(usual) };
  return { at: part.at, keys: { ...ownOf(part), ...fields, kind, meta: metaOf(part) } };
}

/** All that the author of a component of abstract kind wrote; nothing of any other. */
export function ownOf(part: Part): Branch["keys"] {
  const kind = knownKind(asText(kindLeaf(part)?.value) ?? "");
  return kind?.state === "abstract" ? rest(part, IDENTITY) : {};
}

/** A component whose kind says nothing to us, with everything that its author wrote. */
export function unknownComponent(part: Part): Branch {
  const fields: Record<string, Draft | undefined> = Object.create(null) as Record<string, Draft | undefined>;
  Object.assign(fields, rest(part, IDENTITY), { kind: kindLeaf(part), meta: metaOf(part) });
  return { at: part.at, keys: fields };
}

/** The fields named, each as it stands. */
export function fieldsOf(part: Part, keys: readonly string[]): Record<string, Leaf | undefined> {
  return Object.fromEntries(keys.map((key) => [key, field(part, key)]));
}
