import { isMap, isScalar, type LineCounter, type Document, type Node } from "yaml";
import type { ErrorObject, ValidateFunction } from "ajv/dist/2020.js";
import type { VocabularyFault, VocabularyFinding } from "./findings.ts";
import { parsePlaced, type PlacedDocument } from "./parse-document.ts";
import { describeShapeError } from "./schema.ts";

type Path = readonly (string | number)[];
/** Offsets of the first character and behind the last. */
type Span = readonly [number, number];

/** A vocabulary's file, parsed with positions. */
export interface VocabularyFile {
  readonly name: string;
  /** What the file says, when its shape is right. */
  readonly value: unknown;
  readonly findings: readonly VocabularyFinding[];
  /** The keys of a map in the file's own order, which an object loses where keys look like numbers. */
  keysAt(path: Path): readonly string[];
  /** A finding at the node of that path, or at the nearest node above. */
  findingAt(path: Path, fault: VocabularyFault): VocabularyFinding;
}

/** Parses YAML and checks its shape. Never throws: what is wrong comes back as findings. */
export function readVocabularyFile(name: string, text: string, validate: ValidateFunction): VocabularyFile {
  return readVocabularyDocument(name, parsePlaced(text), validate);
}

/** The same for a text that is parsed already. */
export function readVocabularyDocument(
  name: string,
  { document, lineCounter }: PlacedDocument,
  validate: ValidateFunction,
): VocabularyFile {
  const at = ([from, to]: Span, fault: VocabularyFault): VocabularyFinding => {
    const start = placeOf(lineCounter, from);
    const end = placeOf(lineCounter, Math.max(from, to));
    return { severity: "error", ...fault, file: name, ...start, endLine: end.line, endColumn: end.column };
  };
  const findingAt = (path: Path, fault: VocabularyFault): VocabularyFinding =>
    at(spanOf(document, path), fault);
  const keysAt = (path: Path): readonly string[] => keysOf(nodeAt(document, path));
  const broken = (findings: readonly VocabularyFinding[]): VocabularyFile => ({
    name,
    value: undefined,
    findings,
    keysAt,
    findingAt,
  });

  const rule = "vocabulary/syntax";
  const unreadable = document.errors.map((error) =>
    at(error.pos, { rule, sentence: firstLine(error.message) }),
  );
  if (unreadable.length > 0) return broken(unreadable);
  const { value, failure } = toValue(document);
  if (failure !== undefined) return broken([at([0, 0], { rule, sentence: failure })]);
  if (validate(value)) return { name, value, findings: [], keysAt, findingAt };
  return broken(
    (validate.errors ?? [])
      .filter((error) => error.propertyName === undefined)
      .map((error) => findingAt(pathOf(error), describeShapeError(error))),
  );
}

/** Aliases may be unresolved or expand without end; the library then throws here rather than when it parses. */
function toValue(document: Document): { value?: unknown; failure?: string } {
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) as unknown };
  } catch (error) {
    return { failure: firstLine(error instanceof Error ? error.message : String(error)) };
  }
}

function firstLine(message: string): string {
  return `${(message.split("\n")[0] ?? "").replace(/ at line \d+, column \d+:?$/u, "").replace(/\.$/u, "")}.`;
}

function pathOf(error: ErrorObject): Path {
  const path = error.instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const parameters = error.params as { additionalProperty?: string; propertyName?: string };
  const key = parameters.additionalProperty ?? parameters.propertyName;
  return key === undefined ? path : [...path, key];
}

function nodeAt(document: Document, path: Path): unknown {
  let node: unknown = document.contents;
  for (const part of path) node = childOf(node, part);
  return node;
}

function childOf(node: unknown, part: string | number): unknown {
  if (isMap(node)) return node.items.find((pair) => keyText(pair.key) === String(part))?.value;
  const items = (node as { items?: readonly unknown[] } | null | undefined)?.items;
  return items?.[Number(part)];
}

function keysOf(node: unknown): readonly string[] {
  return isMap(node) ? node.items.map((pair) => keyText(pair.key)) : [];
}

function keyText(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

/** The path's key, or its item in a list; as deep as the path goes in the document. */
function spanOf(document: Document, path: Path): Span {
  let node: unknown = document.contents;
  let span = rangeOf(node) ?? [0, 0];
  // Of a whole file only the place where it begins is worth a mark.
  span = [span[0], span[0]];
  for (const part of path) {
    const pair = isMap(node) ? node.items.find((item) => keyText(item.key) === String(part)) : undefined;
    node = childOf(node, part);
    span = rangeOf(pair?.key) ?? rangeOf(node) ?? span;
    if (node === undefined || node === null) break;
  }
  return span;
}

function rangeOf(node: unknown): Span | undefined {
  const range = (node as Partial<Node> | null | undefined)?.range;
  return range === null || range === undefined ? undefined : [range[0], range[1]];
}

function placeOf(
  lineCounter: LineCounter,
  offset: number,
): { readonly line: number; readonly column: number } {
  const { line, col } = lineCounter.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
