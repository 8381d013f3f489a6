import type { ErrorObject } from "ajv";
import { asObject, asText, type DataObject } from "./data.ts";
import { describePointer, joinPointer, quote, splitPointer, type Finding } from "./finding.ts";
import type { Dialect } from "./model.ts";
import { allNearest, nearest } from "../nearest.ts";
import type { ShapeOptions } from "./shape-options.ts";
import { explainAmountKey } from "./amount-sentences.ts";

/** Keys of a discovery block that mean nothing elsewhere. */
const DISCOVERY_KEYS =
  "title summary version license homepage documentation authors publications keywords terms inputs parameters".split(
    " ",
  );

const ROOT = "the document";

/** Where keys belong that often stand elsewhere. */
const HOMES = new Map([
  ["digest", "executable.image"],
  ["locations", "executable.image"],
  ["platform", "executable.image"],
  ["image", "executable"],
  ["command", "executable"],
  ["entrypoint", "executable"],
  ["environment", "executable"],
  ["privileged", "executable"],
  ["network", "executable"],
  ["requirements", "executable"],
  ["ports", "executable.network"],
  ["cores", "compute"],
  ["memory", "compute"],
  ["volumes", "compute"],
  ["duration", "schedule.requested"],
  ["start", "schedule.requested"],
  ["requested", "schedule"],
  ["storage", ROOT],
  ["data", ROOT],
  ["compute", ROOT],
  ["schedule", ROOT],
  ...DISCOVERY_KEYS.map((key): [string, string] => [key, "discovery"]),
  ["name", "meta"],
  ["description", "meta"],
]);

/** Blocks of a component, by what belongs into them and often stands beside them. */
const BLOCKS = new Map<string, string>([
  ...["ivoid", "obscore", "datalink"].map((key): [string, string] => [key, "ivoa"]),
  ...["scope", "object", "endpoint"].map((key): [string, string] => [key, "rucio"]),
  ...["namespace", "objectname", "objecttype", "datasize", "replicas"].map((key): [string, string] => [
    key,
    "skao",
  ]),
]);

/** Explains a key that the schema does not have in its place. */
export function explainUnknownKey(error: ErrorObject, parent: string, options: ShapeOptions): Finding {
  const key = additionalKey(error);
  const known = knownKeys(error);
  const block = blockOf(error);
  if (block !== undefined) return besideItsBlock(key, block, parent);
  const amount = explainAmountKey(error, key, parent, options.dialect ?? "D");
  if (amount !== undefined) return amount;
  const home = homeOf(key, known, parent, options.dialect ?? "D");
  if (home !== undefined) return misplaced(key, home, parent, options);
  return colonSlip(error, key, parent) ?? unknownKey(error, key, parent, known);
}

/** The key that is not known. */
export function additionalKey(error: ErrorObject): string {
  return String((error.params as { additionalProperty: unknown }).additionalProperty);
}

/** The keys that the schema has in the place of an error. */
export function knownKeys(error: ErrorObject): readonly string[] {
  return Object.keys(asObject(asObject(error.parentSchema)?.["properties"]) ?? {});
}

/** Where a key belongs that often stands elsewhere (`executable.image`). */
export function homeNameOf(key: string): string | undefined {
  return HOMES.get(key);
}

/** The block of the same component that an unknown key belongs into. */
export function blockOf(error: ErrorObject): string | undefined {
  const block = BLOCKS.get(additionalKey(error));
  return block !== undefined && knownKeys(error).includes(block) ? block : undefined;
}

/** The key that is missing. */
export function missingKey(error: ErrorObject): string {
  return String((error.params as { missingProperty: unknown }).missingProperty);
}

function unknownKey(error: ErrorObject, key: string, parent: string, known: readonly string[]): Finding {
  const all = allNearest(key, known);
  const [near] = all;
  const data = asObject(error.data);
  const isTaken = near !== undefined && data?.[near] !== undefined;
  const type = near === undefined ? undefined : typeWanted(error, near, data?.[key]);
  const isSure = near !== undefined && all.length === 1 && !isTaken && type === undefined;
  const meant = `Did you mean "${all.slice(0, 5).join('" or "')}"`;
  const more = isTaken ? ", which is there as well" : type === undefined ? "" : `, which is ${type}`;
  return {
    rule: "shape/unknown-key",
    severity: "warning",
    pointer: joinPointer(parent, key),
    at: "key",
    sentence: `The key ${quote(key)} is not known in ${describePointer(parent)} and has no effect.`,
    hint:
      near === undefined ? `Known here: ${known.join(", ")}.` : `${meant}${all.length === 1 ? more : ""}?`,
    ...(isSure ? { fix: JSON.stringify(near) } : {}),
  };
}

/** What a known key must hold, in words, where a value cannot be its value in any way. */
function typeWanted(error: ErrorObject, key: string, value: unknown): string | undefined {
  const schema = asObject(asObject(asObject(error.parentSchema)?.["properties"])?.[key]);
  const types = [schema?.["type"] ?? []].flat();
  if (types.length === 0 || value === null) return undefined;
  const own = Array.isArray(value) ? "array" : asObject(value) === undefined ? undefined : "object";
  const isOwn =
    own === undefined ? types.some((type) => type !== "array" && type !== "object") : types.includes(own);
  if (isOwn) return undefined;
  if (types.includes("array")) return "a list";
  return types.includes("object") ? "a map of keys and values" : "one value";
}

function besideItsBlock(key: string, block: string, parent: string): Finding {
  return {
    rule: "shape/misplaced-key",
    severity: "warning",
    pointer: joinPointer(parent, key),
    at: "key",
    sentence: `${quote(key)} has no meaning in ${describePointer(parent)}; it belongs under ${quote(block)}.`,
    hint: `Move it below "${block}:", indented by two blanks more.`,
  };
}

function misplaced(key: string, home: string, parent: string, options: ShapeOptions): Finding {
  const isLost = isMissed(key, home, options.root);
  return {
    rule: isLost ? "shape/wrong-level" : "shape/misplaced-key",
    severity: isLost ? "error" : "warning",
    pointer: joinPointer(parent, key),
    at: "key",
    sentence: `${quote(key)} has no meaning in ${describePointer(parent)}; it belongs under ${quote(home)}.`,
    hint: isLost ? `Move it to ${quote(home)}, which has none.` : `Move it to ${quote(home)}.`,
  };
}

/** True when what the request asks for is another thing without the key; in the discovery block it is a loss only. */
function isMissed(key: string, home: string, root: DataObject | undefined): boolean {
  if (root === undefined || home === "discovery" || home === "meta") return false;
  let place: DataObject | undefined = root;
  if (home !== ROOT) for (const part of home.split(".")) place = asObject(place?.[part]);
  return place?.[key] === undefined;
}

/** `title::` and, in braces, `min:4`. */
function colonSlip(error: ErrorObject, key: string, parent: string): Finding | undefined {
  const place = {
    rule: "yaml/colon",
    severity: "error",
    pointer: joinPointer(parent, key),
    at: "key",
  } as const;
  if (/^[\w-]+\s*:+$/u.test(key)) {
    return {
      ...place,
      sentence: "There are two colons behind the key.",
      hint: "Remove one of them.",
      fix: JSON.stringify(key.replace(/\s*:+$/u, "")),
    };
  }
  const parts = /^([A-Za-z][\w-]*):(?!\/\/)(\S.*)$/u.exec(key);
  if (parts === null || asObject(error.data)?.[key] !== null) return undefined;
  return {
    ...place,
    sentence: "There is no blank behind the colon, so all of it is a key to YAML.",
    hint: "Put a blank behind the colon.",
    fix: `${parts[1] ?? ""}: ${parts[2] ?? ""}`,
  };
}

/** Where a key belongs, unless it stands there already (and only this kind has no use for it). */
function homeOf(key: string, known: readonly string[], parent: string, dialect: Dialect): string | undefined {
  const home = HOMES.get(key);
  if (dialect !== "C" && dialect !== "D" && home !== "discovery") return undefined;
  if (home === "meta") return known.includes("meta") ? home : undefined;
  return home === splitPointer(parent).join(".") || (parent === "" && home === ROOT) ? undefined : home;
}

/** Explains that a key is missing. */
export function explainRequired(error: ErrorObject, parent: string): Finding {
  const key = missingKey(error);
  const near = nearest(key, Object.keys(asObject(error.data) ?? {}));
  return {
    rule: parent === "" && key === "executable" ? "executable/missing" : "shape/required",
    severity: "error",
    pointer: parent,
    at: "key",
    sentence: `${quote(key)} is missing in ${describePointer(parent)}.`,
    hint: near === undefined ? describeKey(error, key) : `Did you mean "${key}" where "${near}" is written?`,
  };
}

function describeKey(error: ErrorObject, key: string): string {
  const properties = asObject(asObject(error.parentSchema)?.["properties"]);
  const description = asText(asObject(properties?.[key])?.["description"]);
  return description === undefined ? `Add "${key}".` : `Add "${key}": ${lowerFirst(description)}`;
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
