import type { ErrorObject } from "ajv";
import { asNumber, asObject, asText } from "./data.ts";
import { describePointer, isMasked, quote, splitPointer, type Finding } from "./finding.ts";
import { explainRequired, explainUnknownKey } from "./key-sentences.ts";
import { looksSecret } from "./rules/secrets.ts";
import { nearest } from "../nearest.ts";
import type { ShapeOptions } from "./shape-options.ts";
import { explainAmount } from "./amount-sentences.ts";

const TYPE_WORDS = new Map([
  ["string", "text"],
  ["integer", "a whole number"],
  ["number", "a number"],
  ["boolean", "true or false"],
  ["object", "a map of keys and values"],
  ["array", "a list"],
  ["null", "nothing"],
]);

/** Turns an error of the schema check into a finding with a sentence for authors. */
export function explainShape(error: ErrorObject, options: ShapeOptions): Finding {
  const pointer = options.pointer + error.instancePath;
  switch (error.keyword) {
    case "additionalProperties":
      return explainUnknownKey(error, pointer, options);
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

function explainType(error: ErrorObject, pointer: string, options: ShapeOptions): Finding {
  const source = options.sourceOf(pointer);
  const amount = explainAmount(error, pointer, source);
  if (amount !== undefined) return withPlainNumber(amount, error.data);
  const wanted = [(error.params as { type: string | string[] }).type].flat();
  const slip = typeSlip(error.data, wanted, pointer);
  if (slip !== undefined) return slip;
  const words = wanted.map((type) => TYPE_WORDS.get(type) ?? type).join(" or ");
  return {
    rule: "shape/type",
    severity: "error",
    pointer,
    sentence: `${describePointer(pointer)} must be ${words}, but is ${describeValue(error.data, pointer)}.`,
    ...typeAdvice(error.data, wanted, pointer, isHidden(error.data, pointer) ? undefined : source),
  };
}

/** Says what to do about a value of the wrong type, and mends it where only one thing can be meant. */
function typeAdvice(
  value: unknown,
  wanted: readonly string[],
  pointer: string,
  source: string | undefined,
): Pick<Finding, "hint" | "fix"> {
  if (value === null) return { hint: "Give it a value, or remove the key." };
  const wants = (type: string): boolean => wanted.includes(type);
  if (wants("string") && (typeof value === "number" || typeof value === "boolean")) {
    return { hint: "Put it in quotes.", ...(source === undefined ? {} : { fix: JSON.stringify(source) }) };
  }
  if (wants("object") && Array.isArray(value)) {
    return value.some((item) => asObject(item) !== undefined)
      ? { hint: "Remove the hyphen before its keys." }
      : adviceOnKeys(pointer, undefined);
  }
  if (wants("array") && asObject(value) !== undefined) {
    return { hint: "Begin each item with a hyphen and a blank." };
  }
  if (typeof value !== "string") return {};
  if (wants("array")) return adviceOnList(value, pointer, source !== undefined);
  if (wants("object")) return adviceOnKeys(pointer, source === undefined ? undefined : value);
  const meant = TRUTHS.get(value.toLowerCase());
  if (wants("boolean") && meant !== undefined) return { hint: `Write ${meant} without quotes.`, fix: meant };
  const isWhole = (wants("integer") || wants("number")) && /^[1-9]\d{0,14}$/u.test(value);
  return isWhole ? { hint: "Remove the quotes.", fix: value } : {};
}

/** A text in the place of a list is its one item only where nothing in it can part several. */
function adviceOnList(value: string, pointer: string, isShown: boolean): Pick<Finding, "hint" | "fix"> {
  const name = splitPointer(pointer).at(-1) ?? "";
  if (name === "requirements") {
    return { hint: 'Write the packages in a list in brackets: ["numpy >= 2.1", "astropy"].' };
  }
  if (/[\s|,;]/u.test(value) || name === "choices") {
    return { hint: 'Write a list, each word for itself: ["first", "second"].' };
  }
  return {
    hint: "Write it as a list in brackets.",
    ...(isShown ? { fix: `[${JSON.stringify(value)}]` } : {}),
  };
}

/** Maps for which people write the one value that matters. */
const KEYS_MEANT = new Map([
  ["image", 'Write the reference in a list under "locations".'],
  ["authors", 'Write each author as a map, the name behind "name:".'],
  ["publications", 'Write each publication as a map, with "doi:", "bibcode:" or "url:".'],
  ["terms", "Write them in lists, each under the name of its facet."],
]);

function adviceOnKeys(pointer: string, text: string | undefined): Pick<Finding, "hint" | "fix"> {
  const name = splitPointer(pointer.replace(/\/\d+$/u, "")).at(-1) ?? "";
  const hint = KEYS_MEANT.get(name) ?? "Write its keys below it, each on a line of its own.";
  const isReference = name === "image" && text !== undefined && /^[^\s"]+$/u.test(text);
  return isReference ? { hint, fix: `{"locations": [${JSON.stringify(text)}]}` } : { hint };
}

const TRUTHS = new Map([
  ["true", "true"],
  ["yes", "true"],
  ["on", "true"],
  ["false", "false"],
  ["no", "false"],
  ["off", "false"],
]);

/** What looks like a value of the wrong type is often a blank that is missing. */
function typeSlip(value: unknown, wanted: readonly string[], pointer: string): Finding | undefined {
  if (typeof value !== "string") return undefined;
  if (wanted.includes("object") && /^[A-Za-z][\w-]*:(?!\/\/)\S/u.test(value)) {
    const [, key = "", rest = ""] = /^([\w-]+):(\S+)$/u.exec(value) ?? [];
    return {
      rule: "yaml/colon",
      severity: "error",
      pointer,
      sentence: `There is no blank behind the colon, so ${describePointer(pointer)} is text to YAML.`,
      hint: "Put a blank behind the colon.",
      ...(key === "" ? {} : { fix: `${key}: ${rest}` }),
    };
  }
  if (!wanted.includes("array") || !/^-[\w"'/]\S*(?:\s+-|$)/u.test(value)) return undefined;
  return {
    rule: "yaml/hyphen",
    severity: "error",
    pointer,
    sentence: `There is no blank behind the hyphens, so ${describePointer(pointer)} is text to YAML.`,
    hint: "Put a blank behind each hyphen.",
  };
}

/** A whole number in quotes is what it says. */
function withPlainNumber(finding: Finding, value: unknown): Finding {
  const isWhole =
    finding.rule === "amount/value" && typeof value === "string" && /^[1-9]\d{0,14}$/u.test(value);
  return isWhole ? { ...finding, hint: "Remove the quotes.", fix: value } : finding;
}

function describeValue(value: unknown, pointer: string): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (isMasked(pointer)) return maskedWords(value);
  if (typeof value === "string") return looksSecret(value) ? "text" : `the text ${quote(value)}`;
  return JSON.stringify(value) ?? "nothing";
}

/** True for a value that may be a secret, so that no sentence or fix shows it. */
function isHidden(value: unknown, pointer: string): boolean {
  return isMasked(pointer) || (typeof value === "string" && looksSecret(value));
}

/** What a value is, without showing it. */
function maskedWords(value: unknown): string {
  if (typeof value === "number") return "a number to YAML";
  return typeof value === "boolean" ? "true or false to YAML" : "text";
}

function explainChoice(error: ErrorObject, pointer: string): Finding {
  const params = error.params as { allowedValues?: readonly unknown[]; allowedValue?: unknown };
  const allowed = (params.allowedValues ?? [params.allowedValue]).map(String);
  const text = asText(error.data);
  const near = text === undefined ? undefined : nearest(text, allowed);
  const isSame = near !== undefined && near.toLowerCase() === text?.toLowerCase();
  return {
    rule: "shape/choice",
    severity: "error",
    pointer,
    sentence: `${describePointer(pointer)} is ${describeValue(error.data, pointer)}, but must be one of: ${allowed.join(", ")}.`,
    hint: near === undefined ? undefined : `Did you mean "${near}"?`,
    ...(isSame ? { fix: JSON.stringify(near) } : {}),
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
