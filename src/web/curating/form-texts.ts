import type { ConceptFields, SchemeFields } from "../../curation/edits.ts";
import { ExecatError } from "../../errors.ts";
import type { Concept, ConceptScheme, Vocabularies } from "../../vocabulary/vocabulary.ts";
import { findConcepts } from "./find-concept.ts";

/** What stands in a form: a text for each field. Lists have one item a line. */
export type FormTexts = ReadonlyMap<string, string>;

export const CONCEPT_FIELDS = [
  "prefLabel",
  "altLabel",
  "hiddenLabel",
  "definition",
  "scopeNote",
  "example",
  "broader",
  "related",
  "exactMatch",
  "closeMatch",
  "broadMatch",
] as const;
export type ConceptField = (typeof CONCEPT_FIELDS)[number];

export const SCHEME_FIELDS = ["title", "description", "license", "source"] as const;

/** As the file has it in the scheme's language: what is shown in its place from another one is nobody's to save. */
export function textsOfConcept(concept: Concept, scheme: ConceptScheme): FormTexts {
  const words = concept.byLanguage.find(({ language }) => language === scheme.language);
  const texts: Readonly<Record<ConceptField, string>> = {
    prefLabel: words?.prefLabel ?? concept.prefLabel,
    altLabel: (words?.altLabels ?? []).join("\n"),
    hiddenLabel: (words?.hiddenLabels ?? []).join("\n"),
    definition: words?.definition ?? "",
    scopeNote: words?.scopeNote ?? "",
    example: (words?.examples ?? []).join("\n"),
    broader: concept.broader.join("\n"),
    related: concept.related.join("\n"),
    exactMatch: concept.exactMatch.join("\n"),
    closeMatch: concept.closeMatch.join("\n"),
    broadMatch: concept.broadMatch.join("\n"),
  };
  return new Map(Object.entries(texts));
}

export function textsOfScheme({ title, description, license, source }: ConceptScheme): FormTexts {
  return new Map([
    ["title", title],
    ["description", description ?? ""],
    ["license", license ?? ""],
    ["source", source ?? ""],
  ]);
}

/** Fields of a form that was sent; those that it left out stay as they are. Browsers send lines with CRLF. */
export function textsFrom(
  form: ReadonlyMap<string, string>,
  names: readonly string[],
  otherwise: FormTexts = new Map(),
): FormTexts {
  return new Map(
    names.map((name) => [name, (form.get(name) ?? otherwise.get(name) ?? "").replaceAll(/\r\n?/gu, "\n")]),
  );
}

/** Throws `EDIT_INVALID` for what cannot be: no name, an unknown concept, a match that is no URI. */
export function conceptFieldsFrom(
  texts: FormTexts,
  vocabularies: Vocabularies,
  scheme: ConceptScheme,
): ConceptFields {
  const textOf = (name: ConceptField): string => texts.get(name)?.trim() ?? "";
  const prefLabel = textOf("prefLabel");
  if (prefLabel === "") {
    throw new ExecatError("EDIT_INVALID", "The concept has no name.", { hint: "Give it one: its name." });
  }
  const concepts = (name: ConceptField): readonly string[] =>
    findConcepts(vocabularies, scheme, toLines(textOf(name)));
  const uris = (name: ConceptField): readonly string[] => toLines(textOf(name)).map(toUri);
  return {
    prefLabel,
    altLabel: toLines(textOf("altLabel")),
    hiddenLabel: toLines(textOf("hiddenLabel")),
    definition: textOf("definition") || undefined,
    scopeNote: textOf("scopeNote") || undefined,
    example: toLines(textOf("example")),
    broader: concepts("broader"),
    related: concepts("related"),
    exactMatch: uris("exactMatch"),
    closeMatch: uris("closeMatch"),
    broadMatch: uris("broadMatch"),
  };
}

export function schemeFieldsFrom(texts: FormTexts): SchemeFields {
  const textOf = (name: string): string => texts.get(name)?.trim() ?? "";
  const title = textOf("title");
  if (title === "") {
    throw new ExecatError("EDIT_INVALID", "The vocabulary has no title.", { hint: "Give it one." });
  }
  return {
    title,
    description: textOf("description") || undefined,
    license: textOf("license") || undefined,
    source: textOf("source") || undefined,
  };
}

/** The lines of a text that say something, each once. */
export function toLines(text: string): readonly string[] {
  const lines = text.split("\n").map((line) => line.trim());
  return [...new Set(lines)].filter((line) => line !== "");
}

function toUri(text: string): string {
  // What no URI may hold is left out of every export: it would be lost without a word.
  if (/^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/u.test(text)) return text;
  throw new ExecatError("EDIT_INVALID", `"${text.slice(0, 100)}" is no URI.`, {
    hint: "Matches are the addresses of concepts elsewhere, for instance http://…",
  });
}
