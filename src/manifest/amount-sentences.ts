import type { ErrorObject } from "ajv";
import { asObject } from "./data.ts";
import { describePointer, joinPointer, quote, splitPointer, type Finding } from "./finding.ts";
import type { Dialect } from "./model.ts";

const GIB = 1024 ** 3;

/** Bytes in a unit, its prefix in lower case. */
const PREFIXES = new Map([
  ["", 1],
  ["k", 1000],
  ["m", 1000 ** 2],
  ["g", 1000 ** 3],
  ["t", 1000 ** 4],
  ["p", 1000 ** 5],
  ["ki", 1024],
  ["mi", 1024 ** 2],
  ["gi", GIB],
  ["ti", 1024 ** 4],
  ["pi", 1024 ** 5],
]);

/** Explains an amount (cores, memory, size) that is no whole number; nothing when the error is about something else. */
export function explainAmount(
  error: ErrorObject,
  pointer: string,
  source: string | undefined,
): Finding | undefined {
  if (asObject(error.parentSchema)?.["x-rule"] === "amount/value")
    return explainValue(error.data, pointer, source);
  const isRange =
    /\/(?:cores|memory|size)$/u.test(pointer) && (error.params as { type: unknown }).type === "object";
  if (!isRange || (typeof error.data !== "number" && typeof error.data !== "string")) return undefined;
  const key = splitPointer(pointer).at(-1) ?? "";
  return {
    rule: "amount/range",
    severity: "error",
    pointer,
    sentence: `${describePointer(pointer)} is ${quote(error.data)}, but must say a least and a most.`,
    hint: `${inGib(error.data, key)}Write for instance ${key}: {min: ${wholeOf(error.data, key) ?? 4}}.`,
  };
}

/** Explains the words of older dialects in an amount, whose range stands there directly. */
export function explainAmountKey(
  error: ErrorObject,
  key: string,
  parent: string,
  dialect: Dialect,
): Finding | undefined {
  if (!/\/(?:cores|memory|size)$/u.test(parent) || (key !== "requested" && key !== "offered"))
    return undefined;
  const name = splitPointer(parent).at(-1) ?? "";
  const range = asObject(asObject(error.data)?.[key]);
  const ends = ["min", "max"].flatMap((end) => {
    const value = range?.[end];
    return typeof value === "number" ? [`${end}: ${value}`] : [];
  });
  const meant = ends.length === 0 ? "min: 4" : ends.join(", ");
  const isAnswer = key === "offered";
  return {
    rule: "shape/unknown-key",
    severity: "warning",
    pointer: joinPointer(parent, key),
    at: "key",
    sentence: isAnswer
      ? `${quote(key)} has no meaning in ${describePointer(parent)}: it is what a broker answers.`
      : `${quote(key)} has no meaning in ${describePointer(parent)}: dialect ${dialect} says min and max directly.`,
    hint: isAnswer ? "Remove it." : `Write ${name}: {${meant}}.`,
  };
}

function explainValue(value: unknown, pointer: string, source: string | undefined): Finding {
  const isBytes = !splitPointer(pointer).includes("cores");
  const words = isBytes ? "a whole number of GiB" : "a whole number";
  const text = typeof value === "string" ? value : (source ?? JSON.stringify(value));
  return {
    rule: "amount/value",
    severity: "error",
    pointer,
    sentence: `${describePointer(pointer)} must be ${words}, but is ${quote(text)}.`,
    hint: isBytes ? bytesHint(text) : coresHint(value),
  };
}

function coresHint(value: unknown): string {
  if (typeof value !== "number") return "Write a number without a unit.";
  return value > 0 && value < Number.MAX_SAFE_INTEGER
    ? `Write a whole number, such as ${Math.ceil(value)}.`
    : "Write a whole number.";
}

function bytesHint(text: string): string {
  const gib = toGib(text);
  if (gib === undefined) return "Write a number without a unit; it counts GiB.";
  if (/^\s*[\d.]+\s*$/u.test(text)) return "Write a whole number; it counts GiB.";
  return `Amounts count GiB: ${quote(text)} is exactly ${gib} GiB. Write a whole number without a unit.`;
}

/** What an amount in words comes to, where it stands in the place of its range. */
function inGib(value: unknown, key: string): string {
  if (typeof value !== "string" || key === "cores" || /^\s*[\d.]*\s*$/u.test(value)) return "";
  const gib = toGib(value);
  return gib === undefined ? "" : `Amounts count GiB: ${quote(value)} is exactly ${gib} GiB. `;
}

/** "4 GB" in GiB; nothing for what is no amount of bytes. A bare number counts GiB already. */
export function toGib(text: string): number | undefined {
  const parts = /^\s*(\d{1,15}(?:\.\d{1,9})?)\s*([kmgtp]?i?)(b|bytes?)?\s*$/iu.exec(text);
  if (parts === null) return undefined;
  const [, digits = "", prefix = "", bytes = ""] = parts;
  if (prefix === "" && bytes === "") return Number(digits);
  const factor = PREFIXES.get(prefix.toLowerCase());
  return factor === undefined ? undefined : (Number(digits) * factor) / GIB;
}

function wholeOf(value: unknown, key: string): number | undefined {
  const amount = typeof value === "number" ? value : key === "cores" ? undefined : toGib(String(value));
  return amount !== undefined && Number.isInteger(amount) && amount > 0 ? amount : undefined;
}
