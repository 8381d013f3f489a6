import type { Dice } from "./long-row.ts";
import { hostilePiece } from "./manifest-pieces.ts";

/** A text with a secret in `executable`, and the lines that must stay together. */
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

/** Keys that mean something in one place or another, and some that must mean nothing to the program. */
const KEYS =
  "executable kind type spec meta name description image locations digest platform command entrypoint environment network ports privileged requirements compute cores memory min max volumes path mode resource storage size data location schedule requested duration start discovery title summary version license authors publications terms inputs parameters role layers metadata resources request __proto__ constructor prototype toString hasOwnProperty <<".split(
    " ",
  );

/** The share of texts that get a hostile piece; not more than one each. */
const HOSTILE_SHARE = 0.01;
/** More would be refused for the size of the file alone. */
const MOST_SIGNS = 990_000;

export interface Mutated {
  readonly bytes: Uint8Array;
  /** What was put in that costs much, if anything was. */
  readonly piece: string | undefined;
}

/** Damages a text in one to four places. The lines to keep stay as they are, and together. */
export function mutate(text: string, dice: Dice, keep: LineRange | undefined): Mutated {
  let lines: string[] = text.split("\n");
  // A block of lines that stays together is one piece from here on.
  if (keep !== undefined) {
    lines.splice(keep.from, keep.to - keep.from + 1, lines.slice(keep.from, keep.to + 1).join("\n"));
  }
  const kept = keep === undefined ? undefined : lines[keep.from];
  const piece = dice.chance(HOSTILE_SHARE) ? hostilePiece(dice) : undefined;
  if (piece !== undefined) lines = insertAt(lines, dice, piece.text);
  for (let left = 1 + dice.below(4); left > 0; left -= 1) lines = mutateLines(lines, dice, kept);
  return { bytes: asBytes(lines.join("\n"), dice, kept !== undefined), piece: piece?.name };
}

function mutateLines(lines: readonly string[], dice: Dice, kept: string | undefined): string[] {
  if (lines.length === 0) return [""];
  const at = dice.below(lines.length);
  const line = lines[at] ?? "";
  const length = 1 + dice.below(4);
  const free = lines.slice(at, at + length).every((one) => one !== kept);
  const without = (): string[] => lines.filter((_, index) => index < at || index >= at + length);
  switch (dice.below(12)) {
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
    case 8:
      return free ? lines.with(at, line.replace(/[^\s:"'-][^:"']*(?=["']?:)/u, dice.pick(KEYS))) : [...lines];
    case 9:
      return free ? nest(lines, at, length, dice) : [...lines];
    case 10:
      return free ? aliased(lines, at, kept, dice) : [...lines];
    default:
      return free
        ? lines.with(at, insertText(line, dice, String.fromCharCode(dice.below(0x3000))))
        : [...lines];
  }
}

/** Puts some lines one level deeper, below a key of their own. */
function nest(lines: readonly string[], at: number, length: number, dice: Dice): string[] {
  const moved = lines.slice(at, at + length).map((line) => `  ${line}`);
  const indentation = /^ */u.exec(lines[at] ?? "")?.[0] ?? "";
  return lines.toSpliced(at, length, `${indentation}${dice.pick(KEYS)}:`, ...moved);
}

/** Names a value, and puts an alias for it in the place of another. */
function aliased(lines: readonly string[], at: number, kept: string | undefined, dice: Dice): string[] {
  const other = dice.below(lines.length);
  const named = lines.with(at, (lines[at] ?? "").replace(/: ?/u, ": &a "));
  return lines[other] === kept ? named : named.with(other, (named[other] ?? "").replace(/:.*/u, ": *a"));
}

/** Puts a piece between two lines, as deep as the line after it or at the top. */
function insertAt(lines: readonly string[], dice: Dice, piece: string): string[] {
  const at = dice.below(lines.length + 1);
  const indentation = /^ */u.exec(lines[at] ?? "")?.[0] ?? "";
  const placed = dice.chance(0.6) ? piece.replaceAll(/^/gmu, indentation) : piece;
  return lines.toSpliced(at, 0, placed.length > MOST_SIGNS ? piece : placed);
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
      return withBytes(bytes, dice.below(bytes.length + 1), [dice.below(256)]);
    case 2:
      // A surrogate as three bytes, which UTF-8 forbids.
      return withBytes(bytes, 40, [0xed, 0xa0, 0x80]);
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

function withBytes(bytes: Uint8Array, at: number, put: readonly number[]): Uint8Array {
  return Buffer.concat([bytes.slice(0, at), Uint8Array.from(put), bytes.slice(at)]);
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
  // What an executable of unknown kind has beside its environment is kept as it is, too.
  const place = dice.chance(0.15) ? "login" : "environment";
  const flow = `${place}: {${name}: "${secret}", OTHER_TOKEN: "another ${random}"}`;
  const block = `${place}:\n${indentation}  ${name}: ${value}`;
  const planted = `${indentation}${dice.chance(0.2) ? flow : block}`;
  const before = lines.slice(0, at + 1);
  const pointer = `/${place}/${name.replaceAll('"', "").replaceAll("~", "~0").replaceAll("/", "~1")}`;
  return {
    text: [...before, planted, ...lines.slice(at + 1)].join("\n"),
    secret,
    pointer,
    keep: { from: at + 1, to: at + planted.split("\n").length },
  };
}
