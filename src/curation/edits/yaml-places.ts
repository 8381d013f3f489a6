import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";

/** A pair or an item in lines of its own. */
export interface Lines {
  /** Where the line begins on which it begins. */
  readonly start: number;
  /** The same, or where the comment begins that stands right above it. */
  readonly withComment: number;
  /** Behind its last line, and behind comments below that are indented deeper. */
  readonly end: number;
  /** The column of its first sign. */
  readonly column: number;
  /** False where something else stands before it in its line. */
  readonly isAlone: boolean;
}

/** A pair or an item between brackets. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The layout of this place is not one that can be changed sign by sign. */
export class CannotPatch extends Error {
  override readonly name = "CannotPatch";
}

export function isFlow(node: YAMLMap | YAMLSeq): boolean {
  return node.flow === true;
}

export function isBlockScalar(node: unknown): node is Scalar {
  return isScalar(node) && (node.type === Scalar.BLOCK_FOLDED || node.type === Scalar.BLOCK_LITERAL);
}

export function startOf(node: unknown): number {
  const range = (node as Partial<Node> | null)?.range;
  if (range === null || range === undefined) throw new CannotPatch();
  return range[0];
}

/** Behind the last sign of what a node says; of a text in lines of its own behind the last line that is not empty. */
export function endOf(text: string, node: unknown): number {
  if (isMap(node) && !isFlow(node)) {
    const last = node.items.at(-1);
    if (last !== undefined) return endOfPair(text, last);
  }
  if (isSeq(node) && !isFlow(node)) {
    const last = node.items.at(-1);
    if (last !== undefined) return endOf(text, last);
  }
  const range = (node as Partial<Node> | null)?.range;
  if (range === null || range === undefined) throw new CannotPatch();
  if (!isBlockScalar(node)) return range[1];
  const source = text.slice(range[0], range[1]);
  const keepsEnd = /^[|>][0-9]?\+/u.test(source);
  return range[0] + (keepsEnd ? source.replace(/\r?\n$/u, "") : source.trimEnd()).length;
}

export function endOfPair(text: string, pair: Pair): number {
  const colon = behindColon(pair);
  return Math.max(colon, pair.value === null ? colon : endOf(text, pair.value));
}

export function behindColon(pair: Pair): number {
  const colon = pair.srcToken?.sep?.find(({ type }) => type === "map-value-ind");
  if (colon === undefined) throw new CannotPatch();
  return colon.offset + 1;
}

/** Where the line of `offset` ends, its line end included. */
export function lineEndOf(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end + 1;
}

/** Where the line of `offset` ends, without its line end. */
export function lineTextEndOf(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  if (end === -1) return text.length;
  return end > 0 && text[end - 1] === "\r" ? end - 1 : end;
}

export function lineStartOf(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

export function linesOf(text: string, first: number, last: number): Lines {
  const start = lineStartOf(text, first);
  const column = first - start;
  return {
    start,
    withComment: startOfComment(text, start, column),
    end: endOfComments(text, lineEndOf(text, last), column),
    column,
    isAlone: text.slice(start, first).trim() === "",
  };
}

export function pairLines(text: string, pair: Pair): Lines {
  const lines = linesOf(text, startOf(pair.key), endOfPair(text, pair));
  // An anchor or a question mark before the key.
  const hasMore = pair.srcToken?.start.some(({ type }) => /anchor|tag|explicit/u.test(type));
  return hasMore === true ? { ...lines, isAlone: false } : lines;
}

export function itemLines(text: string, seq: YAMLSeq): readonly Lines[] {
  const source = seq.srcToken;
  if (source?.type !== "block-seq") throw new CannotPatch();
  return seq.items.map((item, index) => {
    const dash = source.items[index]?.start.find(({ type }) => type === "seq-item-ind");
    if (dash === undefined) throw new CannotPatch();
    return linesOf(text, dash.offset, Math.max(dash.offset + 1, endOf(text, item)));
  });
}

export function stretchesOf(text: string, node: YAMLMap | YAMLSeq): readonly Stretch[] {
  return isMap(node)
    ? node.items.map((pair) => ({ start: startOf(pair.key), end: endOfPair(text, pair) }))
    : node.items.map((item) => ({ start: startOfItem(item), end: endOf(text, item) }));
}

function startOfItem(item: unknown): number {
  const node = item as Partial<Node & { readonly anchor: string; readonly tag: string }>;
  // Its range begins behind them.
  if (!isAlias(item) && (node.anchor !== undefined || node.tag !== undefined)) throw new CannotPatch();
  return startOf(item);
}

function startOfComment(text: string, lineStart: number, column: number): number {
  let start = lineStart;
  while (start > 0) {
    const before = lineStartOf(text, start - 1);
    const line = text.slice(before, start);
    if (line.trimStart().startsWith("#") && line.search(/\S/u) === column) start = before;
    else break;
  }
  return start;
}

/** Comments that are indented deeper belong to what stands above them. */
function endOfComments(text: string, from: number, column: number): number {
  let end = from;
  for (let start = from; start < text.length; start = lineEndOf(text, start)) {
    const line = text.slice(start, lineEndOf(text, start));
    if (line.trim() === "") continue;
    if (!line.trimStart().startsWith("#") || line.search(/\S/u) <= column) break;
    end = start + line.length;
  }
  return end;
}
