import type { VocabularyFinding } from "./findings.ts";
import { toLabelKey } from "./label-key.ts";
import type { VocabularyFile } from "./read-file.ts";
import type { Concept, ConceptScheme } from "./vocabulary.ts";

/** A label of a concept with the language that it is in and where it stands. */
export interface PlacedLabel {
  readonly concept: Concept;
  readonly label: string;
  readonly language: string;
  readonly kind: "prefLabel" | "altLabel" | "hiddenLabel";
  readonly index: number;
}

/** Every label in the language that the file has it in. */
export function* labelsOf(scheme: ConceptScheme): Generator<PlacedLabel> {
  for (const concept of scheme.concepts.values()) {
    for (const { language, prefLabel, ...words } of concept.byLanguage) {
      if (prefLabel !== undefined) yield { concept, label: prefLabel, language, kind: "prefLabel", index: 0 };
      yield* words.altLabels.map((label, index) => ({
        concept,
        label,
        language,
        kind: "altLabel" as const,
        index,
      }));
      yield* words.hiddenLabels.map((label, index) => ({
        concept,
        label,
        language,
        kind: "hiddenLabel" as const,
        index,
      }));
    }
  }
}

/** A finding at the label's place in the file. */
export function placeOfLabel(
  file: VocabularyFile,
  { concept, kind, language, index }: PlacedLabel,
): readonly (string | number)[] {
  const path = ["concepts", concept.id, kind];
  // A map there means that the file writes it by language.
  const inner = file.keysAt(path).length > 0 ? [...path, language] : path;
  return kind === "prefLabel" ? inner : [...inner, index];
}

/**
 * Labels of one language that would mean two things: an error where one of them is preferred, or where one concept
 * says it twice; a warning where two concepts share a synonym, which is then ambiguous.
 */
export function checkLabels(scheme: ConceptScheme, file: VocabularyFile): readonly VocabularyFinding[] {
  const findings: VocabularyFinding[] = [];
  const uses = new Map<string, PlacedLabel[]>();
  for (const use of labelsOf(scheme)) {
    // A retired concept often hands its label to its successor.
    if (use.concept.deprecated) continue;
    const key = `${use.language} ${toLabelKey(use.label)}`;
    const earlier = uses.get(key) ?? [];
    const clash = findClash(use, earlier);
    if (clash !== undefined) findings.push(file.findingAt(placeOfLabel(file, use), faultOf(use, clash)));
    earlier.push(use);
    uses.set(key, earlier);
  }
  return findings;
}

/** A synonym that several living concepts share in one language: whoever writes it is asked which is meant. */
export interface SharedLabel {
  readonly label: string;
  readonly concepts: readonly Concept[];
  /** A finding where the last of them says it. */
  findingIn(file: VocabularyFile): VocabularyFinding;
}

export function sharedLabels(scheme: ConceptScheme): readonly SharedLabel[] {
  const uses = new Map<string, PlacedLabel[]>();
  for (const use of labelsOf(scheme)) {
    if (use.concept.deprecated) continue;
    const key = `${use.language} ${toLabelKey(use.label)}`;
    const known = uses.get(key);
    if (known === undefined) uses.set(key, [use]);
    else if (known.every(({ concept }) => concept !== use.concept)) known.push(use);
  }
  return [...uses.values()].flatMap((same) => {
    const [first, last] = [same[0], same.at(-1)];
    if (first === undefined || last === undefined || same.length === 1) return [];
    const concepts = same.map(({ concept }) => concept);
    const findingIn = (file: VocabularyFile): VocabularyFinding =>
      file.findingAt(placeOfLabel(file, last), faultOf(last, first));
    return [{ label: first.label, concepts, findingIn }];
  });
}

function findClash(use: PlacedLabel, earlier: readonly PlacedLabel[]): PlacedLabel | undefined {
  const clashes = earlier.filter(
    // One concept may spell a label with and without a hyphen: that misleads nobody.
    (one) => one.concept !== use.concept || one.label.toLowerCase() === use.label.toLowerCase(),
  );
  return clashes.find((one) => isSerious(use, one)) ?? clashes[0];
}

function isSerious(use: PlacedLabel, other: PlacedLabel): boolean {
  return use.concept === other.concept || use.kind === "prefLabel" || other.kind === "prefLabel";
}

function faultOf(use: PlacedLabel, clash: PlacedLabel): Parameters<VocabularyFile["findingAt"]>[1] {
  const { concept, label } = use;
  const whose = clash.concept === concept ? "this concept already" : `"${clash.concept.id}"`;
  const sentence = `The label "${label}" of "${concept.id}" is a label of ${whose}.`;
  if (isSerious(use, clash)) return { rule: "vocabulary/label-twice", sentence };
  return {
    rule: "vocabulary/label-shared",
    severity: "warning",
    sentence,
    hint: "Whoever writes it is asked which of the two is meant; give it to one of them where you can.",
  };
}
