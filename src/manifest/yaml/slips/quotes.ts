import { findContinuation } from "./continuation.ts";
import { inQuotes, nameOf, QUOTED, readLine, type Line } from "./line.ts";
import type { Slip, SlipFinder, Stumble } from "./slip.ts";

/** Text in quotes with something behind the closing one, a quote that ends too early, or a wrong backslash. */
export const findQuoted: SlipFinder = (stumble) => {
  const line = readLine(stumble.lines[stumble.at] ?? "");
  const { value } = line;
  const [sign = ""] = value;
  if (stumble.code === "BAD_DQ_ESCAPE") return escapeSlip(stumble);
  if (sign === "[" || sign === "{") return oddQuotes(stumble, line);
  if (sign !== '"' && sign !== "'") return undefined;
  if (stumble.code !== "UNEXPECTED_TOKEN" && stumble.code !== "BLOCK_AS_IMPLICIT_KEY") return undefined;
  const apart = behindQuotes(stumble, line);
  if (apart !== undefined) return apart;
  const whole = value.length > 1 && value.endsWith(sign) ? value.slice(1, -1) : undefined;
  const text = inQuotes(whole ?? value);
  const continuation = findContinuation(stumble.lines, stumble.at);
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
    fix: continuation === undefined ? text : undefined,
    edits: [
      { line: stumble.at, from: line.valueFrom, to: line.valueTo, text },
      ...(continuation?.edits ?? []),
    ],
    loses: continuation !== undefined,
  };
};

/** `"a",` as JSON and other languages end a line, and several texts or keys where one is wanted. */
function behindQuotes({ lines, at, column }: Stumble, line: Line): Slip | undefined {
  const [quoted = ""] = QUOTED.exec(line.value) ?? [];
  const rest = line.value.slice(quoted.length);
  if (quoted === "" || rest === "") return undefined;
  const end = line.valueFrom + quoted.length;
  if (/^[\s,;]*[,;]$/u.test(rest) && column === line.valueTo - 1) {
    const from = rest.trimStart().length === 1 ? end : column;
    return {
      rule: "yaml/quotes",
      sentence: `A ${rest.endsWith(",") ? "comma" : "semicolon"} too many stands behind ${lowerFirst(nameOf(line))}.`,
      hint: "Remove it.",
      line: at,
      from,
      to: line.valueTo,
      fix: "",
      edits: [{ line: at, from, to: line.valueTo, text: "" }],
    };
  }
  const hint = hintBehindQuotes(rest);
  if (hint === undefined) return undefined;
  return {
    rule: "yaml/quotes",
    sentence: `${nameOf(line)} goes on behind its closing quote.`,
    hint,
    line: at,
    from: line.valueFrom,
    to: line.valueTo,
    edits: [
      { line: at, from: end, to: line.valueTo, text: "" },
      ...(findContinuation(lines, at)?.edits ?? []),
    ],
    loses: true,
  };
}

/** What to do about what stands behind a text in quotes and is certainly no part of it. */
function hintBehindQuotes(rest: string): string | undefined {
  if (/^\s*,\s*["']?[\w-]+["']?\s*:(?:\s|$)/u.test(rest)) {
    return "Begin a new line before the next key, and remove the comma.";
  }
  if (/^(?:\s*,\s*|\s+)["']/u.test(rest)) return 'Write a list in brackets: ["first", "second"].';
  return /^[\s,;]+$/u.test(rest) ? "Remove what stands behind the quote." : undefined;
}

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
    const continuation = isWhole ? findContinuation(lines, index) : undefined;
    return {
      rule: "yaml/quotes",
      sentence: `The quote ${opened.sign} that is opened here is not closed.`,
      hint:
        continuation === undefined
          ? `Put ${opened.sign} behind the text.`
          : `Put ${opened.sign} behind the end of the text; or write >- and begin the text, without quotes, on the next line.`,
      line: index,
      from,
      to: line.valueTo,
      fix: isWhole && continuation === undefined ? closed : undefined,
      edits: [
        { line: index, from, to: line.valueTo, text: isWhole ? closed : '""' },
        ...(continuation?.edits ?? []),
      ],
      loses: !isWhole || continuation !== undefined,
    };
  }
  return undefined;
};

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

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
