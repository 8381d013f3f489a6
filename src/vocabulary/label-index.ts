import type { Concept, ConceptScheme, ConceptWords } from "./vocabulary.ts";
import { toLabelKey, toLooseKey } from "./label-key.ts";

/** Looks up the concepts of one scheme by what people write. */
export interface LabelIndex {
  /** The concepts that `text` may mean: those of the strongest kind of match only. Empty when there is none. */
  find(text: string): readonly Concept[];
  /** Every label with its concept, retired ones left out. */
  readonly labels: readonly IndexedLabel[];
}

export interface IndexedLabel {
  readonly label: string;
  /** The label's key, and the words of it: made once, since a search for what was meant looks at all of them. */
  readonly key: string;
  readonly words: readonly string[];
  readonly concept: Concept;
}

/** From the strongest kind of match to the weakest. */
const LEVELS = {
  name: 0,
  matched: 1,
  id: 2,
  prefLabel: 3,
  altLabel: 4,
  hiddenLabel: 5,
  otherLanguage: 6,
  loose: 7,
  looseInOtherLanguage: 8,
} as const;
type Level = (typeof LEVELS)[keyof typeof LEVELS];

/** From here on it is what people say, not what the concept is called by programs. */
const FIRST_LABEL = LEVELS.prefLabel;

/**
 * Ids, URIs and CURIEs stand before URIs of exact matches, those before preferred labels, then synonyms, hidden ones,
 * labels of other languages, and behind all of these the same in the singular and in either spelling of English. A
 * retired concept is only meant where no living one is.
 */
export function createLabelIndex(scheme: ConceptScheme): LabelIndex {
  const levels = Object.values(LEVELS).map(() => new Map<string, Concept[]>());
  const add = (level: Level, key: string, concept: Concept): void => {
    const concepts = levels[level]?.get(key) ?? [];
    if (!concepts.includes(concept)) concepts.push(concept);
    levels[level]?.set(key, concepts);
  };
  const labels: IndexedLabel[] = [];
  for (const concept of scheme.concepts.values()) {
    add(LEVELS.name, concept.id, concept);
    add(LEVELS.name, toUriKey(concept.uri), concept);
    for (const uri of concept.exactMatch) add(LEVELS.matched, toUriKey(uri), concept);
    add(LEVELS.id, toLabelKey(concept.id), concept);
    for (const { label, level } of labelsOf(concept, scheme.language)) {
      const key = toLabelKey(label);
      add(level, key, concept);
      add(
        level === LEVELS.otherLanguage ? LEVELS.looseInOtherLanguage : LEVELS.loose,
        toLooseKey(key),
        concept,
      );
      if (level !== LEVELS.hiddenLabel && !concept.deprecated)
        labels.push({ label, key, words: key.split(" "), concept });
    }
  }

  return {
    labels,
    find(text) {
      const key = toLabelKey(text);
      const loose = toLooseKey(key);
      const named = toUriKey(withoutPrefix(text.trim(), scheme));
      const keys = [named, named, toLabelKey(named), key, key, key, key, loose, loose];
      for (const [level, concepts] of levels.entries()) {
        const found = concepts.get(keys[level] ?? "") ?? [];
        const living = found.filter((concept) => !concept.deprecated);
        if (living.length > 0) return living;
        if (found.length > 0 && !livesElsewhere(levels, keys)) return found;
      }
      return [];
    },
  };
}

/** `task:source-extraction` by the scheme's id, and the address of a concept's page in any catalogue. */
function withoutPrefix(text: string, scheme: ConceptScheme): string {
  const prefix = `${scheme.id}:`;
  if (text.toLowerCase().startsWith(prefix.toLowerCase())) return text.slice(prefix.length).trim();
  const address = text.replace(/^https?:\/\/[^/]+(?=\/)/iu, "");
  return address.startsWith(scheme.namespace) ? address : text;
}

/** One and the same whether it is reached safely or not. */
function toUriKey(uri: string): string {
  return uri.replace(/^https:/iu, "http:");
}

interface LevelledLabel {
  readonly label: string;
  readonly level: Level;
}

function labelsOf(concept: Concept, language: string): readonly LevelledLabel[] {
  const others = concept.byLanguage.filter((words) => words.language !== language);
  return [
    { label: concept.prefLabel, level: LEVELS.prefLabel },
    ...concept.altLabels.map((label) => ({ label, level: LEVELS.altLabel })),
    ...concept.hiddenLabels.map((label) => ({ label, level: LEVELS.hiddenLabel })),
    ...others.flatMap(allLabels).map((label) => ({ label, level: LEVELS.otherLanguage })),
  ];
}

function allLabels({ prefLabel, altLabels, hiddenLabels }: ConceptWords): readonly string[] {
  return [...(prefLabel === undefined ? [] : [prefLabel]), ...altLabels, ...hiddenLabels];
}

/** Every label of a concept once, in every language: preferred, alternative and hidden ones, as they are written. */
export function everyLabelOf(concept: Concept): readonly string[] {
  return [...new Set([concept, ...concept.byLanguage].flatMap(allLabels))];
}

function livesElsewhere(
  levels: readonly ReadonlyMap<string, readonly Concept[]>[],
  keys: readonly string[],
): boolean {
  return levels.some(
    (concepts, level) =>
      level >= FIRST_LABEL && (concepts.get(keys[level] ?? "") ?? []).some((concept) => !concept.deprecated),
  );
}
