import type { Dice } from "./long-row.ts";

/** A text with a secret in `executable.environment`, and the lines that must stay together. */
export interface Planted {
  readonly text: string;
  readonly secret: string;
  /** The end of the pointer to it. */
  readonly pointer: string;
  /** First and last line of what was planted, from 0. */
  readonly keep: LineRange;
}

export interface LineRange {
  readonly from: number;
  readonly to: number;
}

const SIGNS = "abcdefghijkmnopqrstuvwxyz23456789".split("");
const encoder = new TextEncoder();

const SCALARS = [
  "*missing",
  "&a [*a]",
  "&x {<<: *x}",
  "!!binary aGVsbG8=",
  "!!js/function 'function () {}'",
  "!<tag:example.org,2026:x> y",
  '"\\ud800"',
  '"\\udfff\\ud800"',
  '"\\u0000"',
  "2e308",
  "-0",
  ".nan",
  "0x1F",
  "1_000",
  "12:30:45",
  "on",
  "~",
  "9007199254740993",
  "PT99999999999999H",
  "2026-13-45/PT1H",
  "sha256:zz",
  "a/B:c@d",
  "javascript:alert(1)",
  "https://user:pass word@[::1",
  ">-",
  "|9",
  "'",
  '"',
  "{",
  "[",
  "? ",
  "\u{202e}txet",
  "\u{feff}",
  "e\u{301}".repeat(50),
  "👩‍👩‍👧‍👦",
];

const LINES = [
  "__proto__: {polluted: true}",
  "constructor: {prototype: {polluted: true}}",
  "toString: 1",
  "? [complex, key]\n: value",
  "---",
  "...",
  "%YAML 1.3",
  "%TAG ! tag:example.org,2026:",
  "<<: {kind: x}",
  "<<: [*a, *b]",
  "executable:",
  "discovery: [",
  "- - - - -",
  "\tkind: x",
  "kind:",
  "environment: [a, b]",
  "environment: text",
  "type: docker-container",
  ": :",
  "!!set {a, b}",
  "metadata: {executable: {}}",
  "\u{0}",
  "\u{1}\u{7f}\u{85}\u{2028}",
  "a\rb: c\rd",
];

/** Pieces whose cost might grow faster than they do; not more than one in a file. */
function largePiece(dice: Dice): string {
  const depth = dice.pick([70, 500, 5_000]);
  switch (dice.below(7)) {
    case 0:
      return "[".repeat(depth);
    case 1:
      return `deep: ${"{a: ".repeat(depth)}1${"}".repeat(depth)}`;
    case 2:
      return Array.from({ length: Math.min(depth, 500) }, (_, level) => `${" ".repeat(level)}a:`).join("\n");
    case 3:
      return `long: ${"x".repeat(depth * 40)}`;
    case 4:
      return `quoted: "${'\\"'.repeat(depth * 10)}"`;
    case 5:
      return laughs(dice.pick([4, 12, 30]));
    default:
      return Array.from({ length: depth }, (_, index) => `k${index}: {min: 1, max: 0}`).join("\n");
  }
}

/** Aliases of aliases, nine of each. */
function laughs(levels: number): string {
  const lines = ["l0: &l0 [a, a, a]"];
  for (let level = 1; level < levels; level += 1) {
    lines.push(`l${level}: &l${level} [${Array.from({ length: 9 }, () => `*l${level - 1}`).join(", ")}]`);
  }
  return lines.join("\n");
}

/** Damages a text in one to six places. The lines to keep stay as they are, and together. */
export function mutate(text: string, dice: Dice, keep: LineRange | undefined): Uint8Array {
  let lines: string[] = text.split("\n");
  // A block of lines that stays together is one piece from here on.
  if (keep !== undefined) {
    lines.splice(keep.from, keep.to - keep.from + 1, lines.slice(keep.from, keep.to + 1).join("\n"));
  }
  const kept = keep === undefined ? undefined : lines[keep.from];
  if (dice.chance(0.05)) lines = insertAt(lines, dice, largePiece(dice));
  for (let left = 1 + dice.below(6); left > 0; left -= 1) lines = mutateLines(lines, dice, kept);
  return asBytes(lines.join("\n"), dice, kept !== undefined);
}

function mutateLines(lines: readonly string[], dice: Dice, kept: string | undefined): string[] {
  if (lines.length === 0) return [""];
  const at = dice.below(lines.length);
  const line = lines[at] ?? "";
  const length = 1 + dice.below(4);
  const free = lines.slice(at, at + length).every((one) => one !== kept);
  const without = (): string[] => lines.filter((_, index) => index < at || index >= at + length);
  switch (dice.below(9)) {
    case 0:
      return free ? without() : [...lines];
    case 1:
      return free ? lines.toSpliced(at, 0, ...lines.slice(at, at + length)) : [...lines];
    case 2: {
      const other = dice.below(lines.length);
      if (!free || lines[other] === kept) return [...lines];
      return lines.with(at, lines[other] ?? "").with(other, line);
    }
    case 3:
      return insertAt(lines, dice, dice.pick(LINES));
    case 4:
      return free ? lines.with(at, withScalar(line, dice)) : [...lines];
    case 5:
      return free ? lines.with(at, cutText(line, dice)) : [...lines];
    case 6:
      return free ? lines.with(at, insertText(line, dice, dice.pick([...SCALARS, ...LINES]))) : [...lines];
    case 7:
      return free ? lines.with(at, `${" ".repeat(dice.below(7))}${line.trimStart()}`) : [...lines];
    default:
      return free
        ? lines.with(at, insertText(line, dice, String.fromCharCode(dice.below(0x3000))))
        : [...lines];
  }
}

/** Puts a piece between two lines, as deep as the line after it or at the top. */
function insertAt(lines: readonly string[], dice: Dice, piece: string): string[] {
  const at = dice.below(lines.length + 1);
  const indentation = /^ */u.exec(lines[at] ?? "")?.[0] ?? "";
  const placed = dice.chance(0.6) ? piece.replaceAll(/^/gmu, indentation) : piece;
  return lines.toSpliced(at, 0, placed);
}

function withScalar(line: string, dice: Dice): string {
  const key = /^[^:]*:|^ *- /u.exec(line)?.[0];
  return key === undefined ? line : `${key} ${dice.pick(SCALARS)}`;
}

function cutText(line: string, dice: Dice): string {
  const start = dice.below(line.length + 1);
  return line.slice(0, start) + line.slice(start + 1 + dice.below(8));
}

function insertText(line: string, dice: Dice, piece: string): string {
  const at = dice.below(line.length + 1);
  return line.slice(0, at) + piece + line.slice(at);
}

/** As UTF-8, now and then as something else, cut off or with a byte that does not belong there. */
function asBytes(text: string, dice: Dice, whole: boolean): Uint8Array {
  const bytes = encoder.encode(text);
  switch (whole ? 4 + dice.below(20) : dice.below(24)) {
    case 0:
      return bytes.slice(0, dice.below(bytes.length + 1));
    case 1:
      return withByte(bytes, dice.below(bytes.length + 1), dice.below(256));
    case 2:
      // A surrogate as three bytes, which UTF-8 forbids.
      return Uint8Array.from([...bytes.slice(0, 40), 0xed, 0xa0, 0x80, ...bytes.slice(40)]);
    case 3:
      return new Uint8Array(Buffer.from(`\u{feff}${text}`, "utf16le"));
    case 4:
      return encoder.encode(`\u{feff}${text}`);
    case 5:
      return encoder.encode(text.replaceAll("\n", "\r\n"));
    default:
      return bytes;
  }
}

function withByte(bytes: Uint8Array, at: number, byte: number): Uint8Array {
  return Uint8Array.from([...bytes.slice(0, at), byte, ...bytes.slice(at)]);
}

/**
 * Puts a variable with a secret below `executable:`, in one of the ways in which YAML writes it. Comes back
 * without a value where the text has no such line.
 */
export function plantSecret(text: string, dice: Dice): Planted | undefined {
  const lines = text.split("\n");
  const at = lines.indexOf("executable:");
  if (at === -1) return undefined;
  const indentation = /^ +/u.exec(lines[at + 1] ?? "")?.[0] ?? "  ";
  const random = Array.from({ length: 36 }, () => dice.pick(SIGNS)).join("");
  const secret = dice.pick([`ghp_${random}`, `glpat-${random}`, `correct-horse-${random}`]);
  const value = dice.pick([
    secret,
    `"${secret}"`,
    `'${secret}'`,
    `|\n${indentation}    ${secret}`,
    `>-\n${indentation}    ${secret}`,
  ]);
  const name = dice.pick([
    "API_TOKEN",
    "ARCHIVE_PASSWORD",
    '"MY SECRET"',
    "__proto__",
    "A~B/SECRET",
    "PLAIN",
  ]);
  const flow = `environment: {${name}: "${secret}", OTHER_TOKEN: "another ${random}"}`;
  const block = `environment:\n${indentation}  ${name}: ${value}`;
  const planted = `${indentation}${dice.chance(0.2) ? flow : block}`;
  const before = lines.slice(0, at + 1);
  const pointer = `/environment/${name.replaceAll('"', "").replaceAll("~", "~0").replaceAll("/", "~1")}`;
  return {
    text: [...before, planted, ...lines.slice(at + 1)].join("\n"),
    secret,
    pointer,
    keep: { from: at + 1, to: at + planted.split("\n").length },
  };
}
