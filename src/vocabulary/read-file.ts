import { isMap, isScalar, LineCounter, parseDocument, type Document, type Node } from "yaml";
import type { ErrorObject, ValidateFunction } from "ajv/dist/2020.js";
import type { VocabularyFinding } from "./findings.ts";
import { describeShapeError } from "./schema.ts";

type Path = readonly (string | number)[];

/** A vocabulary's file, parsed with positions. */
export interface VocabularyFile {
  readonly name: string;
  /** What the file says, when its shape is right. */
  readonly value: unknown;
  readonly findings: readonly VocabularyFinding[];
  /** The keys of a map in the file's own order, which an object loses where keys look like numbers. */
  keysAt(path: Path): readonly string[];
  /** A finding at the node of that path, or at the nearest node above. */
  findingAt(path: Path, sentence: string): VocabularyFinding;
}

/** Parses YAML and checks its shape. Never throws: what is wrong comes back as findings. */
export function readVocabularyFile(name: string, text: string, validate: ValidateFunction): VocabularyFile {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, uniqueKeys: true, merge: false });
  const at = (offset: number, sentence: string): VocabularyFinding => {
    const { line, col } = lineCounter.linePos(offset);
    return { file: name, line: Math.max(line, 1), column: Math.max(col, 1), sentence };
  };
  const findingAt = (path: Path, sentence: string): VocabularyFinding =>
    at(offsetOf(document, path), sentence);
  const keysAt = (path: Path): readonly string[] => keysOf(nodeAt(document, path));

  const broken = document.errors.map((error) => at(error.pos[0], firstLine(error.message)));
  if (broken.length > 0) return { name, value: undefined, findings: broken, keysAt, findingAt };

  const parsed = toValue(document);
  if (parsed.failure !== undefined) {
    return { name, value: undefined, findings: [at(0, parsed.failure)], keysAt, findingAt };
  }
  const value = parsed.value;
  if (validate(value)) return { name, value, findings: [], keysAt, findingAt };
  const findings = (validate.errors ?? [])
    .filter((error) => error.propertyName === undefined)
    .map((error) => findingAt(pathOf(error), describeShapeError(error)));
  return { name, value: undefined, findings, keysAt, findingAt };
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

/** Where the path's key begins, or its item in a list; as deep as the path goes in the document. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = rangeStart(node) ?? 0;
  for (const part of path) {
    const pair = isMap(node) ? node.items.find((item) => keyText(item.key) === String(part)) : undefined;
    node = childOf(node, part);
    offset = rangeStart(pair?.key) ?? rangeStart(node) ?? offset;
    if (node === undefined || node === null) break;
  }
  return offset;
}

function rangeStart(node: unknown): number | undefined {
  return (node as Partial<Node> | null | undefined)?.range?.[0];
}
