import { quote } from "../finding.ts";
import type { Rule } from "./rule.ts";

const HEAD = "discovery:\n  title: Root\n  summary: Takes roots.\n";
const EMAIL = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}/u;
const DOI = /^10\.\d{4,9}(?:\.\d+)*\/\S+$/u;
const DOI_PREFIX = /^(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:\s*)/iu;
const BIBCODE = /^\d{4}[A-Za-z.&]{5}[\w.]{4}[A-Za-z0-9.][\d.]{4}[A-Z.:]$/u;

/** Rules about authors and publications. */
export const PERSON_RULES: readonly Rule[] = [
  {
    id: "author/orcid",
    severity: "warning",
    explanation: "An ORCID is four groups of four digits; the last one is a checksum, which may be X.",
    bad: `${HEAD}  authors:\n    - {name: Ada Example, orcid: 0000-0002-1825-0098}\n`,
    good: `${HEAD}  authors:\n    - {name: Ada Example, orcid: 0000-0002-1825-0097}\n`,
    *check({ discovery }) {
      for (const [index, { orcid }] of (discovery?.authors ?? []).entries()) {
        const reason = orcid === undefined ? undefined : faultOfOrcid(orcid);
        if (reason === undefined) continue;
        yield {
          pointer: `/discovery/authors/${index}/orcid`,
          sentence: `The ORCID ${quote(orcid)} ${reason}.`,
          hint: "Copy it from the author's page, for instance 0000-0002-1825-0097.",
        };
      }
    },
  },
  {
    id: "author/email",
    severity: "hint",
    explanation: "Manifests are public, and addresses in them are collected.",
    bad: `${HEAD}  authors:\n    - {name: "Ada Example <ada@example.org>"}\n`,
    good: `${HEAD}  authors:\n    - {name: Ada Example}\n`,
    *check({ discovery }) {
      for (const [index, author] of (discovery?.authors ?? []).entries()) {
        for (const field of ["name", "affiliation"] as const) {
          if (!EMAIL.test((author[field] ?? "").slice(0, 500))) continue;
          yield {
            pointer: `/discovery/authors/${index}/${field}`,
            sentence: "An e-mail address stands here in the open.",
            hint: "Give an ORCID, or the address of the issues page, instead.",
          };
        }
      }
      for (const field of ["title", "summary", "description"] as const) {
        if (!EMAIL.test((discovery?.[field] ?? "").slice(0, 20_000))) continue;
        yield {
          pointer: `/discovery/${field}`,
          sentence: "An e-mail address stands here in the open.",
          hint: "Give the address of the issues page instead.",
        };
      }
    },
  },
  {
    id: "publication/doi",
    severity: "warning",
    explanation: "A DOI begins with 10. and a number, then a slash; without the address of a resolver.",
    bad: `${HEAD}  publications:\n    - {doi: "https://doi.org/10.1000/182"}\n`,
    good: `${HEAD}  publications:\n    - {doi: 10.1000/182}\n`,
    *check({ discovery }) {
      for (const [index, { doi }] of (discovery?.publications ?? []).entries()) {
        if (doi === undefined || DOI.test(doi)) continue;
        const bare = doi.replace(DOI_PREFIX, "");
        const isPrefixed = bare !== doi && DOI.test(bare);
        yield {
          pointer: `/discovery/publications/${index}/doi`,
          sentence: `${quote(doi)} is not a DOI.`,
          hint: isPrefixed ? `Write ${bare}` : "A DOI looks like 10.1000/182.",
          fix: isPrefixed ? JSON.stringify(bare) : undefined,
        };
      }
    },
  },
  {
    id: "publication/bibcode",
    severity: "warning",
    explanation:
      "A bibcode has 19 characters: year, journal, volume, page, and the first letter of the author.",
    bad: `${HEAD}  publications:\n    - {bibcode: 2018PASA35}\n`,
    good: `${HEAD}  publications:\n    - {bibcode: 2018PASA...35...11X}\n`,
    *check({ discovery }) {
      for (const [index, { bibcode }] of (discovery?.publications ?? []).entries()) {
        if (bibcode === undefined || BIBCODE.test(bibcode)) continue;
        yield {
          pointer: `/discovery/publications/${index}/bibcode`,
          sentence: `${quote(bibcode)} is not a bibcode.`,
          hint: `It has ${bibcode.length} characters; a bibcode has 19, with dots where something is short.`,
        };
      }
    },
  },
];

function faultOfOrcid(text: string): string | undefined {
  const orcid = text.replace(/^https?:\/\/orcid\.org\//u, "");
  if (/^[\d-]+x$/u.test(orcid)) return "ends in a small x, where a capital X belongs";
  if (!/^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/u.test(orcid)) return "is not four groups of four digits";
  const digits = orcid.replaceAll("-", "");
  let total = 0;
  for (const digit of digits.slice(0, 15)) total = (total + Number(digit)) * 2;
  const check = (12 - (total % 11)) % 11;
  return digits[15] === (check === 10 ? "X" : String(check)) ? undefined : "has a wrong checksum";
}
