import { quote } from "../manifest/finding.ts";
import type { Problem } from "../manifest/problems.ts";
import type { Concept, Resolution } from "../vocabulary/vocabulary.ts";
import type { TermFinding } from "./term-store.ts";

type UnknownTerm = Extract<Resolution, { readonly state: "unknown" }>;

type Sentence = (facet: string, text: string) => string;

const UNKNOWN: Sentence = (facet, text) => `The facet ${quote(facet)} has no term ${quote(text)}.`;
const SETTLED: Sentence = (facet, text) =>
  `This catalogue has decided that ${quote(text)} is no term for the facet ${quote(facet)}.`;
const AMBIGUOUS: Sentence = (_, text) => `The term ${quote(text)} may mean several concepts.`;
const UNKNOWN_FACET: Sentence = (facet) => `There is no facet ${quote(facet)}.`;
const DEPRECATED: Sentence = (_, text) => `The term ${quote(text)} is deprecated.`;

/** Rules whose findings follow from what one term means and from nothing else, with what they say. */
const SENTENCES: ReadonlyMap<string, readonly Sentence[]> = new Map([
  ["terms/unknown", [UNKNOWN, SETTLED]],
  ["terms/ambiguous", [AMBIGUOUS]],
  ["terms/unknown-facet", [UNKNOWN_FACET]],
  ["terms/deprecated", [DEPRECATED]],
]);

/** What the author is told of a term; `undefined` when there is nothing to tell. */
export function findingOf(facet: string, text: string, resolution: Resolution): TermFinding | undefined {
  switch (resolution.state) {
    case "unknown":
      return resolution.settled === undefined
        ? unknownTerm(facet, text, resolution)
        : settledTerm(facet, text, resolution.settled.reason);
    case "ambiguous":
      return {
        rule: "terms/ambiguous",
        severity: "warning",
        sentence: AMBIGUOUS(facet, text),
        hint: `Write the id of one of them: ${resolution.choices.map(({ id }) => id).join(", ")}.`,
      };
    case "unknown-facet":
      return {
        rule: "terms/unknown-facet",
        severity: "warning",
        sentence: UNKNOWN_FACET(facet, text),
        hint:
          resolution.suggestion === undefined
            ? "Its terms are kept, but nobody finds the entry by them."
            : `Did you mean "${resolution.suggestion}"?`,
      };
    case "resolved":
      return deprecatedTerm(facet, text, resolution);
  }
}

/** True when a finding tells what this term means. */
export function isAbout(
  { rule, sentence }: Pick<Problem, "rule" | "sentence">,
  { facet, text }: { readonly facet: string; readonly text: string },
): boolean {
  return (SENTENCES.get(rule) ?? []).some((say) => say(facet, text) === sentence);
}

function unknownTerm(facet: string, text: string, resolution: UnknownTerm): TermFinding {
  return {
    rule: "terms/unknown",
    severity: "warning",
    sentence: UNKNOWN(facet, text),
    hint: whatInstead(resolution),
  };
}

function whatInstead({ several, suggestion }: UnknownTerm): string {
  if (several.length > 0) {
    const labels = several.map(({ prefLabel }) => JSON.stringify(prefLabel));
    return `Write a list with each term by itself: [${labels.join(", ")}].`;
  }
  return suggestion === undefined
    ? "Look at the vocabulary for one that fits."
    : `Did you mean "${suggestion.prefLabel}"?`;
}

function settledTerm(facet: string, text: string, reason: string | undefined): TermFinding {
  return {
    rule: "terms/unknown",
    severity: "hint",
    sentence: SETTLED(facet, text),
    hint: reason ?? "Leave it out, or keep it for other catalogues.",
  };
}

function deprecatedTerm(
  facet: string,
  text: string,
  { concept, deprecated }: { readonly concept: Concept; readonly deprecated?: Concept | undefined },
): TermFinding | undefined {
  if (deprecated === undefined && !concept.deprecated) return undefined;
  return {
    rule: "terms/deprecated",
    severity: "hint",
    sentence: DEPRECATED(facet, text),
    hint: concept.deprecated ? "Choose another one." : `Write "${concept.prefLabel}" instead.`,
  };
}
