import type { Term } from "n3";
import { type RdfObject, type Triple, uriOf } from "../rdf-words.ts";

/** What the parsers of RDF have in common; each brings classes of its own. */
export interface ParsedQuad {
  readonly subject: ParsedTerm;
  readonly predicate: ParsedTerm;
  readonly object: ParsedTerm;
}

interface ParsedTerm {
  readonly termType: Term["termType"] | "Quad";
  readonly value: string;
  readonly language?: string | undefined;
  readonly datatype?: { readonly value: string } | undefined;
}

/** Our own triple of a parser's; which graph it stood in is not kept. */
export function toTriple({ subject, predicate, object }: ParsedQuad): Triple {
  return { subject: nameOf(subject), predicate: predicate.value, object: toObject(object) };
}

function toObject(term: ParsedTerm): RdfObject {
  if (term.termType === "NamedNode") return { kind: "uri", value: term.value };
  if (term.termType !== "Literal") return { kind: "blank", value: nameOf(term) };
  return {
    kind: "text",
    value: term.value,
    language: toLanguageTag(term.language ?? ""),
    datatype: term.datatype?.value ?? uriOf("xsd", "string"),
  };
}

function nameOf(term: ParsedTerm): string {
  return term.termType === "NamedNode" ? term.value : `_:${term.value}`;
}

/** Tags mean the same in any case, and some parsers change it; this is how they are usually written: `pt-BR`. */
export function toLanguageTag(tag: string): string {
  const [first = "", ...rest] = tag.split("-");
  const parts = rest.map((part) => {
    if (/^[a-z]{2}$/iu.test(part)) return part.toUpperCase();
    if (/^[a-z]{4}$/iu.test(part)) return part.slice(0, 1).toUpperCase() + part.slice(1).toLowerCase();
    return part.toLowerCase();
  });
  return [first.toLowerCase(), ...parts].join("-");
}
