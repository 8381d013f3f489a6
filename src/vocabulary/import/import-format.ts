import type { Triple } from "../rdf-words.ts";

export const IMPORT_FORMATS = [
  "turtle",
  "ntriples",
  "rdfxml",
  "jsonld",
  "ivoa-csv",
  "ivoa-desise",
  "uat-json",
] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** What a reader needs to know besides the text. */
export interface ReadPlace {
  /** The file's or address's name, for what is said of it. */
  readonly name: string;
  /** What relative URIs are relative to. */
  readonly base: string;
  /** What stands before an id, where the format itself does not say it. */
  readonly namespace: string;
}

export interface ReadTriples {
  readonly triples: readonly Triple[];
  /** What the reader itself had no words for: its name in the file, and how often it was there. */
  readonly leftOut: ReadonlyMap<string, number>;
}

/** Reads one format. Throws `VOCABULARY_INVALID` with the file's line where the parser knows it. */
export type ReadFormat = (text: string, place: ReadPlace) => Promise<ReadTriples> | ReadTriples;
