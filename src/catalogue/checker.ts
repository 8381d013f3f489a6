import type { WrittenTerm } from "../manifest/model.ts";
import { joinPointer, listFirst, quote, sortProblems, toProblem, type Finding } from "../manifest/finding.ts";
import type { Problem, Range } from "../manifest/problems.ts";
import { readManifest, type ReadDocument, type ReadOptions } from "../manifest/read.ts";
import type { Concept, Resolution, Vocabularies } from "../vocabulary/vocabulary.ts";
import type { TermRecord } from "./entry.ts";

/** Plain data, which may come from another thread. */
export interface CheckedDocument extends Pick<
  ReadDocument,
  "number" | "dialect" | "variant" | "model" | "discovery" | "discoveryFile"
> {
  /** Findings of the manifest and of its terms, in the order of the text. */
  readonly problems: readonly Problem[];
  /** The author's terms with the concepts that they mean. */
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
    const resolution = vocabularies.resolve(term.facet, term.text);
    findings.push(...explain(term, resolution));
    const record = toRecord(term, resolution);
    const key = JSON.stringify([term.facet, record.conceptId ?? term.text.toLowerCase()]);
    if (!known.has(key)) terms.push(record);
    known.add(key);
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
    problems: sortProblems([...document.problems, ...problems]),
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

function* explain({ facet, text, pointer }: PlacedTerm, resolution: Resolution): Generator<Finding> {
  switch (resolution.state) {
    case "unknown":
      yield {
        rule: "terms/unknown",
        severity: "warning",
        pointer,
        sentence: `The facet ${quote(facet)} has no term ${quote(text)}.`,
        hint:
          resolution.suggestion === undefined
            ? "Look at the vocabulary for one that fits."
            : `Did you mean "${resolution.suggestion.prefLabel}"?`,
      };
      break;
    case "ambiguous":
      yield {
        rule: "terms/ambiguous",
        severity: "warning",
        pointer,
        sentence: `The term ${quote(text)} may mean several concepts.`,
        hint: `Write the id of one of them: ${resolution.choices.map(({ id }) => id).join(", ")}.`,
      };
      break;
    case "unknown-facet":
      yield {
        rule: "terms/unknown-facet",
        severity: "warning",
        pointer,
        sentence: `There is no facet ${quote(facet)}.`,
        hint:
          resolution.suggestion === undefined
            ? "Its terms are kept, but nobody finds the entry by them."
            : `Did you mean "${resolution.suggestion}"?`,
      };
      break;
    case "resolved":
      yield* explainDeprecated(text, pointer, resolution);
      break;
  }
}

function* explainDeprecated(
  text: string,
  pointer: string,
  { concept, deprecated }: { concept: Concept; deprecated?: Concept | undefined },
): Generator<Finding> {
  if (deprecated === undefined && !concept.deprecated) return;
  yield {
    rule: "terms/deprecated",
    severity: "hint",
    pointer,
    sentence: `The term ${quote(text)} is deprecated.`,
    hint: concept.deprecated ? "Choose another one." : `Write "${concept.prefLabel}" instead.`,
  };
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
    const count = multiple ? 0 : terms.filter(({ facet }) => facet === key).length;
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

function toRecord({ facet, text }: PlacedTerm, resolution: Resolution): TermRecord {
  const concept = resolution.state === "resolved" ? resolution.concept : undefined;
  return { facet, text, scheme: concept?.scheme, conceptId: concept?.id, origin: "author" };
}
