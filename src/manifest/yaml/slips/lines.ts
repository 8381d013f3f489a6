import { indentationOf } from "../masking.ts";
import { lineBefore, nextLine, readLine } from "./line.ts";
import type { LineEdit, Slip, SlipFinder } from "./slip.ts";

/** Lines that a slip moves at most, so that a hostile file does not take long. */
const MAX_MOVED = 500;

/** `title:Root`, `title = Root`, `title: : Root`. */
export const findColon: SlipFinder = ({ lines, at }) => {
  const text = lines[at] ?? "";
  const joined = /^(\s*(?:-\s+)*["']?[A-Za-z_][\w-]*["']?):(?![\s:/])\S/u.exec(text);
  if (joined !== null && !/:\s/u.test(text)) {
    const from = (joined[1] ?? "").length;
    return colonSlip(at, [from, from + 1], ": ", [
      "There is no blank behind the colon, so the line is text to YAML.",
      "Put a blank behind the colon.",
    ]);
  }
  const doubled = /^(\s*(?:-\s+)*[A-Za-z_][\w-]*\s*:)(\s+:)\s/u.exec(text);
  if (doubled !== null) {
    const from = (doubled[1] ?? "").length;
    return colonSlip(at, [from, from + (doubled[2] ?? "").length], "", [
      "There are two colons behind the key.",
      "Remove one of them.",
    ]);
  }
  const wide = /^(\s*(?:-\s+)*[A-Za-z_][\w-]*)(\s*\uFF1A\s*)/u.exec(text);
  if (wide !== null) {
    const from = (wide[1] ?? "").length;
    return colonSlip(at, [from, from + (wide[2] ?? "").length], ": ", [
      "A wide colon stands where YAML wants an ordinary one.",
      "Write an ordinary colon and a blank.",
    ]);
  }
  const equals = /^(\s*(?:-\s+)*[A-Za-z_][\w-]*)(\s*=\s*)[^\s=]/u.exec(text);
  if (equals === null || /:\s/u.test(text)) return undefined;
  const from = (equals[1] ?? "").length;
  return colonSlip(at, [from, from + (equals[2] ?? "").length], ": ", [
    "An equals sign stands where YAML wants a colon.",
    "Write a colon and a blank.",
  ]);
};

/** `-kind: …`, or `-item` beside other items: a hyphen without a blank. */
export const findHyphen: SlipFinder = ({ lines, at, code }) => {
  const text = lines[at] ?? "";
  const from = indentationOf(text);
  if (!/^\s*-[A-Za-z"'][^:]*:(?:\s|$)/u.test(text)) return hyphenAmongItems(lines, at, code);
  // Lines below that stand under the key must move with it.
  const moved = following(lines, at, (indentation) => indentation > from)
    .filter((line) => indentationOf(lines[line] ?? "") === from + 1)
    .map((line) => insertion(line, " "));
  return {
    rule: "yaml/hyphen",
    sentence: "There is no blank behind the hyphen, so it is part of the key.",
    hint: "Put a blank behind the hyphen, and the lines below it under the key.",
    line: at,
    from,
    to: from + 1,
    fix: moved.length === 0 ? "- " : undefined,
    edits: [{ line: at, from, to: from + 1, text: "- " }, ...moved],
  };
};

/** Lists in which a word may begin with a hyphen of its own. */
const WORDS = new Set(["command", "entrypoint"]);
const AMONG_ITEMS: ReadonlySet<string> = new Set([
  "BAD_INDENT",
  "MISSING_CHAR",
  "UNEXPECTED_TOKEN",
  "MULTILINE_IMPLICIT_KEY",
  "BLOCK_AS_IMPLICIT_KEY",
]);

function hyphenAmongItems(lines: readonly string[], stumbled: number, code: string): Slip | undefined {
  if (!AMONG_ITEMS.has(code)) return undefined;
  const before = /^\s*-\s/u.test(lines[stumbled] ?? "") ? lineBefore(lines, stumbled) : undefined;
  const at = [stumbled, before].find((line) => line !== undefined && isItemWithoutBlank(lines, line));
  if (at === undefined) return undefined;
  const text = lines[at] ?? "";
  const from = indentationOf(text);
  const mayBeOption = WORDS.has(listKeyOf(lines, at)) && !/^\s*-[/."']/u.test(text);
  const isSure = !mayBeOption && !/^\s*-[-\d.]/u.test(text);
  return {
    rule: "yaml/hyphen",
    sentence: "There is no blank behind the hyphen, so the line is no item of the list.",
    hint: isSure
      ? "Put a blank behind the hyphen."
      : "Put a blank behind the hyphen; or a hyphen and a blank before it, when it belongs to the word.",
    line: at,
    from,
    to: from + 1,
    fix: isSure ? "- " : undefined,
    edits: [{ line: at, from, to: from + 1, text: isSure ? "- " : "- -" }],
  };
}

/** The key of the list that a line is among; items may stand as far left as their key. */
function listKeyOf(lines: readonly string[], at: number): string {
  const from = indentationOf(lines[at] ?? "");
  let above = lineBefore(lines, at);
  for (let steps = 0; above !== undefined && steps < MAX_MOVED; steps += 1) {
    const { indentation, start, key = "" } = readLine(lines[above] ?? "");
    if (indentation < from || (indentation === from && start === indentation && key !== "")) return key;
    above = lineBefore(lines, above);
  }
  return "";
}

/** True for `-item` that stands where the items beside it have their hyphens. */
function isItemWithoutBlank(lines: readonly string[], at: number): boolean {
  const text = lines[at] ?? "";
  if (!/^\s*-[^\s-]|^\s*--+[^\s-]/u.test(text)) return false;
  const isSibling = (line: number | undefined): boolean =>
    line !== undefined &&
    /^\s*-\s/u.test(lines[line] ?? "") &&
    indentationOf(lines[line] ?? "") === indentationOf(text);
  return isSibling(lineBefore(lines, at)) || isSibling(nextLine(lines, at));
}

/** `key: - item`: a list that begins on the line of its key. */
export const findListOnKeyLine: SlipFinder = ({ lines, at }) => {
  const { key, value, valueFrom, valueTo } = readLine(lines[at] ?? "");
  if (key === undefined || !/^-(?:\s|$)/u.test(value)) return undefined;
  return {
    rule: "yaml/hyphen",
    sentence: `The list of "${key.slice(0, 60)}" begins on the line of its key.`,
    hint: "Begin a new line before the hyphen, or put the value in quotes when it is text.",
    line: at,
    from: valueFrom,
    to: valueTo,
    edits: [{ line: at, from: valueFrom, to: valueTo, text: "[]" }],
    loses: true,
  };
};

export const findTab: SlipFinder = ({ lines, at, code }) => {
  if (code !== "TAB_AS_INDENT" && !/^\s*\t/u.test(lines[at] ?? "")) return undefined;
  const indented = lines.flatMap((text, line) => (/^ *\t/u.test(text) ? [line] : [])).slice(0, MAX_MOVED);
  const [first] = indented;
  if (first === undefined) return undefined;
  const wanted = indented.length === 1 ? depthOfLoneTab(lines, first) : undefined;
  const edits = indented.map((line): LineEdit => {
    const to = indentationOf((lines[line] ?? "").trimEnd());
    const blanks = (lines[line] ?? "").slice(0, to).replaceAll("\t", "  ");
    return { line, from: 0, to, text: wanted === undefined ? blanks : " ".repeat(wanted) };
  });
  const more = indented.length === 1 ? "" : ` ${indented.length} lines do.`;
  return {
    rule: "yaml/tab",
    sentence: `The line begins with a tab; YAML takes blanks only.${more}`,
    hint: "Put two blanks in the place of each tab.",
    line: first,
    from: 0,
    to: indentationOf((lines[first] ?? "").trimEnd()),
    fix: wanted === undefined ? undefined : " ".repeat(wanted),
    edits,
  };
};

/** The indentation of a key behind a tab, where the lines around it leave one possibility only. */
function depthOfLoneTab(lines: readonly string[], at: number): number | undefined {
  const before = lineBefore(lines, at);
  const next = nextLine(lines, at);
  const [above, own] = [readLine(lines[before ?? -1] ?? ""), readLine((lines[at] ?? "").trimStart())];
  if (before === undefined || above.key === undefined || own.key === undefined) return undefined;
  if (above.start !== above.indentation || own.start !== 0) return undefined;
  const below = next === undefined ? 0 : indentationOf(lines[next] ?? "");
  if (above.value === "") return below > above.indentation ? below : undefined;
  const parent = parentOf(lines, before);
  const isFirstLevel = parent !== undefined && indentationOf(lines[parent] ?? "") === 0;
  return isFirstLevel || below === above.indentation ? above.indentation : undefined;
}

const ODD_INDENT = /^ *[\u00A0\u2007\u202F]/u;

/** Blanks that look like blanks and are none, as they come from web pages and word processors. */
export const findOddSpace: SlipFinder = ({ lines, at: stumbled, code }) => {
  const before = lineBefore(lines, stumbled);
  const isAbove = code === "BAD_INDENT" && before !== undefined && ODD_INDENT.test(lines[before] ?? "");
  const at = isAbove ? before : stumbled;
  const text = lines[at] ?? "";
  const odd = /^[^\S\u00A0\u2007\u202F]*(?:-\s+)*(?:[\w"'-]+:)?\s*?([\u00A0\u2007\u202F]+)/u.exec(text);
  if (odd === null) return undefined;
  const to = odd[0].length;
  const from = to - (odd[1] ?? "").length;
  const blanks = " ".repeat(to - from);
  return {
    rule: "yaml/odd-space",
    sentence: "A no-break space stands here; to YAML it is a letter.",
    hint: "Put an ordinary blank in its place.",
    line: at,
    from,
    to,
    fix: blanks,
    edits: [{ line: at, from, to, text: blanks }],
  };
};

/** A line that begins with %, which YAML takes for an instruction to the parser. */
export const findDirective: SlipFinder = ({ lines, at, message }) => {
  if (!message.includes("directives-end")) return undefined;
  for (let line = at; line >= Math.max(0, at - 200); line -= 1) {
    const text = (lines[line] ?? "").trimEnd();
    if (!text.startsWith("%")) continue;
    return {
      rule: "yaml/value-start",
      sentence: "The line begins with %, which begins an instruction to the parser in YAML.",
      hint: "Remove the line, or begin it with # when it is a comment.",
      line,
      from: 0,
      to: text.length,
      edits: [{ line, from: 0, to: text.length, text: "" }],
    };
  }
  return undefined;
};

/** Marks that git leaves where it could not merge. */
export const findConflict: SlipFinder = ({ lines, at }) => {
  const marks = lines.flatMap((text, line) => (/^(?:<{7}|={7}|>{7})(?:\s|$)/u.test(text) ? [line] : []));
  const first = marks.find((line) => Math.abs(line - at) <= 1);
  if (first === undefined) return undefined;
  return {
    rule: "yaml/merge-conflict",
    sentence: "Git could not merge two versions of the file, and left its marks in it.",
    hint: "Keep one of the two versions, and remove the lines of <, = and >.",
    line: first,
    from: 0,
    to: (lines[first] ?? "").trimEnd().length,
    edits: withoutTheirs(lines, marks),
    loses: true,
  };
};

/** Blanks the marks, and the second of the two versions. */
function withoutTheirs(lines: readonly string[], marks: readonly number[]): readonly LineEdit[] {
  const edits: LineEdit[] = [];
  let isTheirs = false;
  for (const [line, text] of lines.entries()) {
    const isMark = marks.includes(line);
    if (isMark) isTheirs = text.startsWith("=");
    if (isMark || isTheirs) edits.push({ line, from: 0, to: text.trimEnd().length, text: "" });
    if (edits.length >= MAX_MOVED) break;
  }
  return edits;
}

function colonSlip(
  at: number,
  [from, to]: readonly [number, number],
  text: string,
  [sentence, hint]: readonly [string, string],
): Slip {
  return {
    rule: "yaml/colon",
    sentence,
    hint,
    line: at,
    from,
    to,
    fix: text,
    edits: [{ line: at, from, to, text }],
  };
}

/** The lines below that go on while their indentation is as wished; empty ones do not end them. */
export function following(
  lines: readonly string[],
  at: number,
  goesOn: (indentation: number) => boolean,
): readonly number[] {
  const found: number[] = [];
  let line = nextLine(lines, at);
  while (line !== undefined && found.length < MAX_MOVED && goesOn(indentationOf(lines[line] ?? ""))) {
    found.push(line);
    line = nextLine(lines, line);
  }
  return found;
}

export function insertion(line: number, text: string): LineEdit {
  return { line, from: 0, to: 0, text };
}

/** The line above that a line stands below of, by its indentation. */
export function parentOf(lines: readonly string[], at: number): number | undefined {
  const indentation = indentationOf(lines[at] ?? "");
  let above = lineBefore(lines, at);
  for (let steps = 0; above !== undefined && steps < MAX_MOVED; steps += 1) {
    if (indentationOf(lines[above] ?? "") < indentation) return above;
    above = lineBefore(lines, above);
  }
  return undefined;
}
