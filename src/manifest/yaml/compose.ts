import { Composer, Lexer, LineCounter, Parser, type Document } from "yaml";
import type { Finding } from "../finding.ts";
import { MAX_DEPTH } from "./to-values.ts";

/** Documents that one file may hold. */
export const MAX_DOCUMENTS = 100;
/** Words, signs and line ends that one file may hold; a manifest of a hundred lines has about a thousand. */
export const MAX_LEXEMES = 100_000;
/** Signs out of place and lines that begin with %; the parser makes an error object of each, which takes time. */
const MAX_FAULTS = 500;

export interface Composed {
  readonly documents: readonly Document[];
  readonly lines: LineCounter;
  /** Of the text, in UTF-16 units: the parser names places behind its end. */
  readonly size: number;
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
  const lines = countLines(text);
  const parser = new Parser();
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, logLevel: "silent" });
  const documents: Document[] = [];
  let lexemes = 0;
  let faults = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      for (const document of composer.next(token)) documents.push(document);
      if (token.type === "error" || token.type === "directive") faults++;
    }
    const finding = faults > MAX_FAULTS ? tooManyFaults() : whyStop(++lexemes, parser, documents.length);
    if (finding !== undefined) {
      documents.splice(MAX_DOCUMENTS);
      return { documents, lines, size: text.length, stop: { offset: parser.offset, finding } };
    }
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end());
  if (documents.length <= MAX_DOCUMENTS) return { documents, lines, size: text.length, stop: undefined };
  const stop = { offset: text.length, finding: tooManyDocuments() };
  return { documents: documents.slice(0, MAX_DOCUMENTS), lines, size: text.length, stop };
}

/** Counted in the text itself: after some faults the parser forgets to tell of a line. */
function countLines(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines.addNewLine(at + 1);
  return lines;
}

function whyStop(lexemes: number, parser: Parser, documents: number): Finding | undefined {
  // The document itself and a scalar lie on the stack as well.
  if (parser.stack.length > MAX_DEPTH + 3) {
    return fileError("yaml/depth", `Values are nested more than ${MAX_DEPTH} deep.`);
  }
  if (lexemes > MAX_LEXEMES) {
    return fileError("yaml/too-many-parts", "The file holds more than 100,000 words and signs.");
  }
  return documents > MAX_DOCUMENTS ? tooManyDocuments() : undefined;
}

function tooManyFaults(): Finding {
  return fileError("yaml/too-many-parts", `The file has more than ${MAX_FAULTS} faults of syntax.`);
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
