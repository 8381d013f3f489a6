import { inQuotes, readLine, type Line } from "./line.ts";
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
  return quoteSlip(stumble.at, line, [line.valueFrom, line.valueTo]);
};

/** Text in quotes with something behind the closing one, a quote that ends too early, or a wrong backslash. */
export const findQuoted: SlipFinder = (stumble) => {
  const line = readLine(stumble.lines[stumble.at] ?? "");
  const { value } = line;
  const [sign = ""] = value;
  if (stumble.code === "BAD_DQ_ESCAPE") return escapeSlip(stumble);
  if (sign === "[" || sign === "{") return oddQuotes(stumble, line);
  if (sign !== '"' && sign !== "'") return undefined;
  if (stumble.code !== "UNEXPECTED_TOKEN" && stumble.code !== "BLOCK_AS_IMPLICIT_KEY") return undefined;
  const whole = value.length > 1 && value.endsWith(sign) ? value.slice(1, -1) : undefined;
  const text = inQuotes(whole ?? value);
  return {
    rule: "yaml/quotes",
    sentence:
      whole === undefined
        ? `${nameOf(line)} goes on behind its closing quote.`
        : `${nameOf(line)} holds the quote ${sign} that it is enclosed in, so it ends too early.`,
    hint: `Enclose all of it in ${text.startsWith("'") ? "single" : "double"} quotes.`,
    line: stumble.at,
    from: line.valueFrom,
    to: line.valueTo,
    fix: text,
    edits: [{ line: stumble.at, from: line.valueFrom, to: line.valueTo, text }],
  };
};

/** A quote that is opened and not closed in its line. */
export const findOpenQuote: SlipFinder = ({ lines, at, message, code }) => {
  if (code !== "MISSING_CHAR" || !message.includes("closing")) return undefined;
  for (let index = at; index >= Math.max(0, at - 200); index -= 1) {
    const line = readLine(lines[index] ?? "");
    const opened = openQuoteOf(line.value);
    if (opened === undefined) continue;
    const from = line.valueFrom + opened.at;
    const isWhole = opened.at === 0;
    const closed = `${line.value.slice(opened.at)}${opened.sign}`;
    return {
      rule: "yaml/quotes",
      sentence: `The quote ${opened.sign} that is opened here is not closed.`,
      hint: `Put ${opened.sign} behind the text.`,
      line: index,
      from,
      to: line.valueTo,
      fix: isWhole ? closed : undefined,
      edits: [{ line: index, from, to: line.valueTo, text: isWhole ? closed : '""' }],
      loses: !isWhole,
    };
  }
  return undefined;
};

/** `a: b: c`: a colon and a blank inside a value. */
export const findColonInValue: SlipFinder = ({ lines, at, code }) => {
  if (code !== "BLOCK_AS_IMPLICIT_KEY") return undefined;
  const line = readLine(lines[at] ?? "");
  const inner = /^([^"'[{][^:]*?):(?:\s|$)/u.exec(line.value);
  if (line.key === undefined || inner === null) return undefined;
  // One word before the colon may as well be the key of a line that was not begun.
  const before = (inner[1] ?? "").trim();
  const isSecond = KEYS.has(before.split(/\s+/u).at(-1) ?? "");
  const isText = !isSecond && (/\s/u.test(before) || TEXTS.has(line.key));
  const text = inQuotes(line.value);
  return {
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
  };
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

/** A list in which one of the quotes has no partner: which one, only its author knows. */
function oddQuotes({ at, code }: Stumble, line: Line): Slip | undefined {
  if (code !== "MISSING_CHAR" && code !== "UNEXPECTED_TOKEN") return undefined;
  const count = line.value.replaceAll(/\\./gu, "").split('"').length - 1;
  if (count % 2 === 0 || line.value.includes("'")) return undefined;
  return {
    rule: "yaml/quotes",
    sentence: `${nameOf(line)} has an odd number of quotes, so one of them is not closed.`,
    hint: "Look for the text that has a quote at one end only.",
    line: at,
    from: line.valueFrom,
    to: line.valueTo,
    edits: [
      { line: at, from: line.valueFrom, to: line.valueTo, text: line.value.startsWith("[") ? "[]" : "{}" },
    ],
    loses: true,
  };
}

function escapeSlip({ lines, at, column }: Stumble): Slip | undefined {
  for (const found of (lines[at] ?? "").matchAll(/"(?:[^"\\]|\\.)*"/gu)) {
    const to = found.index + found[0].length;
    if (column < found.index || column >= to) continue;
    const inner = found[0].slice(1, -1);
    // A backslash that means something in double quotes leaves open which of the two was meant.
    const isPlain = !/\\[0abtnvfre "/\\N_LPxuU]/u.test(inner) && !inner.includes("'");
    const text = `'${inner.replaceAll("'", "''")}'`;
    return {
      rule: "yaml/quotes",
      sentence: "A backslash in double quotes begins no sign that YAML knows.",
      hint: "Use single quotes, in which a backslash is a backslash, or double it.",
      line: at,
      from: found.index,
      to,
      fix: isPlain ? text : undefined,
      edits: [{ line: at, from: found.index, to, text }],
    };
  }
  return undefined;
}

/** The first quote of a value that has no partner in it. */
function openQuoteOf(value: string): { readonly sign: string; readonly at: number } | undefined {
  if (!/^["'[{]/u.test(value)) return undefined;
  for (let at = 0; at < value.length; at += 1) {
    const sign = value[at] ?? "";
    if (sign !== '"' && sign !== "'") continue;
    const closing = sign === '"' ? /^"(?:[^"\\]|\\.)*"/u : /^'(?:[^']|'')*'/u;
    const quoted = closing.exec(value.slice(at));
    if (quoted === null) return { sign, at };
    at += quoted[0].length - 1;
  }
  return undefined;
}

/** Names the key rather than quoting the value, which may be a secret. */
function nameOf({ key }: Line): string {
  return key === undefined ? "The value" : `The value of "${key.slice(0, 60)}"`;
}
