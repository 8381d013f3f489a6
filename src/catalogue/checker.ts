import type { WrittenTerm } from "../manifest/model.ts";
import { joinPointer, listFirst, quote, sortProblems, toProblem, type Finding } from "../manifest/finding.ts";
import type { Problem, Range } from "../manifest/problems.ts";
import { readManifest, type ReadDocument, type ReadOptions } from "../manifest/read.ts";
import type { Resolution, Vocabularies } from "../vocabulary/vocabulary.ts";
import type { TermRecord } from "./entry.ts";
import { explainFacetKeys } from "./facet-keys.ts";
import { findingOf } from "./term-findings.ts";

/** Plain data, which may come from another thread. */
export interface CheckedDocument extends Pick<
  ReadDocument,
  "number" | "dialect" | "variant" | "model" | "discovery" | "discoveryFile"
> {
  /** Findings of the manifest and of its terms, in the order of the text. */
  readonly problems: readonly Problem[];
  /** Every text that the author gave as a term, once a facet, with the concept that it means. */
  readonly terms: readonly TermRecord[];
  readonly publishable: boolean;
  /** Where the document begins, and where its name stands. */
  readonly places: { readonly start: Range; readonly name: Range };
}

export interface CheckedFile {
  readonly documents: readonly CheckedDocument[];
  /** All findings, of the file and its documents. */
  readonly problems: readonly Problem[];
}

/** The one checker: commands use it as it is, crawler and web through `GuardedChecker`. */
export interface Checker {
  /** Never throws for what a file may hold. */
  check(bytes: Uint8Array, options: ReadOptions): CheckedFile;
}

/** Findings of a file that are listed, shared out among its documents; more are counted. */
const MOST_LISTED = 1_000;
const LEAST_LISTED = 10;
/** Terms of one document that are looked up; an entry is chosen for a few. */
const MAX_TERMS = 300;

/** A term with the place where it stands. */
interface PlacedTerm extends WrittenTerm {
  readonly pointer: string;
}

/**
 * Reads manifests and resolves their terms. A term that no vocabulary has is a finding, never a reason to hide
 * an entry.
 */
export function createChecker(vocabularies: Vocabularies): Checker {
  return {
    check(bytes, options) {
      const read = readManifest(bytes, options);
      const most = Math.max(LEAST_LISTED, Math.floor(MOST_LISTED / Math.max(1, read.documents.length)));
      const documents = read.documents.map((document) => {
        const checked = checkDocument(document, vocabularies);
        return { ...checked, problems: listFirst(checked.problems, most) };
      });
      const problems = sortProblems([
        ...read.problems,
        ...documents.flatMap((document) => [...document.problems]),
      ]);
      return { documents, problems };
    },
  };
}

function checkDocument(document: ReadDocument, vocabularies: Vocabularies): CheckedDocument {
  const terms: TermRecord[] = [];
  const findings: Finding[] = [];
  const known = new Set<string>();
  const placed = placedTerms(document);
  for (const term of placed.slice(0, MAX_TERMS)) {
    const key = JSON.stringify([term.facet, term.text]);
    if (known.has(key)) continue;
    known.add(key);
    const resolution = vocabularies.resolve(term.facet, term.text);
    const finding = findingOf(term.facet, term.text, resolution);
    if (finding !== undefined) findings.push({ ...finding, pointer: term.pointer });
    terms.push(toRecord(term, resolution, document));
  }
  findings.push(...checkSingle(terms, vocabularies), ...checkNumber(placed));
  const problems = findings.map((finding) =>
    toProblem(finding, {
      file: document.discoveryFile,
      document: document.number,
      range: document.rangeOf(finding.pointer),
    }),
  );
  const { number, dialect, variant, model, discovery, discoveryFile, rangeOf } = document;
  return {
    number,
    dialect,
    ...(variant === undefined ? {} : { variant }),
    model,
    ...(discovery === undefined ? {} : { discovery }),
    discoveryFile,
    problems: sortProblems([
      ...explainFacetKeys(document.problems, document.discoveryBlock, vocabularies),
      ...problems,
    ]),
    terms,
    publishable: model !== undefined,
    places: { start: rangeOf(""), name: rangeOf("/discovery/name") },
  };
}

/** The author's terms, and those of the inputs, which belong to the facet `input`. */
function placedTerms({ discovery }: ReadDocument): readonly PlacedTerm[] {
  const counts = new Map<string, number>();
  const own = (discovery?.terms ?? []).map(({ facet, text }) => {
    const index = counts.get(facet) ?? 0;
    counts.set(facet, index + 1);
    return { facet, text, pointer: joinPointer(joinPointer("/discovery/terms", facet), index) };
  });
  const ofInputs = (discovery?.inputs ?? []).flatMap(({ name, terms }) =>
    terms.map((text, index) => ({
      facet: "input",
      text,
      pointer: `${joinPointer("/discovery/inputs", name)}/terms/${index}`,
    })),
  );
  return [...own, ...ofInputs];
}

function* checkNumber(placed: readonly PlacedTerm[]): Generator<Finding> {
  const first = placed[MAX_TERMS];
  if (first === undefined) return;
  yield {
    rule: "terms/too-many",
    severity: "warning",
    pointer: first.pointer,
    sentence: `There are ${placed.length} terms; those from here on are not looked up.`,
    hint: "Keep the few that a person would search for.",
  };
}

/** A facet may be meant for one term only. */
function* checkSingle(terms: readonly TermRecord[], vocabularies: Vocabularies): Generator<Finding> {
  for (const { key, multiple, label } of vocabularies.facets) {
    const own = multiple ? [] : terms.filter(({ facet }) => facet === key);
    // Two texts that mean one concept are one term.
    const count = new Set(own.map(({ conceptId, text }) => conceptId ?? text.toLowerCase())).size;
    if (count <= 1) continue;
    yield {
      rule: "terms/single",
      severity: "warning",
      pointer: joinPointer("/discovery/terms", key),
      sentence: `The facet ${quote(label)} takes one term, but has ${count}.`,
      hint: "Keep the one that fits best.",
    };
  }
}

function toRecord(
  { facet, text, pointer }: PlacedTerm,
  resolution: Resolution,
  document: ReadDocument,
): TermRecord {
  const concept = resolution.state === "resolved" ? resolution.concept : undefined;
  const { line, column, endLine, endColumn } = document.rangeOf(pointer);
  return {
    facet,
    text,
    scheme: concept?.scheme,
    conceptId: concept?.id,
    origin: "author",
    place: {
      file: document.discoveryFile,
      document: document.number,
      pointer,
      line,
      column,
      endLine,
      endColumn,
    },
  };
}
