import { Parser } from "n3";
import { importError, toSentence } from "./failures.ts";
import type { ReadFormat } from "./import-format.ts";
import { toTriple } from "./to-triple.ts";

/** Turtle. */
export const readTurtle: ReadFormat = (text, place) => read(text, place, "text/turtle");

/** N-Triples. */
export const readNTriples: ReadFormat = (text, place) => read(text, place, "application/n-triples");

function read(
  text: string,
  { name, base }: Parameters<ReadFormat>[1],
  format: string,
): Awaited<ReturnType<ReadFormat>> {
  // A base is an error in N-Triples, where all URIs are whole.
  const parser = new Parser(format === "text/turtle" ? { format, baseIRI: base } : { format });
  try {
    return { triples: parser.parse(text).map(toTriple), leftOut: new Map() };
  } catch (error) {
    const line = (error as { context?: { line?: number } } | undefined)?.context?.line;
    throw importError(name, line, toSentence(error).replace(/ on line \d+\.$/u, "."));
  }
}
