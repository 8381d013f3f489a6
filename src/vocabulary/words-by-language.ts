import type { ConceptWords, WordsInLanguage } from "./vocabulary.ts";

/** As a file writes it: plain for the scheme's own language, or a value for each language. */
export type ByLanguage<T> = T | Readonly<Record<string, T>>;
export type OneOrMore = string | readonly string[];

/** The words of a concept as a file writes them. */
export interface RawWords {
  readonly prefLabel: ByLanguage<string>;
  readonly altLabel?: ByLanguage<readonly string[]>;
  readonly hiddenLabel?: ByLanguage<readonly string[]>;
  readonly definition?: ByLanguage<string>;
  readonly scopeNote?: ByLanguage<string>;
  readonly example?: ByLanguage<OneOrMore>;
}

/**
 * The words in the scheme's language; a label, definition or note that it lacks there comes from English, else from
 * the first language that has one, since a concept must be called something.
 */
export function toOwnWords(raw: RawWords, language: string): ConceptWords {
  return {
    ...toWords(raw, language, language),
    prefLabel: shown(raw.prefLabel, language),
    definition: shown(raw.definition, language),
    scopeNote: shown(raw.scopeNote, language),
  };
}

/** The words in every language that the file names, just as it has them: the scheme's own language first. */
export function toWordsByLanguage(raw: RawWords, language: string): readonly WordsInLanguage[] {
  const values = [raw.prefLabel, raw.altLabel, raw.hiddenLabel, raw.definition, raw.scopeNote, raw.example];
  const named = values.flatMap((value) => (isByLanguage(value) ? Object.keys(value) : []));
  return [...new Set([language, ...named])].map((one) => ({ language: one, ...toWords(raw, one, language) }));
}

function toWords(raw: RawWords, wanted: string, language: string): ConceptWords {
  const list = (value: ByLanguage<OneOrMore> | undefined): readonly string[] => {
    const found = valueIn<OneOrMore>(value, wanted, language) ?? [];
    return (typeof found === "string" ? [found] : found).map((text) => text.trim());
  };
  const text = (value: ByLanguage<string> | undefined): string | undefined =>
    valueIn<string>(value, wanted, language)?.trim();
  return {
    prefLabel: text(raw.prefLabel),
    altLabels: list(raw.altLabel),
    hiddenLabels: list(raw.hiddenLabel),
    definition: text(raw.definition),
    scopeNote: text(raw.scopeNote),
    examples: list(raw.example),
  };
}

function shown(value: ByLanguage<string> | undefined, language: string): string | undefined {
  const [first] = isByLanguage(value) ? Object.values(value) : [];
  const found = valueIn<string>(value, language, language) ?? valueIn<string>(value, "en", language) ?? first;
  return found?.trim();
}

function valueIn<T extends OneOrMore>(
  value: ByLanguage<T> | undefined,
  wanted: string,
  language: string,
): T | undefined {
  if (isByLanguage(value)) return Object.hasOwn(value, wanted) ? value[wanted] : undefined;
  return wanted === language ? value : undefined;
}

function isByLanguage<T extends OneOrMore>(
  value: ByLanguage<T> | undefined,
): value is Readonly<Record<string, T>> {
  return typeof value === "object" && !Array.isArray(value);
}
