import type { ErrorObject } from "ajv";
import { asNumber, asObject, asText } from "./data.ts";
import { describePointer, isMasked, joinPointer, quote, splitPointer, type Finding } from "./finding.ts";
import { nearest } from "../nearest.ts";
import { explainAmount } from "./amount-sentences.ts";

export interface ShapeOptions {
  /** Where `data` stands in the document. */
  readonly pointer: string;
  /** A scalar as it is written in the text. */
  readonly sourceOf: (pointer: string) => string | undefined;
}

const TYPE_WORDS = new Map([
  ["string", "text"],
  ["integer", "a whole number"],
  ["number", "a number"],
  ["boolean", "true or false"],
  ["object", "a map of keys and values"],
  ["array", "a list"],
  ["null", "nothing"],
]);

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

/** Turns an error of the schema check into a finding with a sentence for authors. */
export function explainShape(error: ErrorObject, options: ShapeOptions): Finding {
  const pointer = options.pointer + error.instancePath;
  switch (error.keyword) {
    case "additionalProperties":
      return explainUnknownKey(error, pointer);
    case "required":
      return explainRequired(error, pointer);
    case "type":
      return explainType(error, pointer, options);
    case "enum":
    case "const":
      return explainChoice(error, pointer);
    default:
      return explainLimit(error, pointer);
  }
}

function explainUnknownKey(error: ErrorObject, parent: string): Finding {
  const key = String((error.params as { additionalProperty: unknown }).additionalProperty);
  const pointer = joinPointer(parent, key);
  const place = { severity: "warning", pointer, at: "key" } as const;
  const known = Object.keys(asObject(asObject(error.parentSchema)?.["properties"]) ?? {});
  const home = homeOf(key, known, parent);
  if (home !== undefined) {
    return {
      rule: "shape/misplaced-key",
      ...place,
      sentence: `${quote(key)} has no meaning in ${describePointer(parent)}; it belongs under ${quote(home)}.`,
      hint: `Move it to ${quote(home)}.`,
    };
  }
  const near = nearest(key, known);
  return {
    rule: "shape/unknown-key",
    ...place,
    sentence: `The key ${quote(key)} is not known in ${describePointer(parent)} and has no effect.`,
    hint: near === undefined ? `Known here: ${known.join(", ")}.` : `Did you mean "${near}"?`,
    ...(near === undefined ? {} : { fix: JSON.stringify(near) }),
  };
}

/** Where a key belongs, unless it stands there already (and only this kind has no use for it). */
function homeOf(key: string, known: readonly string[], parent: string): string | undefined {
  const home = HOMES.get(key);
  if (home === "meta") return known.includes("meta") ? home : undefined;
  return home === splitPointer(parent).join(".") || (parent === "" && home === ROOT) ? undefined : home;
}

function explainRequired(error: ErrorObject, parent: string): Finding {
  const key = String((error.params as { missingProperty: unknown }).missingProperty);
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

function explainType(error: ErrorObject, pointer: string, options: ShapeOptions): Finding {
  const amount = explainAmount(error, pointer, options.sourceOf(pointer));
  if (amount !== undefined) return amount;
  const wanted = [(error.params as { type: string | string[] }).type].flat();
  const words = wanted.map((type) => TYPE_WORDS.get(type) ?? type).join(" or ");
  const source = scalarSource(error.data, wanted, options.sourceOf(pointer));
  return {
    rule: "shape/type",
    severity: "error",
    pointer,
    sentence: `${describePointer(pointer)} must be ${words}, but is ${describeValue(error.data, pointer)}.`,
    hint: source === undefined ? typeHint(error.data) : "Put it in quotes.",
    ...(source === undefined || isMasked(pointer) ? {} : { fix: JSON.stringify(source) }),
  };
}

/** The text of a number or truth value that stands where text belongs. */
function scalarSource(
  value: unknown,
  wanted: readonly string[],
  source: string | undefined,
): string | undefined {
  if (!wanted.includes("string")) return undefined;
  return typeof value === "number" || typeof value === "boolean" ? source : undefined;
}

function typeHint(value: unknown): string | undefined {
  return value === null ? "Give it a value, or remove the key." : undefined;
}

function describeValue(value: unknown, pointer: string): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (isMasked(pointer)) return typeof value === "string" ? "text" : "something else";
  if (typeof value === "string") return `the text ${quote(value)}`;
  return JSON.stringify(value) ?? "nothing";
}

function explainChoice(error: ErrorObject, pointer: string): Finding {
  const params = error.params as { allowedValues?: readonly unknown[]; allowedValue?: unknown };
  const allowed = (params.allowedValues ?? [params.allowedValue]).map(String);
  const text = asText(error.data);
  const near = text === undefined ? undefined : nearest(text, allowed);
  return {
    rule: "shape/choice",
    severity: "error",
    pointer,
    sentence: `${describePointer(pointer)} is ${describeValue(error.data, pointer)}, but must be one of: ${allowed.join(", ")}.`,
    hint: near === undefined ? undefined : `Did you mean "${near}"?`,
  };
}

const RULE_SENTENCES = new Map<string, (value: unknown, place: string) => Omit<Finding, "pointer">>([
  [
    "port/range",
    (value) => ({
      rule: "port/range",
      severity: "error",
      sentence: `The port ${quote(value)} is out of range.`,
      hint: "Ports are whole numbers from 1 to 65535.",
    }),
  ],
  [
    "discovery/url",
    (value, place) => ({
      rule: "discovery/url",
      severity: "warning",
      sentence: `${place} is ${quote(value)}, which is not a web address.`,
      hint: "Write a whole address that begins with https:// or http://.",
    }),
  ],
  [
    "discovery/name",
    (value) => ({
      rule: "discovery/name",
      severity: "error",
      sentence: `The name ${quote(value)} cannot be part of an address.`,
      hint: "Use 1 to 64 of: small letters a to z, digits, hyphens.",
    }),
  ],
  [
    "discovery/summary-long",
    (value) => ({
      rule: "discovery/summary-long",
      severity: "warning",
      sentence: `The summary has ${String(value).length} characters; 160 are the limit.`,
      hint: "Say in one sentence what the program does; the rest belongs in the description.",
    }),
  ],
]);

function explainLimit(error: ErrorObject, pointer: string): Finding {
  const rule = asText(asObject(error.parentSchema)?.["x-rule"]);
  const special = rule === undefined ? undefined : RULE_SENTENCES.get(rule);
  if (special !== undefined) return { ...special(error.data, describePointer(pointer)), pointer };
  if (rule === "amount/value" && asNumber(error.data) !== undefined) {
    return {
      rule: "amount/value",
      severity: "error",
      pointer,
      sentence: `${describePointer(pointer)} is ${String(error.data)}; amounts are at least 1.`,
      hint: "Give a whole number, or leave the key out to accept any amount.",
    };
  }
  return { rule: "shape/limit", severity: "error", pointer, ...limitWords(error, pointer) };
}

function limitWords(error: ErrorObject, pointer: string): Pick<Finding, "sentence" | "hint"> {
  const place = describePointer(pointer);
  switch (error.keyword) {
    case "minItems":
    case "minLength":
    case "minProperties":
      return { sentence: `${place} is empty.`, hint: "Give it a value, or remove it." };
    case "maxProperties":
      return { sentence: `${place} has more than one key.`, hint: "Begin a new item for each." };
    default:
      return {
        sentence: `${place} is outside what is allowed.`,
        hint: `Look at the rules for "${splitPointer(pointer).at(-1) ?? ""}".`,
      };
  }
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
