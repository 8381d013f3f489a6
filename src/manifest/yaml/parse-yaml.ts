import { Composer, Lexer, LineCounter, Parser, type Document, type YAMLError } from "yaml";
import { FILE_START, quote, toProblem, type Finding } from "../finding.ts";
import type { Problem } from "../problems.ts";
import { decode } from "./decode.ts";
import { createPlaces, rangeBetween, type Places } from "./places.ts";
import { explainSyntax } from "./syntax.ts";
import { MAX_DEPTH, toValues } from "./to-values.ts";

/** Documents that one file may hold. */
export const MAX_DOCUMENTS = 100;
/** Words, signs and line ends that one file may hold; a manifest of a hundred lines has about a thousand. */
export const MAX_LEXEMES = 100_000;
/** Signs out of place and lines that begin with %; the parser makes an error object of each, which takes time. */
const MAX_FAULTS = 500;
/** Findings of one kind that are listed for a document. */
const MAX_SYNTAX_FINDINGS = 50;

export interface YamlDocument {
  /** The document's number in its file, from 0. */
  readonly number: number;
  /** Plain data; `null` for an empty document. Objects have no prototype. */
  readonly value: unknown;
  readonly places: Places;
  readonly problems: readonly Problem[];
}

export interface YamlFile {
  readonly documents: readonly YamlDocument[];
  /** Findings about the file as a whole. */
  readonly problems: readonly Problem[];
}

/**
 * Reads the documents of a YAML or JSON file with the places of everything in it.
 * Never throws; limits on size, depth, aliases and number keep a hostile file from taking long.
 */
export function parseYaml(bytes: Uint8Array, file: string): YamlFile {
  const { text, findings } = decode(bytes);
  const problems = findings.map((finding) =>
    toProblem(finding, { file, document: undefined, range: FILE_START }),
  );
  if (text === undefined) return { documents: [], problems };
  const lines = new LineCounter();
  const { documents, stop } = compose(text, lines);
  if (stop !== undefined) {
    const range = rangeBetween(lines, stop.offset, stop.offset);
    problems.push(toProblem(stop.finding, { file, document: undefined, range }));
  }
  return { documents: documents.map((document, number) => read(document, number, file, lines)), problems };
}

interface Stop {
  readonly offset: number;
  readonly finding: Finding;
}

/**
 * The library's own `parseAllDocuments` recurses without a limit and takes seconds for a file of brackets,
 * so its parts are driven by hand and stopped when the parser's stack or the count of lexemes grows too far.
 */
function compose(text: string, lines: LineCounter): { documents: Document[]; stop: Stop | undefined } {
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, logLevel: "silent" });
  const documents: Document[] = [];
  let lexemes = 0;
  let faults = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      documents.push(...composer.next(token));
      if (token.type === "error" || token.type === "directive") faults++;
    }
    const rule = faults > MAX_FAULTS ? tooManyFaults() : whyStop(++lexemes, parser, documents.length);
    if (rule !== undefined) {
      documents.splice(MAX_DOCUMENTS);
      return { documents, stop: { offset: parser.offset, finding: rule } };
    }
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end());
  return documents.length > MAX_DOCUMENTS
    ? {
        documents: documents.slice(0, MAX_DOCUMENTS),
        stop: { offset: text.length, finding: tooManyDocuments() },
      }
    : { documents, stop: undefined };
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

function read(document: Document, number: number, file: string, lines: LineCounter): YamlDocument {
  const broken = document.errors.length > 0;
  const { value, findings, targets } = toValues(broken ? undefined : document.contents);
  const at = (finding: Finding, from: number, to: number): Problem =>
    toProblem(finding, { file, document: number, range: rangeBetween(lines, from, to) });
  const syntax = [...onePerLine(document.errors, lines), ...document.warnings.slice(0, MAX_SYNTAX_FINDINGS)];
  return {
    number,
    value: broken ? undefined : value,
    places: createPlaces(document, lines, targets),
    problems: [
      ...syntax.map((error: YAMLError) => at(explainSyntax(error), error.pos[0], error.pos[1])),
      ...limit(findings).map((finding) => at(finding, finding.from, finding.to)),
    ],
  };
}

/** One fault of a line makes the parser stumble several times over; the first time says most. */
function onePerLine(errors: readonly YAMLError[], lines: LineCounter): readonly YAMLError[] {
  const seen = new Set<number>();
  const first = errors.slice(0, 1000).filter((error) => {
    const { line } = lines.linePos(error.pos[0]);
    const isNew = !seen.has(line);
    seen.add(line);
    return isNew;
  });
  return first.slice(0, MAX_SYNTAX_FINDINGS);
}

function limit<T extends Finding>(findings: readonly T[]): readonly T[] {
  const most = 200;
  const last = findings[most];
  if (last === undefined) return findings;
  const rest = findings.slice(most);
  const severity = rest.some((finding) => finding.severity === "error") ? "error" : last.severity;
  return [
    ...findings.slice(0, most),
    {
      ...last,
      severity,
      fix: undefined,
      sentence: `There are ${rest.length} more findings of the YAML text, the first of them ${quote(last.rule)} here.`,
      hint: "Mend those that are listed and check again.",
    },
  ];
}
