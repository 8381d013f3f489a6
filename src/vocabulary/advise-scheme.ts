import { labelsOf, placeOfLabel } from "./check-labels.ts";
import type { VocabularyFinding } from "./findings.ts";
import type { VocabularyFile } from "./read-file.ts";
import type { Concept, ConceptScheme } from "./vocabulary.ts";

/** So many findings of one kind would hide all others. */
const MANY = 20;
const MATCHES = ["exactMatch", "closeMatch", "broadMatch"] as const;

/** What a scheme can be loaded with, but a curator would mend. */
export function adviseScheme(scheme: ConceptScheme, file: VocabularyFile): readonly VocabularyFinding[] {
  const findings: VocabularyFinding[] = [];
  for (const concept of scheme.concepts.values()) {
    const path = ["concepts", concept.id];
    findings.push(...checkMatches(concept, file));
    if (concept.deprecated && concept.replacedBy.length === 0) {
      findings.push(
        file.findingAt([...path, "deprecated"], {
          rule: "vocabulary/deprecated-without-replacement",
          severity: "warning",
          sentence: `"${concept.id}" is deprecated, but nothing says what to use instead.`,
          hint: 'Name one concept or several in "replacedBy".',
        }),
      );
    }
  }
  return [...findings, ...checkDefinitions(scheme, file), ...checkCapitals(scheme, file)];
}

/** One finding each, or one for all where a published list does without definitions. */
function checkDefinitions(scheme: ConceptScheme, file: VocabularyFile): readonly VocabularyFinding[] {
  const missing = [...scheme.concepts.values()].filter(
    ({ definition, deprecated }) => definition === undefined && !deprecated,
  );
  const [first] = missing;
  const fault = (concept: Concept, sentence: string): VocabularyFinding =>
    file.findingAt(["concepts", concept.id], {
      rule: "vocabulary/definition-missing",
      severity: "hint",
      sentence,
      hint: "One sentence in your own words tells readers and curators what it means.",
    });
  if (first !== undefined && missing.length > MANY) {
    return [fault(first, `${missing.length} concepts have no definition; "${first.id}" is the first.`)];
  }
  return missing.map((concept) => fault(concept, `"${concept.id}" has no definition.`));
}

function checkMatches(concept: Concept, file: VocabularyFile): readonly VocabularyFinding[] {
  return MATCHES.flatMap((match) =>
    [...concept[match].entries()]
      .filter(([, uri]) => uri === concept.uri)
      .map(([index]) =>
        file.findingAt(["concepts", concept.id, match, index], {
          rule: "vocabulary/match-to-itself",
          severity: "warning",
          sentence: `"${match}" of "${concept.id}" names the concept itself.`,
          hint: "A match is the URI of a concept of another scheme; take this one out.",
        }),
      ),
  );
}

function checkCapitals(scheme: ConceptScheme, file: VocabularyFile): readonly VocabularyFinding[] {
  return [...labelsOf(scheme)]
    .filter(({ label, kind }) => kind !== "hiddenLabel" && isShouted(label))
    .map((label) =>
      file.findingAt(placeOfLabel(file, label), {
        rule: "vocabulary/label-capitals",
        severity: "warning",
        sentence: `The label "${label.label}" of "${label.concept.id}" is in capitals.`,
        hint: "Write it as in the middle of a sentence; only abbreviations are in capitals.",
      }),
    );
}

/** Nothing but capitals, and longer than the abbreviations that people use. */
function isShouted(label: string): boolean {
  if (/\p{Ll}/u.test(label)) return false;
  const longest = Math.max(0, ...(label.match(/\p{Lu}+/gu) ?? []).map((word) => word.length));
  const letters = label.match(/\p{Lu}/gu)?.length ?? 0;
  return longest >= 7 || (letters >= 9 && longest >= 5);
}
