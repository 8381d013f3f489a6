import { CannotPatch, type Lines, type Stretch } from "./yaml-places.ts";

/** A piece of a text and what stands there instead. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** What is to stand among the children of a map or a list: one that is there already, or a new one. */
export interface WantedChild {
  /** Its place among the children of before; `undefined` when it is new. */
  readonly old: number | undefined;
  readonly render: () => string;
}

export interface LineChanges {
  readonly eol: string;
  readonly indent: string;
  /** False where a comment above may be about more than the child that is below it. */
  readonly withComments: boolean;
}

/** Takes lines of children out and puts new ones in. The order of those that stay is not touched. */
export function spliceLines(
  children: readonly Lines[],
  wanted: readonly WantedChild[],
  { eol, indent, withComments }: LineChanges,
): readonly Splice[] {
  const staying = new Set(wanted.map(({ old }) => old));
  const splices: Splice[] = [];
  for (const [index, child] of children.entries()) {
    if (staying.has(index)) continue;
    if (!child.isAlone) throw new CannotPatch();
    // A comment above the first child is often about all of them.
    const from = withComments && index > 0 ? child.withComment : child.start;
    splices.push({ from, to: child.end, text: "" });
  }
  let anchor: Lines | undefined;
  for (const { old, render } of wanted) {
    if (old !== undefined) {
      anchor = children[old];
      continue;
    }
    const at = anchor?.end ?? placeBefore(children, wanted);
    splices.push({ from: at, to: at, text: `${indent}${render()}${eol}` });
  }
  return splices;
}

function placeBefore(children: readonly Lines[], wanted: readonly WantedChild[]): number {
  const first = children[wanted.find(({ old }) => old !== undefined)?.old ?? -1];
  if (first === undefined) throw new CannotPatch();
  // Behind the dash of an item there is no line before the first key.
  return first.isAlone ? first.withComment : first.end;
}

/** The same between brackets. */
export function spliceFlow(
  text: string,
  children: readonly Stretch[],
  wanted: readonly WantedChild[],
): readonly Splice[] {
  const staying = new Set(wanted.map(({ old }) => old));
  const splices: Splice[] = [];
  for (const [index, child] of children.entries()) {
    if (staying.has(index)) continue;
    const before = children[index - 1];
    const next = children[index + 1];
    const isLast = children.slice(index + 1).every((_, offset) => !staying.has(index + 1 + offset));
    const [from, to] =
      isLast && before !== undefined ? [before.end, child.end] : [child.start, next?.start ?? child.end];
    splices.push(/\s#/u.test(text.slice(from, to)) ? withoutComma(text, child) : { from, to, text: "" });
  }
  let anchor: Stretch | undefined;
  const first = children[wanted.find(({ old }) => old !== undefined)?.old ?? -1];
  for (const { old, render } of wanted) {
    if (old !== undefined) anchor = children[old];
    else if (anchor !== undefined) splices.push({ from: anchor.end, to: anchor.end, text: `, ${render()}` });
    else if (first !== undefined) splices.push({ from: first.start, to: first.start, text: `${render()}, ` });
    else throw new CannotPatch();
  }
  return splices;
}

/** Leaves the comments around it, and where it is the last the comma before it. */
function withoutComma(text: string, { start, end }: Stretch): Splice {
  const comma = /^\s*,/u.exec(text.slice(end));
  return { from: start, to: end + (comma?.[0].length ?? 0), text: "" };
}

/** The text with its pieces replaced. What begins at one place stands in the order of `splices`. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  const inOrder = [...splices].sort((one, other) => one.from - other.from);
  let made = "";
  let done = 0;
  for (const { from, to, text: piece } of inOrder) {
    made += text.slice(done, Math.max(from, done)) + piece;
    done = Math.max(done, to);
  }
  return made + text.slice(done);
}
