import { LineCounter, parseAllDocuments, type Document } from "yaml";
import { emitRequest, type EmittedDialect } from "../emit.ts";
import { asObject } from "../data.ts";
import { quote, splitPointer } from "../finding.ts";
import { lossesOf } from "../losses.ts";
import type { Problem } from "../problems.ts";
import { readManifest, type ReadDocument } from "../read.ts";
import { unsaid, unwritten } from "./unwritten.ts";
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
  const silent = silentlyLeft(read, source, request);
  const left = read.problems.filter((problem) => isAboutLoss(problem, read, silent));
  const losses = lossesOf(model, to);
  const told = new Set([
    ...left.map(({ pointer }) => pointer),
    ...losses.map(({ pointer }) => locate(pointer)),
  ]);
  return {
    number,
    from,
    text,
    notes: [
      ...left.map(({ line, column, pointer, sentence }) => ({ line, column, pointer, sentence })),
      ...[...silent]
        .filter((pointer) => !told.has(pointer))
        .map((pointer) => ({
          ...startOf(read, pointer),
          pointer,
          sentence: `${quote(splitPointer(pointer).at(-1))} is left out: the catalogue does not take it over.`,
        })),
      ...losses.map(({ pointer, sentence }) => {
        const at = locate(pointer);
        return { ...startOf(read, at), pointer: at, sentence };
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

const ABOUT_KEYS = new Set(["shape/unknown-key", "shape/misplaced-key"]);

/** A key that is not known is written all the same where a block or a kind is kept as it stands. */
function isAboutLoss(
  { rule, pointer }: Problem,
  { said }: ReadDocument,
  silent: ReadonlySet<string>,
): boolean {
  if (rule.startsWith("dialect/")) return true;
  if (!ABOUT_KEYS.has(rule) || pointer.startsWith("/discovery/")) return false;
  return silent.has(pointer) || said?.holds(pointer) === false;
}
/** Places in the author's document that are legal and in no place of the one that was written. */
function silentlyLeft(
  { said, dialect, locate = (pointer) => pointer }: ReadDocument,
  source: Document.Parsed,
  request: Readonly<Record<string, unknown>>,
): ReadonlySet<string> {
  if (said === undefined) return new Set();
  const root = dialect === "D" ? undefined : asObject(source.toJS({ maxAliasCount: -1 }));
  const lost = [...unwritten(said.data, request)].map(locate);
  return new Set([...lost, ...(root === undefined ? [] : unsaid(root, said.holds))]);
}

function startOf(
  { rangeOf }: ReadDocument,
  pointer: string,
): { readonly line: number; readonly column: number } {
  const { line, column } = rangeOf(pointer);
  return { line, column };
}
