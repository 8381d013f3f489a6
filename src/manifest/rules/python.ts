import { quote } from "../finding.ts";
import { nearest } from "../../nearest.ts";
import type { Rule } from "./rule.ts";

/** Much-used packages, to recognise a slip of the pen by. Not a list of what is allowed. */
const PACKAGES = new Set(
  `
  python numpy scipy pandas matplotlib requests pyyaml h5py pillow numba cython torch
  tensorflow jax keras networkx sympy seaborn plotly bokeh dask xarray joblib scikit-learn
  scikit-image statsmodels jupyter notebook ipython setuptools jinja2 sqlalchemy pyarrow
  polars opencv-python mpi4py
  `
    .trim()
    .split(/\s+/u),
);

const VERSION =
  /^v?(?:\d+!)?\d+(?:\.\d+)*(?:[-_.]?(?:a|b|c|rc|alpha|beta|pre|preview)[-_.]?\d*)?(?:[-_.]?(?:post|rev|r)[-_.]?\d*|-\d+)?(?:[-_.]?dev[-_.]?\d*)?(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?$/iu;
const CLAUSE = /^(~=|==|!=|<=|>=|<|>|===)\s*(\S+)$/u;
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?(?:\s*\[[\w\s,.-]*\])?$/u;

export const PYTHON_RULES: readonly Rule[] = [
  {
    id: "python/requirement",
    severity: "error",
    explanation:
      "A requirement is the name of a package and a version specifier of PEP 440, such as >= 2.1, < 3.",
    bad: program('numpy: "newer than 2"'),
    good: program('numpy: "> 2"'),
    *check({ requirements }) {
      for (const { name, specifier, pointer } of requirements) {
        if (!NAME.test(name)) {
          yield {
            pointer,
            at: "key",
            sentence: `${quote(name)} cannot be the name of a package.`,
            hint: "Use the name that the package index has.",
          };
        } else if (/\.txt$/iu.test(name)) {
          yield {
            pointer,
            at: "key",
            sentence: `${quote(name)} is a file, not a package.`,
            hint: "List the packages that stand in it.",
          };
        } else if (/^\+[a-z]+:\/\//iu.test(specifier)) {
          yield {
            pointer,
            sentence: `${quote(name + specifier)} does not say which package is found there.`,
            hint: `Write its name and an @ before it: name @ ${name}+https://…`,
          };
        } else if (readSpecifier(specifier).state === "wrong") {
          yield {
            pointer,
            sentence: `The version ${quote(specifier)} of ${quote(name)} cannot be read.`,
            hint: 'Write for instance ">= 2.1, < 3".',
          };
        }
      }
    },
  },
  {
    id: "python/requirement-odd",
    severity: "warning",
    explanation: "Installers refuse this version specifier, although a person sees what is meant.",
    bad: program('numpy: "^2.1"'),
    good: program('numpy: ">= 2.1, < 3"'),
    *check({ requirements }) {
      for (const { name, specifier, pointer } of requirements) {
        const reading = readSpecifier(specifier);
        if (reading.state !== "odd") continue;
        yield {
          pointer,
          sentence: `The version ${quote(specifier)} of ${quote(name)} is no specifier of PEP 440.`,
          hint: reading.hint,
          // Where name and version are one text, the place is that of both.
          ...(reading.fix === undefined || isItem(pointer) ? {} : { fix: JSON.stringify(reading.fix) }),
        };
      }
    },
  },
  {
    id: "python/misspelt",
    severity: "warning",
    explanation:
      "The name is one letter from that of a much-used package, or the one that it is imported by, and may be meant for it.",
    bad: program('numpi: "> 2.1"'),
    good: program('numpy: "> 2.1"'),
    *check({ requirements }) {
      for (const { name, pointer } of requirements) {
        const plain = name.toLowerCase().replaceAll("_", "-");
        const imported = IMPORT_NAMES.get(plain);
        if (imported !== undefined) {
          yield {
            pointer,
            at: "key",
            sentence: `${quote(name)} is the name that is imported; the package is called otherwise.`,
            hint: `Did you mean "${imported}"?`,
          };
        }
        // What cannot be a name at all is said by another rule.
        if (imported !== undefined || PACKAGES.has(plain) || plain.length < 5 || !NAME.test(name)) continue;
        const near = nearest(plain, PACKAGES);
        if (near === undefined || Math.abs(near.length - plain.length) > 1) continue;
        yield {
          pointer,
          at: "key",
          sentence: `The package ${quote(name)} may be misspelt.`,
          hint: `Did you mean "${near}"?`,
        };
      }
    },
  },
];

/** Names under which packages are imported, with those that the package index has. */
const IMPORT_NAMES = new Map([
  ["sklearn", "scikit-learn"],
  ["skimage", "scikit-image"],
  ["cv2", "opencv-python"],
  ["pil", "pillow"],
  ["yaml", "pyyaml"],
  ["bs4", "beautifulsoup4"],
  ["dateutil", "python-dateutil"],
]);

type SpecifierReading =
  | { readonly state: "fine" | "wrong" }
  | { readonly state: "odd"; readonly hint: string; readonly fix?: string | undefined };

/** Reads a version specifier; empty means any version, a marker or an address is as PEP 508 has it. */
function readSpecifier(text: string): SpecifierReading {
  if (text === "") return { state: "fine" };
  if (text.length > 200) return { state: "wrong" };
  if (/^@\s*[a-z][a-z0-9+.-]*:\/\/\S+(?:\s*;.*)?$/iu.test(text)) return { state: "fine" };
  const [written = ""] = text.split(";");
  const specifier = written.trim().replace(/^\((.*)\)$/u, "$1");
  if (specifier === "" && text.includes(";")) return { state: "fine" };
  const clauses = specifier.split(",").map((clause) => clause.trim());
  if (clauses.every(isClause)) return { state: "fine" };
  return readOdd(specifier, text.includes(";"));
}

/** What a person understands and an installer refuses. */
function readOdd(specifier: string, hasMarker: boolean): SpecifierReading {
  const meant = specifier.replaceAll(/≥|=>/gu, ">=").replaceAll(/≤|=</gu, "<=").replaceAll(/≠|<>/gu, "!=");
  if (meant !== specifier && meant.split(",").every((clause) => isClause(clause.trim()))) {
    return { state: "odd", hint: `Write "${meant}".`, ...(hasMarker ? {} : { fix: meant }) };
  }
  if (VERSION.test(specifier))
    return { state: "odd", hint: `Write "== ${specifier}", or ">= ${specifier}".` };
  if (specifier === "*" || specifier === "latest")
    return { state: "odd", hint: "Leave the version empty to take any." };
  const [, least] = /^v?(\d+(?:\.\d+)*)\s*(?:\+|or (?:later|newer|higher|above))$/iu.exec(specifier) ?? [];
  if (least !== undefined)
    return { state: "odd", hint: `Write ">= ${least}".`, ...(hasMarker ? {} : { fix: `>= ${least}` }) };
  const [, series] = /^v?(\d+(?:\.\d+)*)\.[x*]$/iu.exec(specifier) ?? [];
  if (series !== undefined)
    return { state: "odd", hint: `Write "== ${series}.*".`, ...(hasMarker ? {} : { fix: `== ${series}.*` }) };
  if (/^[\^~=]\s*v?\d+(?:\.\d+)*$/u.test(specifier))
    return { state: "odd", hint: 'Write for instance ">= 2.1, < 3", or "~= 2.1".' };
  const words = specifier
    .replaceAll(/([<>=!~])\s+/gu, "$1")
    .trim()
    .split(/\s+/u);
  return words.length > 1 && words.every(isClause)
    ? {
        state: "odd",
        hint: `Put commas between: "${words.join(", ")}".`,
        ...(hasMarker ? {} : { fix: words.join(", ") }),
      }
    : { state: "wrong" };
}

/** True for a place in a list of whole texts (`numpy>=2`). */
function isItem(pointer: string): boolean {
  return /\/\d+$/u.test(pointer);
}

function isClause(clause: string): boolean {
  const [, operator, version = ""] = CLAUSE.exec(clause) ?? [];
  if (operator === undefined) return false;
  const isWild = operator === "==" || operator === "!=";
  return operator === "===" || VERSION.test(isWild ? version.replace(/\.\*$/u, "") : version);
}

function program(requirement: string): string {
  return `executable:\n  type: uri:python-program\n  requirements:\n    ${requirement}\n`;
}
