import {
  Document,
  isCollection,
  isMap,
  isScalar,
  type LineCounter,
  Pair,
  Scalar,
  YAMLMap,
  YAMLSeq,
  type Node,
  type ScalarTag,
} from "yaml";
import { stringifyString } from "yaml/util";
import { joinPointer } from "../finding.ts";
import { commentLines, findNode, type SourcePlace } from "./nodes.ts";

/** Lines of folded text are kept this long; everything else is never folded. */
const LINE_WIDTH = 100;

/** Text as `yaml` writes it, but that a fold elsewhere in the document cuts no quoted address in two. */
const TEXT: ScalarTag = {
  tag: "tag:yaml.org,2002:str",
  default: true,
  identify: (value) => typeof value === "string",
  resolve: (text) => text,
  stringify(item, context, onComment, onChompKeep) {
    const lineWidth = item.type === Scalar.BLOCK_FOLDED ? context.options.lineWidth : 0;
    const options = { ...context.options, lineWidth };
    return stringifyString(item, { ...context, actualString: true, options }, onComment, onChompKeep);
  },
};

export interface YamlText {
  readonly text: string;
  /** Comments whose place is gone, each with its line in the author's text. */
  readonly lostComments: readonly { readonly text: string; readonly line: number }[];
}

/** The author's document, and where something of the new one stands in it. */
export interface Original {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  readonly locate: (pointer: string) => string;
}

/**
 * Writes plain values as YAML that looks as much as it can like the text they came from: keys in the order of the
 * author, values in the style of the author, comments where their place survives.
 */
export function toYaml(value: unknown, original: Original): YamlText {
  const writer = new YamlWriter(original);
  const { document: source, lines } = original;
  const document = new Document(undefined, { compat: "yaml-1.1", customTags: (tags) => [TEXT, ...tags] });
  const contents = writer.node(value, "");
  document.contents = contents as typeof document.contents;
  writer.putHeading(contents);
  document.commentBefore = source.commentBefore;
  document.comment = source.comment;
  const text = document.toString({
    lineWidth: writer.folds ? LINE_WIDTH : 0,
    // A quoted address would be cut in two.
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
    flowCollectionPadding: false,
  });
  const left = new Map<string, number>();
  for (const { text: line } of commentLines(document)) left.set(line, (left.get(line) ?? 0) + 1);
  const lost = commentLines(source).filter(({ text: line }) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
  return {
    text,
    lostComments: lost.map(({ text: line, offset }) => ({ text: line, line: lines.linePos(offset).line })),
  };
}

class YamlWriter {
  /** True when the author folded a long text. */
  folds = false;
  private heading: string | undefined;
  private readonly original: Original;
  /** JSON looks like JSON for its readers' sake, not its author's. */
  private readonly keepsStyle: boolean;
  /** Places whose comments have been taken over: several parts may come from one place. */
  private readonly taken = new Set<string>();
  /** Maps and lists whose comment went with their first part. */
  private readonly passedOn = new Set<Node>();

  constructor(original: Original) {
    this.original = original;
    const { contents } = original.document;
    this.keepsStyle = !(isCollection(contents) && contents.flow === true);
  }

  node(value: unknown, pointer: string): Node {
    const source = this.sourceOf(pointer);
    const node = this.bare(value, pointer, source?.place);
    if (source?.isNew === true) {
      this.carryComments(source.place, node);
      this.passOn(source.place, node);
    }
    return node;
  }

  private bare(value: unknown, pointer: string, place: SourcePlace | undefined): Node {
    if (Array.isArray(value)) {
      const list = new YAMLSeq();
      list.flow = this.isFlow(place) && !becomesLonger(value, place);
      list.items = value.map((item: unknown, index) => this.node(item, joinPointer(pointer, index)));
      return list;
    }
    if (typeof value === "object" && value !== null) return this.map(value, pointer, place);
    return this.scalar(value, place?.resolved);
  }

  private map(value: object, pointer: string, place: SourcePlace | undefined): YAMLMap {
    const map = new YAMLMap();
    map.flow = this.isFlow(place);
    const sorted = this.inAuthorsOrder(Object.entries(value), pointer);
    map.items = sorted.map(([name, item]) => {
      const inner = joinPointer(pointer, name);
      const source = this.sourceOf(inner);
      const key = new Scalar(name);
      const node = this.bare(item, inner, source?.place);
      if (source?.isNew === true) {
        this.carryKeyComments(source.place, key, pointer === "");
        this.passOn(source.place, key);
        this.carryComments(source.place, node);
      }
      return new Pair(key, node);
    });
    return map;
  }

  private isFlow(place: SourcePlace | undefined): boolean {
    return this.keepsStyle && isCollection(place?.resolved) && place.resolved.flow === true;
  }

  private scalar(value: unknown, written: Node | undefined): Scalar {
    const scalar = new Scalar(value);
    if (!this.keepsStyle || !isScalar(written) || written.value !== value) return scalar;
    if (written.type !== undefined) scalar.type = written.type;
    if (written.type === Scalar.BLOCK_FOLDED) this.folds = true;
    if (written.format !== undefined) scalar.format = written.format;
    return scalar;
  }

  /** The author's place of a part; `isNew` the first time that its comments are asked for. */
  private sourceOf(pointer: string): { place: SourcePlace; isNew: boolean } | undefined {
    const at = this.original.locate(pointer);
    const place = findNode(this.original.document, at);
    if (place === undefined) return undefined;
    const isNew = !this.taken.has(at);
    this.taken.add(at);
    return { place, isNew };
  }

  /** What has no place of its own below the map's stays behind what it follows. */
  private inAuthorsOrder(
    entries: readonly [string, unknown][],
    pointer: string,
  ): readonly [string, unknown][] {
    const { document, locate } = this.original;
    const parent = `${locate(pointer)}/`;
    let last = -1;
    const placed = entries.map((entry) => {
      const at = locate(joinPointer(pointer, entry[0]));
      const place = at.startsWith(parent) ? findNode(document, at) : undefined;
      last = (place?.key ?? place?.value)?.range?.[0] ?? last;
      return { entry, offset: last };
    });
    return placed.sort((a, b) => a.offset - b.offset).map(({ entry }) => entry);
  }

  /** What stands above the first key of a document is about the whole, wherever that key goes. */
  private carryKeyComments({ key: written, firstOf }: SourcePlace, key: Scalar, isRoot: boolean): void {
    if (written === undefined) return;
    copyComments(written, key);
    if (isRoot || firstOf !== this.original.document.contents) return;
    this.heading = key.commentBefore ?? undefined;
    key.commentBefore = null;
  }

  putHeading(contents: Node): void {
    const key = isMap(contents) ? contents.items[0]?.key : undefined;
    if (this.heading === undefined || !isScalar(key)) return;
    key.commentBefore = [this.heading, key.commentBefore].filter(Boolean).join("\n");
  }

  /** Comments of a value; those of a map or list only when it is one still. */
  private carryComments({ value }: SourcePlace, node: Node): void {
    if (value === undefined || (isCollection(value) && !isCollection(node))) return;
    const before = node.commentBefore;
    copyComments(value, node);
    if (this.passedOn.has(value)) node.commentBefore = before ?? null;
  }

  /** The comment above the first part of a map or list goes where that part goes. */
  private passOn({ firstOf }: SourcePlace, to: Node): void {
    const comment = firstOf?.commentBefore;
    if (firstOf === undefined || comment === undefined || comment === null) return;
    if (this.passedOn.has(firstOf)) return;
    this.passedOn.add(firstOf);
    to.commentBefore = [comment, to.commentBefore].filter(Boolean).join("\n");
  }
}

/** A list of names that becomes one of maps is too long for a line. */
function becomesLonger(items: readonly unknown[], place: SourcePlace | undefined): boolean {
  const written = isCollection(place?.resolved) ? place.resolved.items : [];
  return items.some((item) => typeof item === "object" && item !== null) && !written.some(isCollection);
}

function copyComments(from: Node, to: Node): void {
  if (from.commentBefore !== undefined && from.commentBefore !== null) to.commentBefore = from.commentBefore;
  if (from.comment !== undefined && from.comment !== null) to.comment = from.comment;
  if (from.spaceBefore === true) to.spaceBefore = true;
}
