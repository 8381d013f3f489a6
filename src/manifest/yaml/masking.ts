import { looksSecret, nameLooksSecret } from "../rules/secrets.ts";

const ASSIGNMENT = /^(\s*(?:-\s+)*["']?([\w.-]+)["']?\s*:)(\s*)(\S.*)$/u;
const ENVIRONMENT = /^\s*["']?environment["']?\s*:/u;
/** Lines above that are looked at for what a line belongs to. */
const MAX_ABOVE = 2000;

/** How many columns of a line may be shown: all of them, or those before a value that may be a secret. */
export function columnsToShow(lines: readonly string[], index: number, hidden: ReadonlySet<number>): number {
  const line = lines[index] ?? "";
  const [, head = "", name = "", , value = ""] = ASSIGNMENT.exec(line.slice(0, 2000)) ?? [];
  const isBelow = isBelowSecret(lines, index, hidden);
  const looks = looksSecret(line);
  if (head === "") return isBelow || looks ? 0 : line.length;
  const isSecret =
    isBelow ||
    hidden.has(index) ||
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
