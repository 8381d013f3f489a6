import { looksSecret, nameLooksSecret } from "../rules/secrets.ts";

const ASSIGNMENT = /^(\s*(?:-\s+)*["']?([\w.-]+)["']?\s*:)(\s*)(\S.*)$/u;
const ENVIRONMENT = /^\s*["']?environment["']?\s*:/u;
/** Lines above that are looked at for what a line belongs to. */
const MAX_ABOVE = 2000;

/** How many columns of a line may be shown: all of them, or those before a value that may be a secret. */
export function columnsToShow(lines: readonly string[], index: number, hidden: ReadonlySet<number>): number {
  return columnsOf(lines[index] ?? "", hidden.has(index), isBelowSecret(lines, index, hidden));
}

/** The same for every line, however far above it stands what it belongs to, in one pass over all. */
export function columnsOfAll(lines: readonly string[], hidden: ReadonlySet<number>): readonly number[] {
  /** What the line belongs to that was read last, the outermost first. */
  const above: { readonly indentation: number; readonly isSecret: boolean }[] = [];
  return lines.map((line, index) => {
    const indentation = indentationOf(line);
    const parent = above.findLast((one) => one.indentation < indentation);
    const isBelow = parent?.isSecret === true;
    if (indentation < line.length) {
      while ((above.at(-1)?.indentation ?? -1) >= indentation) above.pop();
      above.push({ indentation, isSecret: isBelow || hidden.has(index) || ENVIRONMENT.test(line) });
    }
    return columnsOf(line, hidden.has(index), isBelow);
  });
}

function columnsOf(line: string, isHidden: boolean, isBelow: boolean): number {
  const [, head = "", name = "", , value = ""] = ASSIGNMENT.exec(line.slice(0, 2000)) ?? [];
  const looks = looksSecret(line);
  if (head === "") return isBelow || looks ? 0 : line.length;
  const isSecret =
    isBelow ||
    isHidden ||
    (name === "environment" && !value.startsWith("#")) ||
    looks ||
    nameLooksSecret(name, value.replaceAll(/["']/gu, ""));
  return isSecret ? head.length : line.length;
}

/** True for a line that an `environment:` or a secret's name stands above, with less indentation. */
function isBelowSecret(lines: readonly string[], index: number, hidden: ReadonlySet<number>): boolean {
  let indentation = indentationOf(lines[index] ?? "");
  for (let above = index - 1; above >= Math.max(0, index - MAX_ABOVE) && indentation > 0; above -= 1) {
    const line = lines[above] ?? "";
    if (line.trim() === "" || indentationOf(line) >= indentation) continue;
    if (hidden.has(above) || ENVIRONMENT.test(line)) return true;
    indentation = indentationOf(line);
  }
  return false;
}

/** Blanks, tabs and the like before the first sign of a line. */
export function indentationOf(line: string): number {
  return line.length - line.trimStart().length;
}
