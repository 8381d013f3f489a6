import type { TextUnit } from "../text-query.ts";
import { otherNumber } from "../words.ts";

/** The forms of a unit's word that are looked for besides the word itself. */
export function otherForms({ kind, words }: TextUnit): readonly string[] {
  const [word] = words;
  const other = kind === "phrase" || word === undefined ? undefined : otherNumber(word);
  // A prefix finds the plural by itself.
  return other === undefined || (kind === "prefix" && other.startsWith(word ?? "")) ? [] : [other];
}

/**
 * A unit in the language of FTS5. Words only ever stand in it between quotes and hold letters and digits only, so
 * that nothing a reader types is read as an operator.
 */
export function toFtsExpression(unit: TextUnit): string {
  const own = `"${unit.words.join(" ")}"${unit.kind === "prefix" ? "*" : ""}`;
  return [own, ...otherForms(unit).map((form) => `"${form}"`)].join(" OR ");
}
