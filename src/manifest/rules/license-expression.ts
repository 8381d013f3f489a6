import { nearest } from "../nearest.ts";

/**
 * Identifiers that much software carries. The whole list of SPDX (some 700) is not shipped, so an
 * identifier that is not here is only looked at for a slip of the pen.
 */
const COMMON = `
  0BSD AFL-3.0 AGPL-3.0-only AGPL-3.0-or-later Apache-1.1 Apache-2.0 Artistic-1.0
  Artistic-2.0 BlueOak-1.0.0 BSD-1-Clause BSD-2-Clause BSD-2-Clause-Patent BSD-3-Clause
  BSD-3-Clause-Clear BSD-3-Clause-LBNL BSD-4-Clause BSL-1.0 CC0-1.0 CC-BY-3.0 CC-BY-4.0
  CC-BY-NC-4.0 CC-BY-NC-SA-4.0 CC-BY-ND-4.0 CC-BY-SA-3.0 CC-BY-SA-4.0 CDDL-1.0 CDDL-1.1
  CECILL-2.0 CECILL-2.1 CECILL-B CECILL-C CPL-1.0 ECL-2.0 EPL-1.0 EPL-2.0 EUPL-1.1
  EUPL-1.2 GFDL-1.3-only GFDL-1.3-or-later GPL-1.0-only GPL-1.0-or-later GPL-2.0-only
  GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later HPND IPL-1.0 ISC LGPL-2.0-only
  LGPL-2.0-or-later LGPL-2.1-only LGPL-2.1-or-later LGPL-3.0-only LGPL-3.0-or-later
  LPPL-1.3c MIT MIT-0 MPL-1.1 MPL-2.0 MS-PL MulanPSL-2.0 NASA-1.3 NCSA NOASSERTION NONE
  ODbL-1.0 OFL-1.1 OLDAP-2.8 OpenSSL OSL-3.0 PDDL-1.0 PHP-3.01 PostgreSQL PSF-2.0
  Python-2.0 QPL-1.0 Ruby TCL Unlicense UPL-1.0 Vim W3C WTFPL X11 Zlib ZPL-2.1
`
  .trim()
  .split(/\s+/u);

/** Identifiers that SPDX has given up, and what to write now. */
const DEPRECATED = new Map(
  ["AGPL-3.0", "GFDL-1.3", "GPL-1.0", "GPL-2.0", "GPL-3.0", "LGPL-2.0", "LGPL-2.1", "LGPL-3.0"].map((id) => [
    id.toLowerCase(),
    id,
  ]),
);

const BY_LOWER_CASE = new Map(COMMON.map((id) => [id.toLowerCase(), id]));

export interface LicenseReading {
  /** False when the text follows the grammar of no expression. */
  readonly wellFormed: boolean;
  /** Identifiers that are probably meant to be others. */
  readonly suspects: readonly { readonly written: string; readonly meant: string }[];
  readonly deprecated: readonly { readonly written: string; readonly instead: string }[];
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
      const instead = written.endsWith("+") ? `${id}-or-later` : `${id}-only or ${id}-or-later`;
      return [{ written, instead }];
    }),
  };
}

function suspect(written: string): { written: string; meant: string } | undefined {
  const plain = written.replace(/\+$/u, "");
  if (/^(?:LicenseRef|DocumentRef)-/u.test(plain) || DEPRECATED.has(plain.toLowerCase())) return undefined;
  const meant = BY_LOWER_CASE.get(plain.toLowerCase());
  if (meant === plain) return undefined;
  const near = meant ?? nearUnknown(plain);
  return near === undefined ? undefined : { written, meant: near };
}

/** Identifiers differ in a digit alone (GPL-2.0, GPL-3.0), so only slips in the letters count. */
function nearUnknown(plain: string): string | undefined {
  const near = nearest(plain, COMMON);
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
