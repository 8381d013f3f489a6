import { isYamlList, isYamlMap, type YamlMap, type YamlValue } from "./yaml-value.ts";

/** Lines are folded, and lists broken, where they would be longer. */
const WIDTH = 110;
/** Longer items stand in lines of their own. */
const LONG_ITEM = 60;
/** Lists that are read line by line. */
const LISTS_OF_LINES = new Set(["items", "terms", "example"]);
const INDENT = "  ";

/** What means something else when it stands there without quotes, for readers of older YAML too. */
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null)$/iu;
/** Begins with a letter and holds no sign of YAML, so that it is a text wherever it stands. */
const PLAIN_IN_FLOW = /^\p{L}[\p{L}\p{M}\p{N} _./()+;=<>^~$-]*$/u;
const PLAIN = /^\p{L}[\p{L}\p{M}\p{N} _./()+;=<>^~$,-]*$/u;

/** A text as it is written: behind the key, and in lines of its own below it. */
export interface WrittenText {
  readonly head: string;
  /** Without indent. */
  readonly lines: readonly string[];
}

export type Quotes = "double" | "single" | undefined;

/** A text in one line: plain where that is safe, else in quotes. */
export function renderText(text: string, inFlow: boolean, quotes?: Quotes): string {
  if (quotes === "single" && isPrintable(text)) return `'${text.replaceAll("'", "''")}'`;
  const isPlain = (inFlow ? PLAIN_IN_FLOW : PLAIN).test(text) && text.trim() === text && !RESERVED.test(text);
  return isPlain && quotes === undefined ? text : inDoubleQuotes(text);
}

function inDoubleQuotes(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\u009f\u2028\u2029\ufeff]/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function isPrintable(text: string): boolean {
  return !/[\p{Cc}\p{Cs}\u2028\u2029\ufeff]/u.test(text);
}

/** A text behind a key: several lines as they are, a long one folded, others in one line. */
export function writeText(text: string, used: number, quotes?: Quotes): WrittenText {
  const lines = text.split("\n");
  const canStand = lines.every((line) => isPrintable(line)) && /^[^\s]/u.test(text) && !text.endsWith("\n");
  if (lines.length > 1 && canStand) return { head: "|-", lines };
  const isProse = canStand && !/ {2}| $/u.test(text);
  if (isProse && text.length + used > WIDTH) return { head: ">-", lines: fold(text, WIDTH - used) };
  return { head: renderText(text, false, quotes), lines: [] };
}

function fold(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > Math.max(width, 40)) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** What stands behind `key:`, without the end of its last line. */
export function renderBehindKey(key: string, value: YamlValue, indent: string, eol: string): string {
  const inner = indent + INDENT;
  if (typeof value === "string") {
    const { head, lines } = writeText(value, inner.length + Math.min(key.length, 12));
    return [` ${head}`, ...lines.map((line) => indented(line, inner))].join(eol);
  }
  if (isYamlMap(value) && value.size > 0) return eol + renderPairs(value, inner, eol).join(eol);
  if (isYamlList(value) && standsInLines(key, value, indent)) {
    return eol + value.map((item) => inner + renderItem(item, inner, eol)).join(eol);
  }
  return ` ${renderFlow(value)}`;
}

/** `key: value` for each, without the end of the last line. */
export function renderPairs(map: YamlMap, indent: string, eol: string): readonly string[] {
  return [...map].map(([key, value]) => indent + renderPair(key, value, indent, eol));
}

export function renderPair(key: string, value: YamlValue, indent: string, eol: string): string {
  return `${renderText(key, true)}:${renderBehindKey(key, value, indent, eol)}`;
}

/** `- value`, without the indent before it and the end of its last line. */
export function renderItem(value: YamlValue, indent: string, eol: string): string {
  if (isYamlMap(value) && value.size > 0) {
    return `- ${renderPairs(value, indent + INDENT, eol)
      .join(eol)
      .trimStart()}`;
  }
  if (typeof value !== "string") return `- ${renderFlow(value)}`;
  const { head, lines } = writeText(value, indent.length + 2);
  return [`- ${head}`, ...lines.map((line) => indented(line, indent + INDENT))].join(eol);
}

/** Empty lines of a text stay empty. */
export function indented(line: string, indent: string): string {
  return line === "" ? "" : indent + line;
}

function standsInLines(key: string, list: readonly YamlValue[], indent: string): boolean {
  if (list.length === 0) return false;
  const isSimple = list.every((item) => !isYamlMap(item) && !isYamlList(item));
  return (
    !isSimple ||
    LISTS_OF_LINES.has(key) ||
    list.some((item) => typeof item === "string" && item.length > LONG_ITEM && list.length > 1) ||
    indent.length + key.length + 2 + renderFlow(list).length > WIDTH
  );
}

export function renderFlow(value: YamlValue): string {
  if (typeof value === "string") return renderText(value, true);
  if (isYamlList(value)) return `[${value.map(renderFlow).join(", ")}]`;
  if (isYamlMap(value)) {
    const pairs = [...value].map(([key, item]) => `${renderText(key, true)}: ${renderFlow(item)}`);
    return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
  }
  return value.bare;
}
