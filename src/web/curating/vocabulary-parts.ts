import { ExecatError } from "../../errors.ts";
import type { Concept, ConceptScheme, Vocabularies } from "../../vocabulary/vocabulary.ts";

/** Throws `NOT_FOUND`. */
export function getScheme({ schemes }: Vocabularies, id: string): ConceptScheme {
  const scheme = schemes.get(id);
  if (scheme !== undefined) return scheme;
  throw new ExecatError("NOT_FOUND", `No vocabulary "${id.slice(0, 80)}".`, {
    hint: `There are: ${[...schemes.keys()].join(", ")}.`,
  });
}

/** Throws `NOT_FOUND`. */
export function getConcept(scheme: ConceptScheme, id: string): Concept {
  const concept = scheme.concepts.get(id);
  if (concept !== undefined) return concept;
  throw new ExecatError("NOT_FOUND", `"${scheme.title}" has no concept "${id.slice(0, 80)}".`, {
    hint: `The vocabulary's page shows all of them: /vocabularies/${scheme.id}`,
  });
}
