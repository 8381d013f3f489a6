import type { Dice } from "./long-row.ts";

/** A hostile piece of about a size: what it is, and how it is put together. */
type Piece = (size: number) => string;

/** So many times that the result has about the size. */
function filled(part: string, size: number): string {
  return part.repeat(Math.max(1, Math.floor(size / part.length)));
}

function numbered(part: (index: number) => string, size: number): string {
  const parts: string[] = [];
  for (let length = 0; length < size; length += parts.at(-1)?.length ?? 1) parts.push(part(parts.length));
  return parts.join("");
}

/** Aliases of aliases, nine of each. */
function laughs(levels: number): string {
  const lines = ["l0: &l0 [a, a, a]"];
  for (let level = 1; level < levels; level += 1) {
    lines.push(`l${level}: &l${level} [${Array.from({ length: 9 }, () => `*l${level - 1}`).join(", ")}]`);
  }
  return lines.join("\n");
}

/** Pieces whose cost might grow faster than they do. Those of one line may stand at any depth. */
const PIECES: Readonly<Record<string, Piece>> = {
  // Depth.
  brackets: (size) => `deep: ${"[".repeat(size)}`,
  "closed brackets": (size) => `deep: ${"[".repeat(size / 2)}1${"]".repeat(size / 2)}`,
  braces: (size) => `deep: ${filled("{a: ", size / 2)}1${"}".repeat(size / 8)}`,
  "10,000 brackets": () => `deep: ${"[".repeat(10_000)}${"]".repeat(10_000)}`,
  "10,000 hyphens": () => `deep:\n  ${"- ".repeat(10_000)}a`,
  questions: (size) => filled("? ", size),
  stairs: (size) => numbered((level) => `${" ".repeat(level)}a:\n`, size),
  // One long value, in every style.
  "plain text": (size) => `description: ${"x".repeat(size)}`,
  "plain words": (size) => `description: ${filled("word ", size)}`,
  "plain lines": (size) => `description: a\n${filled("    xyz\n", size)}`,
  "double quotes": (size) => `description: "${filled('\\"x ', size)}"`,
  "wrong escapes": (size) => `description: "${filled("\\q", size)}"`,
  "single quotes": (size) => `description: '${filled("'' ", size)}'`,
  "open quote": (size) => `description: "${filled("x y\n  ", size)}`,
  "literal block": (size) => `description: |\n${filled("    words of a line\n", size)}`,
  "folded block": (size) => `description: >\n${filled("    x\n\n", size)}`,
  "long comment": (size) => `# ${"x".repeat(size)}`,
  "long key": (size) => `${"k".repeat(size)}: 1`,
  "long explicit key": (size) => `? ${"k".repeat(size)}\n: {yes: on, no: off}`,
  "long reference": (size) => `location: ${filled("a/b:", size)}`,
  "signs above ASCII": (size) => `description: ${filled("é👩‍👩‍👧\u{2028}", size / 4)}`,
  // Very many of something.
  "keys without meaning": (size) => numbered((index) => `k${index}: {min: 1, max: 0}\n`, size),
  "nearly known keys": (size) => numbered((index) => `titl${index}: 1\n`, size),
  "the same key": (size) => filled("title: a\n", size),
  "keys of prototypes": (size) => filled("__proto__: {constructor: {prototype: 1}}\n", size),
  "words of YAML 1.1": (size) => numbered((index) => `k${index}: on\n`, size),
  anchors: (size) => numbered((index) => `k${index}: &a${index} x\n`, size),
  aliases: (size) => `a: &a {b: [1, 2, 3]}\n${numbered((index) => `k${index}: *a\n`, size)}`,
  "unresolved aliases": (size) => numbered((index) => `k${index}: *b\n`, size),
  laughs: (size) => laughs(size > 20_000 ? 30 : 6),
  merges: (size) => filled("<<: {a: 1}\n", size),
  tags: (size) => numbered((index) => `k${index}: !x y\n`, size),
  properties: (size) => `k: ${filled("&a !b ", size)}`,
  "flow list": (size) => `keywords: [${numbered((index) => `t${index}, `, size)}]`,
  "broken flow list": (size) => `keywords: [${filled("a: b c: d, ", size)}]`,
  "flow list of lines": (size) => `keywords: [\n${filled("a b: 'c' d\n", size)}]`,
  terms: (size) => `discovery: {title: A, terms: {task: [${numbered((index) => `term ${index}, `, size)}]}}`,
  facets: (size) => `terms: {${numbered((index) => `tsk${index}: [a], `, size)}}`,
  inputs: (size) => `inputs: {${numbered((index) => `i${index}: {terms: [imag], sample: x}, `, size)}}`,
  variables: (size) => `environment: {${numbered((index) => `A${index}_TOKEN: "abcd", `, size)}}`,
  "numbers as variables": (size) => `environment: {${numbered((index) => `A${index}: 1, `, size)}}`,
  packages: (size) => `requirements: [${numbered((index) => `nump${index}>=x, `, size)}]`,
  words: (size) => `command: ${filled("'a' ", size)}`,
  volumes: (size) => `volumes: [${numbered((index) => `{path: /a, mode: rw, resource: r${index}}, `, size)}]`,
  data: (size) => `data: [${numbered((index) => `{kind: simple-dat${index}, meta: {name: a}}, `, size)}]`,
  storage: (size) => `storage: [${filled("{kind: simple-storage-resource, size: {min: 4 GB}}, ", size)}]`,
  // Lines that the parser stumbles over.
  "colons in values": (size) => filled("a: b: c\n", size),
  "quotes inside": (size) => filled("a: 'b' c\n", size),
  "at signs": (size) => filled("a: @b\n", size),
  "closing brackets": (size) => filled("]\n", size),
  "items among keys": (size) => filled("- a\n", size),
  "words without a colon": (size) => filled("a\n", size),
  "uneven lines": (size) => numbered((index) => `${" ".repeat(index % 7)}a${index}:\n`, size),
  tabs: (size) => filled("\tk: 1\n", size),
  "blank lines": (size) => "\n".repeat(size),
  "lines of blanks": (size) => filled("   \n", size),
  "lines of comment": (size) => filled("#\n", size),
  "carriage returns": (size) => filled("# a\r", size),
  documents: (size) => filled("---\na: 1\n", size),
  "document marks": (size) => filled("---\n", size),
  directives: (size) => filled("%YAML 1.2\n", size),
  "percent signs": (size) => filled("%\n", size),
  conflicts: (size) => filled("<<<<<<< HEAD\n", size),
};

const NAMES = Object.keys(PIECES);
/** Most of them small, some of the size that a file may have at most. */
const SIZES = [300, 2_000, 2_000, 10_000, 10_000, 40_000, 40_000, 150_000, 400_000, 985_000];

export interface HostilePiece {
  readonly name: string;
  readonly text: string;
}

/** A hostile piece, of any sort and size. */
export function hostilePiece(dice: Dice): HostilePiece {
  const name = dice.pick(NAMES);
  return { name, text: PIECES[name]?.(dice.pick(SIZES)) ?? "" };
}
