import { type Document, isMap, isScalar, isSeq, LineCounter, parseDocument, YAMLParseError } from "yaml";

/** A text of YAML with the places of all that it says. */
export interface PlacedDocument {
  readonly document: Document;
  readonly lineCounter: LineCounter;
}

/** Parses YAML in which no map says a key twice; what is wrong stands in the document's errors. */
export function parsePlaced(text: string, keepSourceTokens = false): PlacedDocument {
  const lineCounter = new LineCounter();
  // The parser compares each key with all before it, which takes longer than all else in a map of thousands.
  const document = parseDocument(text, { lineCounter, keepSourceTokens, uniqueKeys: false, merge: false });
  document.errors.push(...findDoubles(document));
  return { document, lineCounter };
}

/** In the parser's words. Whoever reads a map here has its keys as text, where `1` and `"1"` are the same. */
function findDoubles(document: Document): readonly YAMLParseError[] {
  const errors: YAMLParseError[] = [];
  const waiting: unknown[] = [document.contents];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (isSeq(node)) waiting.push(...node.items.toReversed());
    if (!isMap(node)) continue;
    const keys = new Set<unknown>();
    for (const { key } of node.items) {
      const value = isScalar(key) ? String(key.value) : key;
      if (keys.has(value))
        errors.push(new YAMLParseError(placeOf(key), "DUPLICATE_KEY", "Map keys must be unique"));
      keys.add(value);
    }
    for (const { key, value } of node.items.toReversed()) waiting.push(value, key);
  }
  return errors;
}

function placeOf(key: unknown): [number, number] {
  const start = isScalar(key) ? (key.range?.[0] ?? 0) : 0;
  return [start, start + 1];
}
