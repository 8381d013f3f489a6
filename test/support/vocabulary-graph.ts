import { Parser, Writer } from "n3";
import { canonize } from "rdf-canonize";
import { toConceptScheme } from "../../src/vocabulary/build-scheme.ts";
import { checkScheme } from "../../src/vocabulary/check-scheme.ts";
import { toSchemeTriples } from "../../src/vocabulary/export/scheme-triples.ts";
import { writeTurtle } from "../../src/vocabulary/export/write-turtle.ts";
import type { ImportFormat } from "../../src/vocabulary/import/import-format.ts";
import {
  type ImportedVocabulary,
  importVocabulary,
  type ImportOptions,
} from "../../src/vocabulary/import/import-vocabulary.ts";
import { readVocabularyFile } from "../../src/vocabulary/read-file.ts";
import { loadVocabularyValidators } from "../../src/vocabulary/schema.ts";
import type { ConceptScheme } from "../../src/vocabulary/vocabulary.ts";

export const BASE = "https://catalogue.example";
const validators = loadVocabularyValidators();

/** The scheme of a vocabulary's file, which must be without errors. */
export function schemeOf(id: string, yaml: string): ConceptScheme {
  const file = readVocabularyFile(`${id}.yaml`, yaml, validators.scheme);
  const [shape] = file.findings;
  if (shape !== undefined) throw new Error(`${shape.line}: ${shape.sentence}`);
  const scheme = toConceptScheme(id, file);
  const [error] = checkScheme(scheme, file).filter(({ severity }) => severity === "error");
  if (error !== undefined) throw new Error(`${error.line}: ${error.sentence}`);
  return scheme;
}

export async function importText(
  text: string | Uint8Array,
  options: Partial<ImportOptions> & { readonly format?: ImportFormat | undefined } = {},
): Promise<ImportedVocabulary & { readonly scheme: ConceptScheme }> {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const imported = await importVocabulary(bytes, { name: "given", as: "given", ...options });
  return { ...imported, scheme: schemeOf(options.as ?? "given", imported.yaml) };
}

export function turtleOf(scheme: ConceptScheme): string {
  return writeTurtle(toSchemeTriples(scheme, BASE));
}

/** The graph of a Turtle text in the one form that all equal graphs have. */
export async function canonical(turtle: string): Promise<string> {
  const quads = new Writer({ format: "N-Quads" }).quadsToString(new Parser().parse(turtle));
  return canonize(quads, { algorithm: "RDFC-1.0", inputFormat: "application/n-quads" });
}
