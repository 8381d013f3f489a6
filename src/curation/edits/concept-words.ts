import type { ConceptFields } from "../edits.ts";
import {
  isYamlList,
  isYamlMap,
  textOf,
  textsOf,
  withKey,
  type YamlMap,
  type YamlValue,
} from "./yaml-value.ts";

/** In this order keys stand in a concept. */
export const CONCEPT_KEYS = [
  "prefLabel",
  "altLabel",
  "hiddenLabel",
  "broader",
  "related",
  "definition",
  "scopeNote",
  "example",
  "exactMatch",
  "closeMatch",
  "broadMatch",
  "uri",
  "deprecated",
  "replacedBy",
  "since",
] as const;
type ConceptKey = (typeof CONCEPT_KEYS)[number];

const TEXTS = ["prefLabel", "definition", "scopeNote"] as const;
const LISTS = ["altLabel", "hiddenLabel", "example"] as const;
const IDS = ["broader", "related", "exactMatch", "closeMatch", "broadMatch"] as const;

/** The fields as a form means them: without space around, without what is empty or there twice. */
export function tidyFields(fields: ConceptFields): ConceptFields {
  return {
    prefLabel: fields.prefLabel.trim(),
    altLabel: tidyList(fields.altLabel),
    hiddenLabel: tidyList(fields.hiddenLabel),
    definition: tidyText(fields.definition),
    scopeNote: tidyText(fields.scopeNote),
    example: tidyList(fields.example),
    broader: tidyList(fields.broader),
    related: tidyList(fields.related),
    exactMatch: tidyList(fields.exactMatch),
    closeMatch: tidyList(fields.closeMatch),
    broadMatch: tidyList(fields.broadMatch),
  };
}

export function tidyList(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ""))];
}

export function tidyText(text: string | undefined): string | undefined {
  const short = text?.trim();
  return short === "" ? undefined : short;
}

/** A concept of a file with other words and links; other languages and all other keys stay. */
export function withFields(concept: YamlMap, fields: ConceptFields, language: string): YamlMap {
  let next = concept;
  for (const key of TEXTS) next = withText(next, key, fields[key], language);
  for (const key of LISTS) next = withWords(next, key, fields[key], language);
  for (const key of IDS) next = withIds(next, key, fields[key]);
  return next;
}

function withText(concept: YamlMap, key: ConceptKey, text: string | undefined, language: string): YamlMap {
  const old = concept.get(key);
  // What is shown may come from another language, and is not to be copied from there.
  if (shownText(old, language) === text) return concept;
  return set(concept, key, inLanguage(old, text, language));
}

function shownText(value: YamlValue | undefined, language: string): string | undefined {
  const [first] = isYamlMap(value) ? value.values() : [];
  const shown = isYamlMap(value) ? (value.get(language) ?? value.get("en") ?? first) : value;
  return textOf(shown)?.trim();
}

/** Sets labels or examples in one language. */
export function withWords(
  concept: YamlMap,
  key: ConceptKey,
  texts: readonly string[],
  language: string,
): YamlMap {
  const old = concept.get(key);
  const list = isYamlMap(old) ? old.get(language) : old;
  const next = listLike(list, texts);
  return next === list ? concept : set(concept, key, inLanguage(old, next, language));
}

/** Adds labels in a language that may not be the scheme's own, for which alone a list may stand without a language. */
export function withMoreWords(
  concept: YamlMap,
  key: ConceptKey,
  texts: readonly string[],
  languages: { readonly own: string; readonly wanted: string },
): YamlMap {
  const old = concept.get(key);
  if (languages.wanted === languages.own || isYamlMap(old))
    return withWords(concept, key, texts, languages.wanted);
  if (texts.length === 0) return concept;
  const before = old === undefined ? [] : ([[languages.own, old]] as const);
  return set(concept, key, new Map<string, YamlValue>([...before, [languages.wanted, texts]]));
}

/** The words of a concept in one language, as written. */
export function wordsIn(
  concept: YamlMap,
  key: ConceptKey,
  languages: { readonly own: string; readonly wanted: string },
): readonly string[] {
  const value = concept.get(key);
  if (isYamlMap(value)) return textsOf(value.get(languages.wanted)).map((text) => text.trim());
  return languages.wanted === languages.own ? textsOf(value).map((text) => text.trim()) : [];
}

/** The languages that a concept's words are in. */
export function languagesOf(concept: YamlMap, own: string): readonly string[] {
  const named = [...concept.values()].flatMap((value) => (isYamlMap(value) ? [...value.keys()] : []));
  return [...new Set([own, ...named])];
}

function inLanguage(
  old: YamlValue | undefined,
  value: YamlValue | undefined,
  language: string,
): YamlValue | undefined {
  if (!isYamlMap(old)) return value;
  const next = withKey(old, language, value);
  return next.size === 0 ? undefined : next;
}

export function withIds(concept: YamlMap, key: ConceptKey, ids: readonly string[]): YamlMap {
  const old = concept.get(key);
  const next = listLike(old, ids);
  return next === old ? concept : set(concept, key, next);
}

/** The list as the file would write it: one text stays one where it stands without a list. */
function listLike(old: YamlValue | undefined, texts: readonly string[]): YamlValue | undefined {
  const written = textsOf(old);
  const same =
    written.length === texts.length && written.every((text, index) => text.trim() === texts[index]);
  if (same && (old !== undefined || texts.length === 0)) return old;
  if (texts.length === 0) return undefined;
  if (!isYamlList(old) && typeof old === "string" && texts.length === 1) return texts[0];
  // Space around a text does not count when it is read, and is no reason to write it anew.
  return texts.map((text) => written.find((one) => one.trim() === text) ?? text);
}

export function set(concept: YamlMap, key: ConceptKey, value: YamlValue | undefined): YamlMap {
  return withKey(concept, key, value, CONCEPT_KEYS);
}
