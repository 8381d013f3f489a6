import { indentationOf } from "../masking.ts";
import { lineBefore, nextLine, readLine, type Line } from "./line.ts";
import { following, insertion, parentOf } from "./lines.ts";
import type { LineEdit, Slip, SlipFinder } from "./slip.ts";

/** A line that is indented as if it belonged to the line above, which has a value already. */
export const findDeeperLine: SlipFinder = ({ lines, at, code }) => {
  if (code === "BLOCK_AS_IMPLICIT_KEY" || code === "MULTILINE_IMPLICIT_KEY") {
    return deeper(lines, at, nextLine(lines, at));
  }
  const isHere = code === "BAD_INDENT" || code === "UNEXPECTED_TOKEN" || code === "MISSING_CHAR";
  return isHere ? deeper(lines, lineBefore(lines, at), at) : undefined;
};

function deeper(
  lines: readonly string[],
  above: number | undefined,
  at: number | undefined,
): Slip | undefined {
  if (above === undefined || at === undefined) return undefined;
  const owner = readLine(lines[above] ?? "");
  const { indentation, key, start } = readLine(lines[at] ?? "");
  if (owner.key === undefined || owner.value === "" || /^[>|]/u.test(owner.value)) return undefined;
  if (key === undefined || indentation <= owner.start) return undefined;
  const moved = [at, ...following(lines, at, (below) => below >= indentation)];
  return {
    rule: "yaml/indentation",
    sentence: `"${key.slice(0, 60)}" is indented as if it belonged to "${owner.key.slice(0, 60)}", which has a value already.`,
    hint: `Give both the same number of blanks (${owner.start}), when they belong side by side.`,
    line: at,
    from: start,
    to: start + key.length,
    edits: moved.map((line) => removal(line, indentation - owner.start)),
  };
}

/** A line that stands between two levels, or a key among the items of a list. */
export const findUnevenLine: SlipFinder = ({ lines, at, code, message }) => {
  if (code !== "BAD_INDENT" || message.startsWith("Flow")) return undefined;
  const line = readLine(lines[at] ?? "");
  const before = lineBefore(lines, at);
  if (before === undefined) return undefined;
  const sibling = siblingOf(lines, at);
  const text = lines[at] ?? "";
  if (sibling === undefined) return undefined;
  const first = indentationOf(lines[sibling] ?? "");
  const isItem = /^\s*-(?:\s|$)/u.test(lines[sibling] ?? "") && line.start === line.indentation;
  if (isItem && line.key !== undefined && line.indentation >= first) return amongItems(lines, at);
  const parent = isItem ? parentOf(lines, at) : undefined;
  const wanted = parent === undefined ? first : indentationOf(lines[parent] ?? "");
  const moved = [
    at,
    ...following(
      lines,
      at,
      (below) => below >= line.indentation && (below < wanted || wanted < line.indentation),
    ),
  ];
  return {
    ...unevenSlip(line, wanted, at),
    to: line.key === undefined ? Math.max(line.start, text.trimEnd().length) : line.start + line.key.length,
    edits: moved.map((one) => shift(one, wanted - line.indentation)),
  };
};

/** A key of an item that stands between the item's hyphen and the keys beside it. */
export const findShortLine: SlipFinder = ({ lines, at, code, message }) => {
  if (code !== "MISSING_CHAR" || !message.startsWith("Sequence item")) return undefined;
  const line = readLine(lines[at] ?? "");
  const item = parentOf(lines, at);
  if (item === undefined || line.key === undefined) return undefined;
  const { indentation: hyphen, start: wanted } = readLine(lines[item] ?? "");
  if (line.indentation <= hyphen || line.indentation >= wanted) return undefined;
  const moved = following(lines, at, (below) => below > hyphen && below < wanted);
  return {
    ...unevenSlip(line, wanted, at),
    to: line.start + line.key.length,
    edits: [at, ...moved].map((one) => shift(one, wanted - indentationOf(lines[one] ?? ""))),
  };
};

/** A hyphen among keys: an item of a list where a map goes on. */
export const findItemAmongKeys: SlipFinder = ({ lines, at, code }) => {
  const isHere = (index: number | undefined): index is number =>
    index !== undefined && /^\s*-\s/u.test(lines[index] ?? "");
  if (code !== "BLOCK_AS_IMPLICIT_KEY" && code !== "MISSING_CHAR" && code !== "MULTILINE_IMPLICIT_KEY") {
    return undefined;
  }
  const place = isHere(at) ? at : nextLine(lines, at);
  const before = isHere(place) ? lineBefore(lines, place) : undefined;
  if (!isHere(place) || before === undefined || isHere(before) || isOfList(lines, place)) return undefined;
  const from = indentationOf(lines[place] ?? "");
  return {
    rule: "yaml/hyphen",
    sentence: "An item of a list stands among keys of a map.",
    hint: "Remove the hyphen, or put a key with a colon above the list.",
    line: place,
    from,
    to: from + 1,
    edits: cutBlock(lines, place),
    loses: true,
  };
};

/** True for an item of a list that stands below its key, so that its hyphen is in its place. */
function isOfList(lines: readonly string[], at: number): boolean {
  const parent = parentOf(lines, at);
  const first = parent === undefined ? undefined : nextLine(lines, parent);
  if (parent === undefined || first === undefined) return false;
  const { key, value } = readLine(lines[parent] ?? "");
  const isItem = /^\s*-\s/u.test(lines[first] ?? "");
  return (
    isItem &&
    key !== undefined &&
    value === "" &&
    indentationOf(lines[first] ?? "") === indentationOf(lines[at] ?? "")
  );
}

/** A line of words where a key with a colon is wanted. */
export const findKeylessLine: SlipFinder = ({ lines, at, code }) => {
  if (code !== "MULTILINE_IMPLICIT_KEY" && code !== "MISSING_CHAR") return undefined;
  const text = lines[at] ?? "";
  const line = readLine(text);
  if (line.key !== undefined || line.value === "" || /^["'[{]/u.test(line.value)) return undefined;
  if (line.value.startsWith("//")) return foreignComment(at, line.start);
  return {
    rule: "yaml/colon",
    sentence: "The line has no colon, so it is neither a key with a value nor part of the text above.",
    hint: "Write the key, a colon, a blank and the value; or indent the line when it belongs to the text above.",
    line: at,
    from: line.start,
    to: text.trimEnd().length,
    edits: emptyBlock(lines, at),
    loses: true,
  };
};

/** `// so`: a comment as other languages write it. */
function foreignComment(at: number, from: number): Slip {
  const mark = { line: at, from, to: from + 2 };
  return {
    rule: "yaml/colon",
    sentence: "The line begins with //, which begins no comment in YAML.",
    hint: "Begin the comment with #.",
    ...mark,
    fix: "#",
    edits: [{ ...mark, text: "#" }],
  };
}

/** Brackets that are not closed in their value, or closed once too often. */
export const findBracket: SlipFinder = ({ lines, at, column, message, code }) => {
  if (code === "UNEXPECTED_TOKEN" && /flow-(?:seq|map)-end/u.test(message))
    return surplusBracket(lines, at, column);
  const wrong = wrongBracket(lines, at);
  if (wrong !== undefined) return wrong;
  if (!message.startsWith("Flow") && !(code === "MISSING_CHAR" && /end with a/iu.test(message)))
    return undefined;
  for (let index = at; index >= Math.max(0, at - 200); index -= 1) {
    const line = readLine(lines[index] ?? "");
    const open = openBrackets(line.value);
    if (open.length === 0) continue;
    const isOwn = /^[[{]/u.test(line.value);
    const closing = [...open]
      .reverse()
      .map((sign) => (sign === "[" ? "]" : "}"))
      .join("");
    const closed = `${line.value.replace(/,\s*$/u, "")}${closing}`;
    const isOneLine = index === at || nextLine(lines, index) === at;
    return {
      rule: "yaml/bracket",
      sentence: `The bracket ${open[0] ?? "["} that is opened here is not closed.`,
      hint: `Put ${closing} at the end.`,
      line: index,
      from: line.valueFrom,
      to: line.valueTo,
      fix: isOwn && isOneLine && open.length === 1 ? closed : undefined,
      edits: [{ line: index, from: line.valueFrom, to: line.valueTo, text: closed }],
    };
  }
  return undefined;
};

/** `{min: 4]`: a value that is closed by the other sort of bracket. */
function wrongBracket(lines: readonly string[], at: number): Slip | undefined {
  const { value, valueTo } = readLine(lines[at] ?? "");
  if (!/^(?:\{[^[\]{}]*\]|\[[^[\]{}]*\})$/u.test(value)) return undefined;
  const closing = value.startsWith("[") ? "]" : "}";
  return {
    rule: "yaml/bracket",
    sentence: `The value begins with ${value.charAt(0)}, but is closed by another bracket.`,
    hint: `Close it with ${closing}.`,
    line: at,
    from: valueTo - 1,
    to: valueTo,
    fix: closing,
    edits: [{ line: at, from: valueTo - 1, to: valueTo, text: closing }],
  };
}

function surplusBracket(lines: readonly string[], at: number, column: number): Slip | undefined {
  const text = lines[at] ?? "";
  const line = readLine(text);
  const isLast = /[\]}]$/u.test(line.value);
  const from = isLast ? line.valueTo - 1 : column;
  const bracket = text[from] ?? "";
  if (bracket !== "]" && bracket !== "}") return undefined;
  return {
    rule: "yaml/bracket",
    sentence: `The bracket ${bracket} closes nothing.`,
    hint: "Remove it.",
    line: at,
    from,
    to: from + 1,
    fix: isLast ? "" : undefined,
    edits: [{ line: at, from, to: from + 1, text: "" }],
  };
}

/** Brackets of a value that have no partner in it; quotes are passed over. */
function openBrackets(value: string): readonly string[] {
  const open: string[] = [];
  for (const [sign] of value.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[[\]{}]/gu)) {
    if (sign === "[" || sign === "{") open.push(sign);
    else if (sign === "]" || sign === "}") open.pop();
  }
  return open;
}

function amongItems(lines: readonly string[], at: number): Slip {
  const { start, key = "" } = readLine(lines[at] ?? "");
  return {
    rule: "yaml/indentation",
    sentence: `The key "${key.slice(0, 60)}" stands among the items of a list.`,
    hint: "Indent it under the item that it belongs to, or give it as few blanks as the key of the list.",
    line: at,
    from: start,
    to: start + key.length,
    edits: cutBlock(lines, at),
    loses: true,
  };
}

/** The line above that the line was probably meant to stand beside: the first one below its parent. */
function siblingOf(lines: readonly string[], at: number): number | undefined {
  const parent = parentOf(lines, at);
  const first = parent === undefined ? nextLine(lines, -1) : nextLine(lines, parent);
  return first !== undefined && first < at ? first : undefined;
}

/** Leaves out a line and what is indented below it. */
export function cutBlock(lines: readonly string[], at: number): readonly LineEdit[] {
  const indentation = indentationOf(lines[at] ?? "");
  return [at, ...following(lines, at, (below) => below > indentation)].map((line) => ({
    line,
    from: 0,
    to: (lines[line] ?? "").trimEnd().length,
    text: "",
  }));
}

/** Leaves out a block as `cutBlock` does; an empty item stays for an item of a list, so that those behind it keep their numbers. */
export function emptyBlock(lines: readonly string[], at: number): readonly LineEdit[] {
  const hyphen = /^\s*-(?=\s)/u.exec(lines[at] ?? "")?.[0];
  const [first, ...below] = cutBlock(lines, at);
  if (hyphen === undefined || first === undefined) return cutBlock(lines, at);
  return [{ ...first, text: `${hyphen} {}` }, ...below];
}

/** True for what `emptyBlock` leaves of an item, about which nothing is to be said. */
export function isEmptyItem(line: string): boolean {
  return /^\s*- \{\}$/u.test(line);
}

function unevenSlip({ indentation, start }: Line, wanted: number, at: number): Omit<Slip, "to" | "edits"> {
  return {
    rule: "yaml/indentation",
    sentence: `The line begins with ${blanks(indentation)}, and those beside it with ${wanted}.`,
    hint: "Give keys of one map the same number of blanks.",
    line: at,
    from: start,
  };
}

function shift(line: number, count: number): LineEdit {
  return count > 0 ? insertion(line, " ".repeat(count)) : removal(line, -count);
}

function removal(line: number, count: number): LineEdit {
  return { line, from: 0, to: count, text: "" };
}

function blanks(count: number): string {
  return `${count} ${count === 1 ? "blank" : "blanks"}`;
}
