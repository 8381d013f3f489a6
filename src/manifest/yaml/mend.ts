import { isCollection, type YAMLError } from "yaml";
import type { Finding } from "../finding.ts";
import type { Range } from "../problems.ts";
import { compose, type Composed } from "./compose.ts";
import { columnsToShow } from "./masking.ts";
import { MendedText } from "./mended-text.ts";
import { rangeBetween } from "./places.ts";
import { findSlip } from "./slips/find-slip.ts";
import { lineBefore } from "./slips/line.ts";
import type { Slip, Stumble } from "./slips/slip.ts";
import { cutBlock, emptyBlock } from "./slips/structure.ts";
import { explainSyntax } from "./syntax.ts";

/** Slips that are looked for in one file, and lexemes that are parsed for it in all: mending must not take long. */
const MAX_SLIPS = 20;
const MAX_PARSED = 10_000;

const NOTHING_HIDDEN: ReadonlySet<number> = new Set();

/** A finding about syntax: which document it is about and where it stands in the author's text. */
export interface SyntaxFinding {
  readonly document: number;
  readonly finding: Finding;
  readonly range: Range;
}

export interface Mended {
  /** What the parser makes of the text when the slips are mended; the text that it stands in. */
  readonly composed: Composed;
  readonly text: MendedText;
  readonly findings: readonly SyntaxFinding[];
  /** Documents of which something had to be left out. */
  readonly cut: ReadonlySet<number>;
  /** Documents in which nothing more is said about syntax: in brackets one slip makes all that follows odd. */
  readonly lost: ReadonlySet<number>;
}

/**
 * Explains what the parser stumbled over, slip by slip: each is mended in a copy of the text, or its lines are
 * left out, and the copy is parsed again, so that one run shows everything. Lines stay where they are.
 */
export function mend(author: string, first: Composed): Mended {
  const text = new MendedText(author);
  const original = [...text.lines];
  const findings: SyntaxFinding[] = [];
  const cut = new Set<number>();
  const lost = new Set<number>();
  const explained = new Set<number>();
  let composed = first;
  let parsed = 0;
  for (let count = 0; count < MAX_SLIPS; count += 1) {
    const error = firstError(composed, lost);
    parsed += composed.lexemes;
    if (error === undefined || parsed > MAX_PARSED) break;
    const stumble = stumbleOf(error.error, composed, text.lines);
    const isKnown = explained.has(stumble.at);
    const slip = isKnown ? undefined : findSlip(stumble);
    const { finding, range } = slip === undefined ? plainFinding(error.error, composed) : ofSlip(slip);
    const line = range.line - 1;
    if (!isKnown && !explained.has(line)) {
      const shown = columnsToShow(original, line, NOTHING_HIDDEN) >= (original[line] ?? "").length;
      const isWhole = shown && !text.isEdited(line);
      findings.push({
        document: error.document,
        finding: isWhole ? finding : { ...finding, fix: undefined },
        range: text.toOriginal(range),
      });
    }
    explained.add(stumble.at).add(line);
    if (slip === undefined && isInBrackets(composed.documents[error.document]?.contents)) {
      lost.add(error.document);
      continue;
    }
    if (slip === undefined || slip.loses === true) cut.add(error.document);
    const restore = text.snapshot();
    const at = lineWithText(text.lines, stumble.at);
    const block = text.isEdited(at) ? cutBlock(text.lines, at) : emptyBlock(text.lines, at);
    if (!text.apply(slip?.edits ?? block) && !text.apply(block)) break;
    const next = compose(text.text);
    // A document that is gone would take its findings with it.
    if (next.stop !== undefined || next.documents.length !== first.documents.length) {
      restore();
      break;
    }
    composed = next;
  }
  return { composed, text, findings, cut, lost };
}

/** A document as JSON is written, in which nothing tells where a value ends but its signs. */
function isInBrackets(contents: unknown): boolean {
  return isCollection(contents) && contents.flow === true;
}

interface DocumentError {
  readonly document: number;
  readonly error: YAMLError;
}

/** The error that comes first in the text of the first document that has one. */
function firstError({ documents }: Composed, lost: ReadonlySet<number>): DocumentError | undefined {
  for (const [document, { errors }] of documents.entries()) {
    if (lost.has(document)) continue;
    const [first, ...others] = errors;
    if (first === undefined) continue;
    const error = others.reduce((least, one) => (one.pos[0] < least.pos[0] ? one : least), first);
    return { document, error };
  }
  return undefined;
}

function stumbleOf(error: YAMLError, { lines: index }: Composed, lines: readonly string[]): Stumble {
  const { line, column } = index.placeOf(error.pos[0]);
  return {
    lines,
    at: Math.min(line - 1, lines.length - 1),
    column: column - 1,
    code: error.code,
    message: error.message,
  };
}

function plainFinding(error: YAMLError, composed: Composed): Omit<SyntaxFinding, "document"> {
  return { finding: explainSyntax(error), range: rangeBetween(composed, error.pos[0], error.pos[1]) };
}

function ofSlip({ rule, sentence, hint, fix, line, from, to }: Slip): Omit<SyntaxFinding, "document"> {
  return {
    finding: { rule, severity: "error", pointer: "", sentence, hint, fix },
    range: { line: line + 1, column: from + 1, endLine: line + 1, endColumn: to + 1 },
  };
}

function lineWithText(lines: readonly string[], at: number): number {
  return (lines[at] ?? "").trim() === "" ? (lineBefore(lines, at) ?? at) : at;
}
