import { createRequire } from "node:module";
import { nearest } from "../../nearest.ts";

const load = createRequire(import.meta.url);
const CURRENT = load("spdx-license-ids") as readonly string[];
const DEPRECATED_IDS = load("spdx-license-ids/deprecated.json") as readonly string[];

/** What is no licence of the list but may stand in its place. */
const PLACEHOLDERS = ["NONE", "NOASSERTION"];

const BY_LOWER_CASE = new Map([...CURRENT, ...PLACEHOLDERS].map((id) => [id.toLowerCase(), id]));
const DEPRECATED = new Map(DEPRECATED_IDS.map((id) => [id.toLowerCase(), id]));

/** More members of a family than an author can choose from help nobody. */
const MAX_FAMILY = 6;
const FAMILIES = familiesOf(CURRENT);

export interface LicenseReading {
  /** False when the text follows the grammar of no expression. */
  readonly wellFormed: boolean;
  /** Identifiers that SPDX does not have, with what they were probably meant to be. */
  readonly suspects: readonly { readonly written: string; readonly meant: string | undefined }[];
  readonly deprecated: readonly { readonly written: string; readonly instead: string | undefined }[];
}

/** Reads an SPDX licence expression: identifiers, `+`, WITH, AND, OR, parentheses. */
export function readLicense(text: string): LicenseReading {
  const words = text.length > 1000 ? undefined : text.match(/[()]|[^\s()]+/gu);
  const identifiers: string[] = [];
  const wellFormed = words !== null && words !== undefined && isExpression([...words], identifiers);
  if (!wellFormed) return { wellFormed, suspects: [], deprecated: [] };
  return {
    wellFormed,
    suspects: identifiers.flatMap((written) => suspect(written) ?? []),
    deprecated: identifiers.flatMap((written) => {
      const id = DEPRECATED.get(written.toLowerCase().replace(/\+$/u, ""));
      if (id === undefined) return [];
      return [{ written, instead: replacementOf(id, written.endsWith("+")) }];
    }),
  };
}

/** The GNU licences say `-only` or `-or-later` now; of the others the list does not say what replaced them. */
function replacementOf(id: string, orLater: boolean): string | undefined {
  if (!BY_LOWER_CASE.has(`${id}-only`.toLowerCase())) return undefined;
  return orLater ? `${id}-or-later` : `${id}-only or ${id}-or-later`;
}

/** What was meant by the name or the address of a licence in the place of its identifier; several are joined by "or". */
export function licenseMeant(text: string): string | undefined {
  if (text.length > 200) return undefined;
  const plain = text
    .replace(/^https?:\/\/\S*\/(?=\S)/iu, "")
    .replace(/\.(?:html|txt)$/iu, "")
    .replaceAll(/\b(?:the|licen[cs]e|version)\b|,/giu, " ")
    .trim()
    .replaceAll(/\s+/gu, "-");
  if (/^bsd$/iu.test(plain)) return "BSD-3-Clause or BSD-2-Clause";
  const members = FAMILIES.get(plain.toLowerCase().replace(/^gnu-/u, "")) ?? [];
  if (members.length > 1 && members.length <= MAX_FAMILY) return members.join(" or ");
  const [, family = "", version = "", later] =
    /^(?:gnu-)?([al]?gpl)-?v?(\d(?:\.\d)?)(\+)?$/iu.exec(plain) ?? [];
  if (family === "") return BY_LOWER_CASE.get(plain.toLowerCase());
  const id = `${family.toUpperCase()}-${version.includes(".") ? version : `${version}.0`}`;
  return replacementOf(id, later !== undefined);
}

function suspect(written: string): { written: string; meant: string | undefined } | undefined {
  const plain = written.replace(/\+$/u, "");
  if (/^(?:LicenseRef|DocumentRef)-/u.test(plain) || DEPRECATED.has(plain.toLowerCase())) return undefined;
  const meant = BY_LOWER_CASE.get(plain.toLowerCase());
  if (meant === plain) return undefined;
  return { written, meant: meant ?? licenseMeant(written) ?? nearUnknown(plain) };
}

/** The versions of each family, the newest first, by its bare name in small letters (`gpl`). */
function familiesOf(ids: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const families = new Map<string, string[]>();
  for (const id of ids.toSorted((a, b) => (a < b ? 1 : -1))) {
    const name = /^([A-Za-z]+)-\d+(?:\.\d+)*(?:-only|-or-later)?$/u.exec(id)?.[1]?.toLowerCase();
    if (name === undefined || BY_LOWER_CASE.has(name)) continue;
    families.set(name, [...(families.get(name) ?? []), id]);
  }
  return families;
}

/** Texts of which nothing can be told: abbreviations that differ in a letter are other licences. */
const TOO_SHORT = 5;
const NO_NAME = /^licen[cs]es?$/iu;

/** Identifiers differ in a digit alone (GPL-2.0, GPL-3.0), so only slips in the letters count. */
function nearUnknown(plain: string): string | undefined {
  if (plain.length <= TOO_SHORT || NO_NAME.test(plain)) return undefined;
  const near = nearest(plain, CURRENT);
  const digits = (id: string): string => id.replaceAll(/\D/gu, "");
  return near !== undefined && digits(near) === digits(plain) ? near : undefined;
}

/** Walks the words by counting: operands and operators must take turns at every level of parentheses. */
function isExpression(words: readonly string[], identifiers: string[]): boolean {
  let depth = 0;
  let wantsOperand = true;
  let wantsException = false;
  for (const word of words) {
    if (word === "(" && wantsOperand && !wantsException) depth++;
    else if (word === ")" && !wantsOperand && depth > 0) depth--;
    else if (/^(?:AND|OR|and|or)$/u.test(word) && !wantsOperand) wantsOperand = true;
    else if (/^(?:WITH|with)$/u.test(word) && !wantsOperand) {
      wantsOperand = true;
      wantsException = true;
    } else if (wantsOperand && isIdentifier(word)) {
      if (!wantsException) identifiers.push(word);
      wantsOperand = false;
      wantsException = false;
    } else return false;
  }
  return !wantsOperand && depth === 0;
}

function isIdentifier(word: string): boolean {
  return /^(?:DocumentRef-[\w.-]+:)?[A-Za-z0-9][\w.-]*\+?$/u.test(word) && !/^(?:and|or|with)$/iu.test(word);
}
