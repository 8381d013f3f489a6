import { Composer, Lexer, Parser, type Document } from "yaml";
import type { Finding } from "../finding.ts";
import { LineIndex } from "./line-index.ts";
import { MAX_DEPTH } from "./to-values.ts";

/** Documents that one file may hold. */
const MAX_DOCUMENTS = 100;
/** Words, signs and line ends that one file may hold; a manifest of a hundred lines has less than a thousand. */
const MAX_LEXEMES = 20_000;
/** Lines that one file may hold: a text of a megabyte has fewer, one that is made to take long has many more. */
const MAX_LINES = 50_000;
/** Signs out of place, wrong backslashes, lines that begin with %: an error object is made of each, which takes time. */
const MAX_FAULTS = 500;

/** What may follow a backslash in double quotes, and after which signs digits do. */
const ESCAPED = '0abtnvfre "/\\N_LP\t\r\n';
const HEX_DIGITS: ReadonlyMap<string, number> = new Map([
  ["x", 2],
  ["u", 4],
  ["U", 8],
]);

export interface Composed {
  readonly documents: readonly Document[];
  readonly lines: LineIndex;
  /** Of the text, in UTF-16 units: the parser names places behind its end. */
  readonly size: number;
  /** Words, signs and line ends that were read. */
  readonly lexemes: number;
  /** Where and why reading ended before the end of the text. */
  readonly stop: Stop | undefined;
}

export interface Stop {
  readonly offset: number;
  readonly finding: Finding;
}

/**
 * Parses the documents of a text. The library's own `parseAllDocuments` recurses without a limit and takes seconds
 * for a file of brackets, so its parts are driven by hand and stopped when the parser's stack or the count of
 * lexemes grows too far.
 */
export function compose(text: string): Composed {
  // The parser makes an error object for each fault; nobody looks at their stacks, which are half of its time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return composeAll(text);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function composeAll(text: string): Composed {
  const lines = new LineIndex(text);
  if (lines.count > MAX_LINES) {
    const stop = { offset: lines.startOf(MAX_LINES + 1), finding: tooManyLines() };
    return { documents: [], lines, size: text.length, lexemes: 0, stop };
  }
  const parser = new Parser();
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, logLevel: "silent" });
  const documents: Document[] = [];
  let lexemes = 0;
  let faults = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme.startsWith('"')) faults += countWrongEscapes(lexeme, MAX_FAULTS);
    for (const token of faults > MAX_FAULTS ? [] : parser.next(lexeme)) {
      for (const document of composer.next(token)) documents.push(document);
      if (token.type === "error" || token.type === "directive") faults++;
    }
    const finding = faults > MAX_FAULTS ? tooManyFaults() : whyStop(++lexemes, parser, documents.length);
    if (finding !== undefined) {
      documents.splice(MAX_DOCUMENTS);
      return { documents, lines, size: text.length, lexemes, stop: { offset: parser.offset, finding } };
    }
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end());
  const surplus = documents.splice(MAX_DOCUMENTS).length > 0;
  const stop = surplus ? { offset: text.length, finding: tooManyDocuments() } : undefined;
  return { documents, lines, size: text.length, lexemes, stop };
}

/** Backslashes of a text in double quotes that begin no escape; not counted beyond `most`. */
function countWrongEscapes(text: string, most: number): number {
  let count = 0;
  for (let at = text.indexOf("\\"); at !== -1 && count <= most; at = text.indexOf("\\", at + 2)) {
    const digits = HEX_DIGITS.get(text.charAt(at + 1));
    if (digits === undefined ? !ESCAPED.includes(text.charAt(at + 1)) : !isHex(text, at + 2, digits)) count++;
  }
  return count;
}

function isHex(text: string, from: number, digits: number): boolean {
  const code = text.slice(from, from + digits);
  return code.length === digits && /^[\da-f]+$/iu.test(code);
}

function whyStop(lexemes: number, parser: Parser, documents: number): Finding | undefined {
  // The document itself and a scalar lie on the stack as well.
  if (parser.stack.length > MAX_DEPTH + 3) {
    return fileError("yaml/depth", `Values are nested more than ${MAX_DEPTH} deep.`);
  }
  if (lexemes > MAX_LEXEMES) {
    return fileError("yaml/too-many-parts", "The file holds more than 20,000 words and signs.");
  }
  return documents > MAX_DOCUMENTS ? tooManyDocuments() : undefined;
}

function tooManyFaults(): Finding {
  return fileError("yaml/too-many-parts", `The file has more than ${MAX_FAULTS} faults of syntax.`);
}

function tooManyLines(): Finding {
  const sentence = "The file has more than 50,000 lines, so nothing of it is read.";
  const hint = "Keep data out of the manifest and point to it instead.";
  return { ...fileError("yaml/too-many-parts", sentence), hint };
}

function tooManyDocuments(): Finding {
  return fileError("file/too-many-documents", `The file holds more than ${MAX_DOCUMENTS} documents.`);
}

function fileError(rule: string, sentence: string): Finding {
  return {
    rule,
    severity: "error",
    pointer: "",
    sentence,
    hint: "What follows is not read. Split the file, or make it simpler.",
  };
}
