import type { Document, YAMLError } from "yaml";
import { FILE_START, listFirst, toProblem, type Finding } from "../finding.ts";
import type { Problem } from "../problems.ts";
import { compose, type Composed } from "./compose.ts";
import { decode } from "./decode.ts";
import { mend, type Mended, type SyntaxFinding } from "./mend.ts";
import type { LineIndex } from "./line-index.ts";
import { createPlaces, rangeBetween, type Places, type ToRange } from "./places.ts";
import { explainSyntax } from "./syntax.ts";
import { isEmptyItem } from "./slips/structure.ts";
import { toValues } from "./to-values.ts";

/** Findings about syntax, and about values, that are listed for a document. */
const MAX_SYNTAX_FINDINGS = 50;
const MAX_FINDINGS = 200;
/** Longer texts are not mended for the sake of finding more: nobody writes them by hand. */
const MAX_MENDED = 20_000;

export interface YamlDocument {
  /** The document's number in its file, from 0. */
  readonly number: number;
  /** Plain data; `null` for an empty document. Objects have no prototype. */
  readonly value: unknown;
  readonly places: Places;
  readonly problems: readonly Problem[];
  /** True when something was left out to read the rest, so that what is missing is no finding. */
  readonly isCut: boolean;
  /** Lines, from 1, that are not read as they are written; a fix of anything else has no place there. */
  readonly isMended: (line: number) => boolean;
  /** True for a finding about a value that may not be what its author meant, since the text around it is not. */
  readonly isUncertain: (problem: Problem) => boolean;
}

export interface YamlFile {
  /** Without its byte order mark; absent when the bytes are no text. */
  readonly text: string | undefined;
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
  if (text === undefined) return { text, documents: [], problems };
  const composed = compose(text);
  const { stop } = composed;
  if (stop !== undefined) {
    const range = rangeBetween(composed, stop.offset, stop.offset);
    problems.push(toProblem(stop.finding, { file, document: undefined, range }));
  }
  const isBroken = composed.documents.some(({ errors }) => errors.length > 0);
  const mended =
    isBroken && stop === undefined && text.length <= MAX_MENDED ? mend(text, composed) : undefined;
  const documents = (mended?.composed ?? composed).documents.map((document, number) =>
    read(document, number, { file, composed, mended }),
  );
  return { text, documents, problems };
}

interface Source {
  readonly file: string;
  readonly composed: Composed;
  readonly mended: Mended | undefined;
}

function read(document: Document, number: number, { file, composed, mended }: Source): YamlDocument {
  const { lines } = mended?.composed ?? composed;
  const toRange: ToRange = (from, to) => {
    const range = rangeBetween(mended?.composed ?? composed, from, to);
    return mended === undefined ? range : mended.text.toOriginal(range);
  };
  const isMended = (line: number): boolean => mended?.text.isEdited(line - 1) === true;
  const broken = document.errors.length > 0;
  const { value, findings, targets } = toValues(broken ? undefined : document.contents);
  const at = (finding: Finding, from: number, to: number): Problem => {
    const range = toRange(from, to);
    const whole = isMended(range.line) ? { ...finding, fix: undefined } : finding;
    return toProblem(whole, { file, document: number, range });
  };
  const slips = (mended?.findings ?? []).filter((slip) => slip.document === number);
  const seen = new Set(slips.map(({ range }) => range.line));
  const rest = mended?.lost.has(number) === true ? [] : onePerLine(document.errors, lines, seen);
  const syntax = [...rest, ...document.warnings.slice(0, MAX_SYNTAX_FINDINGS)];
  return {
    number,
    value: broken ? undefined : value,
    places: createPlaces(document, toRange, targets),
    problems: [
      ...slips.map(({ finding, range }) => toProblem(finding, { file, document: number, range })),
      ...syntax.map((error: YAMLError) => at(explainSyntax(error), error.pos[0], error.pos[1])),
      ...listFirst(findings, MAX_FINDINGS).map((finding) => at(finding, finding.from, finding.to)),
    ],
    isCut: mended?.cut.has(number) === true,
    isMended,
    isUncertain: (problem) =>
      isUncertain(problem, slips, mended?.cut.has(number) === true) ||
      (isMended(problem.line) && isEmptyItem(mended?.text.lines[problem.line - 1] ?? "")),
  };
}

function isUncertain({ line, rule }: Problem, slips: readonly SyntaxFinding[], isCut: boolean): boolean {
  return slips.some(({ finding, range }) => {
    if (finding.rule === "yaml/colon-in-value" && finding.fix === undefined && range.line === line)
      return true;
    return isCut && rule === "shape/type" && Math.abs(range.line - line) <= 1;
  });
}

/** One fault of a line makes the parser stumble several times over; the first time says most. */
function onePerLine(
  errors: readonly YAMLError[],
  lines: LineIndex,
  known: ReadonlySet<number>,
): readonly YAMLError[] {
  const seen = new Set<number>(known);
  const first = errors.slice(0, 1000).filter((error) => {
    const { line } = lines.placeOf(error.pos[0]);
    const isNew = !seen.has(line);
    seen.add(line);
    return isNew;
  });
  return first.slice(0, MAX_SYNTAX_FINDINGS);
}
