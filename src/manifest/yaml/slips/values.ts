import { findContinuation } from "./continuation.ts";
import { inQuotes, nameOf, readLine, type Line } from "./line.ts";
import type { Slip, SlipFinder, Stumble } from "./slip.ts";

/** What the first sign of a value means to YAML. */
const STARTS = new Map([
  [">", "begins a text of several lines"],
  ["|", "begins a text of several lines"],
  ["*", "stands for an anchor set elsewhere"],
  ["&", "sets an anchor"],
  ["!", "begins a tag"],
  ["[", "begins a list"],
  ["{", "begins a map"],
  ["@", "may not begin a value"],
  ["`", "may not begin a value"],
  ["%", "begins an instruction to the parser"],
  [",", "parts the items of a list"],
  ["?", "begins a key"],
]);

const BLOCK_HEADER = /^[>|](?:[-+]?[1-9]?|[1-9][-+])$/u;

/** How the parser stumbles over such a value. */
const START_CODES: ReadonlySet<string> = new Set([
  "UNEXPECTED_TOKEN",
  "BAD_SCALAR_START",
  "BAD_ALIAS",
  "BLOCK_AS_IMPLICIT_KEY",
  "MISSING_CHAR",
  "TAG_RESOLVE_FAILED",
]);

/** A value that begins with a sign which means something to YAML. */
export const findValueStart: SlipFinder = (stumble) => {
  if (!START_CODES.has(stumble.code)) return undefined;
  const line = readLine(stumble.lines[stumble.at] ?? "");
  const inner = /^[[{]/u.test(line.value) ? findInBrackets(stumble, line) : undefined;
  if (inner !== undefined) return inner;
  const [sign = ""] = line.value;
  if (!STARTS.has(sign) || !isMeantAsText(sign, line.value)) return undefined;
  return unlessItGoesOn(stumble, line, quoteSlip(stumble.at, line, [line.valueFrom, line.valueTo]));
};

/** A value that goes on below is not mended by quotes around its first line. */
function unlessItGoesOn({ lines, at }: Stumble, { value }: Line, slip: Slip): Slip {
  const continuation = findContinuation(lines, at);
  if (continuation === undefined) return slip;
  const hint = /^[>|]/u.test(value)
    ? `Leave ${value.charAt(0)} alone behind the key, and begin the text on the next line.`
    : "Write >- behind the key, and begin the text on the next line.";
  return { ...slip, hint, fix: undefined, edits: [...slip.edits, ...continuation.edits], loses: true };
}

/** `a: b: c`: a colon and a blank inside a value. */
export const findColonInValue: SlipFinder = (stumble) => {
  const { lines, at, code } = stumble;
  if (code !== "BLOCK_AS_IMPLICIT_KEY") return undefined;
  const line = readLine(lines[at] ?? "");
  const inner = /^([^"'[{][^:]*?):(?:\s|$)/u.exec(line.value);
  if (line.key === undefined || inner === null) return undefined;
  // One word before the colon may as well be the key of a line that was not begun.
  const before = (inner[1] ?? "").trim();
  const isSecond = KEYS.has(before.split(/\s+/u).at(-1) ?? "");
  const isText = !isSecond && (/\s/u.test(before) || TEXTS.has(line.key));
  const text = inQuotes(line.value);
  return unlessItGoesOn(stumble, line, {
    rule: "yaml/colon-in-value",
    sentence: `${nameOf(line)} holds a colon and a blank, which begin another value in YAML.`,
    hint: isText
      ? "Put the value in quotes."
      : "Put the value in quotes, or begin a new line before the second key.",
    line: at,
    from: line.valueFrom,
    to: line.valueTo,
    fix: isText ? text : undefined,
    edits: [{ line: at, from: line.valueFrom, to: line.valueTo, text }],
  });
};

/** Keys whose values are prose. */
const TEXTS = new Set(["title", "summary", "description", "affiliation", "keywords"]);

/** Keys that were probably meant to begin a line of their own. */
const KEYS = new Set(
  "kind meta name image digest platform command entrypoint environment privileged cores memory volumes path mode resource title summary description version license homepage documentation repository issues keywords authors publications terms".split(
    " ",
  ),
);

/** Inside brackets the parser says where it stumbled; the value goes on to the next comma or bracket. */
function findInBrackets({ lines, at, column, code }: Stumble, line: Line): Slip | undefined {
  if (code !== "BAD_SCALAR_START" || column <= line.valueFrom) return undefined;
  const text = lines[at] ?? "";
  const [sign = ""] = text.slice(column);
  if (!STARTS.has(sign) || sign === ",") return undefined;
  const length = text.slice(column).search(/[,\]}]/u);
  const value = (length === -1 ? text.slice(column) : text.slice(column, column + length)).trimEnd();
  const key = /([\w-]+)["']?\s*:\s*$/u.exec(text.slice(0, column))?.[1];
  return quoteSlip(at, { ...line, key, value }, [column, column + value.length]);
}

function isMeantAsText(sign: string, value: string): boolean {
  if (sign === ">" || sign === "|") return !BLOCK_HEADER.test(value);
  if (sign === "[" || sign === "{") return textBehindBrackets(value);
  return true;
}

/** `[draft] tool`: a bracket that is closed before the value ends. */
function textBehindBrackets(value: string): boolean {
  let depth = 0;
  for (let index = 0; index < value.length; index += 1) {
    const sign = value[index];
    if (sign === "[" || sign === "{") depth += 1;
    if (sign === "]" || sign === "}") depth -= 1;
    if (depth === 0) return /\w/u.test(value.slice(index + 1));
  }
  return false;
}

function quoteSlip(at: number, line: Line, [from, to]: readonly [number, number]): Slip {
  const [sign = ""] = line.value;
  const text = inQuotes(line.value);
  return {
    rule: "yaml/value-start",
    sentence: `${nameOf(line)} begins with ${sign}, which ${STARTS.get(sign) ?? ""} in YAML.`,
    hint: "Put the value in quotes.",
    line: at,
    from,
    to,
    fix: text,
    edits: [{ line: at, from, to, text }],
  };
}
