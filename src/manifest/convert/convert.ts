import { LineCounter, parseAllDocuments, type Document } from "yaml";
import { emitRequest, type EmittedDialect } from "../emit.ts";
import { quote } from "../finding.ts";
import { lossesOf } from "../losses.ts";
import type { Problem } from "../problems.ts";
import { readManifest, type ReadDocument } from "../read.ts";
import { toYaml } from "./to-yaml.ts";

/** Something that the converted document does not say, or that brokers will not understand. */
export interface ConversionNote {
  readonly line: number;
  readonly column: number;
  /** Into the author's document. */
  readonly pointer: string;
  readonly sentence: string;
}

export interface Conversion {
  /** The document's number in its file, from 0. */
  readonly number: number;
  /** The dialect that it was written in, with its version. */
  readonly from: string;
  /** YAML; absent when the document has errors. */
  readonly text: string | undefined;
  readonly notes: readonly ConversionNote[];
}

export interface ConvertedFile {
  readonly documents: readonly Conversion[];
  /** Errors of the file and of documents that could not be converted. */
  readonly errors: readonly Problem[];
}

/**
 * Says each document of a manifest file in another dialect, with the author's comments and discovery block.
 * A document with errors is not converted: what it means is in doubt.
 */
export function convertManifest(bytes: Uint8Array, file: string, to: EmittedDialect): ConvertedFile {
  const { documents, problems } = readManifest(bytes, { file });
  const isError = ({ severity }: Problem): boolean => severity === "error";
  const lines = new LineCounter();
  // What was read without an error is within the limits of size, depth and aliases.
  const sources = documents.some(({ model }) => model !== undefined) ? parse(bytes, lines) : [];
  return {
    documents: documents.map((document) => convert(document, sources[document.number], lines, to)),
    errors: [...problems, ...documents.flatMap((document) => document.problems)].filter(isError),
  };
}

function parse(bytes: Uint8Array, lineCounter: LineCounter): readonly Document.Parsed[] {
  const text = new TextDecoder("utf-8").decode(bytes);
  const parsed = parseAllDocuments(text, { lineCounter, uniqueKeys: false, logLevel: "silent" });
  return Array.isArray(parsed) ? parsed : [];
}

function convert(
  read: ReadDocument,
  source: Document.Parsed | undefined,
  lines: LineCounter,
  to: EmittedDialect,
): Conversion {
  const from = read.variant ?? "D";
  const { model, number } = read;
  if (model === undefined || source === undefined) return { number, from, text: undefined, notes: [] };
  const locate = read.locate ?? ((pointer: string) => pointer);
  const block = read.discoveryBlock;
  const request = emitRequest(model, to);
  const { text, lostComments } = toYaml(block === undefined ? request : { ...request, discovery: block }, {
    document: source,
    lines,
    locate,
  });
  const left = read.problems.filter(({ rule }) => rule.startsWith("dialect/"));
  return {
    number,
    from,
    text,
    notes: [
      ...left.map(({ line, column, pointer, sentence }) => ({ line, column, pointer, sentence })),
      ...lossesOf(model, to).map(({ pointer, sentence }) => {
        const at = locate(pointer);
        const { line, column } = read.rangeOf(at);
        return { line, column, pointer: at, sentence };
      }),
      ...lostComments.map((comment) => ({
        line: comment.line,
        column: 1,
        pointer: "",
        sentence: `The comment ${quote(`# ${comment.text}`)} belongs to something that is left out.`,
      })),
    ].sort((a, b) => a.line - b.line || a.column - b.column),
  };
}
