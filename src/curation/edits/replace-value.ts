import { isScalar, type Pair, Scalar } from "yaml";
import type { Splice } from "./patch-children.ts";
import {
  indented,
  type Quotes,
  renderBehindKey,
  renderFlow,
  renderItem,
  renderText,
  writeText,
} from "./render-yaml.ts";
import { behindColon, endOf, isBlockScalar, lineStartOf, lineTextEndOf, startOf } from "./yaml-places.ts";
import { keyText, type ParsedYaml, type YamlValue } from "./yaml-value.ts";

/** A text that is being changed. */
export interface PatchedText {
  readonly parsed: ParsedYaml;
  readonly eol: string;
}

/**
 * Writes another value behind a key. Quotes stay where there were some, and a comment behind a text stays.
 * `indent` is that of the key; `undefined` between brackets.
 */
export function replaceValue(
  { parsed, eol }: PatchedText,
  pair: Pair,
  next: YamlValue,
  indent: string | undefined,
): readonly Splice[] {
  const { text } = parsed;
  const node = pair.value;
  const from = behindColon(pair);
  const to = Math.max(from, endOf(text, node));
  const isWritten = isScalar(node) && endOf(text, node) > startOf(node);
  if (indent === undefined) {
    if (isWritten && typeof next === "string")
      return [{ from: startOf(node), to, text: renderText(next, true, quotesOf(node)) }];
    return [{ from, to, text: ` ${renderFlow(next)}` }];
  }
  if (isWritten && typeof next === "string") return replaceText({ parsed, eol }, node, next, `${indent}  `);
  return [{ from, to, text: renderBehindKey(keyText(pair.key), next, indent, eol) }];
}

/** Writes another item of a list; `column` is that of its dash, `undefined` between brackets. */
export function replaceItem(
  { parsed, eol }: PatchedText,
  node: unknown,
  next: YamlValue,
  column: number | undefined,
): Splice {
  const from = startOf(node);
  const to = endOf(parsed.text, node);
  if (column === undefined) return { from, to, text: renderFlow(next) };
  return { from, to, text: renderItem(next, " ".repeat(column), eol).slice("- ".length) };
}

function replaceText(
  { parsed: { text }, eol }: PatchedText,
  node: Scalar,
  next: string,
  indent: string,
): readonly Splice[] {
  const from = startOf(node);
  const to = endOf(text, node);
  const used = Math.max(indent.length, from - lineStartOf(text, from));
  const { head, lines } = writeText(next, used, quotesOf(node));
  const body = lines.map((line) => eol + indented(line, indent)).join("");
  if (isBlockScalar(node)) {
    const comment = /^[^\s]+([ \t]+#[^\r\n]*)?/u.exec(text.slice(from, to))?.[1] ?? "";
    return [{ from, to, text: head + comment + body }];
  }
  const end = lineTextEndOf(text, to);
  return [
    { from, to, text: head },
    { from: end, to: end, text: body },
  ];
}

function quotesOf(node: Scalar): Quotes {
  if (node.type === Scalar.QUOTE_DOUBLE) return "double";
  return node.type === Scalar.QUOTE_SINGLE ? "single" : undefined;
}
