/** Words that some reader of YAML takes for something else than text. */
const TAKEN = new Set(["yes", "no", "on", "off", "y", "n", "true", "false", "null"]);
const PLAIN = /^\p{L}(?:[\p{L}\p{N} .,;'()/+_-]*[\p{L}\p{N}.)+_-])?$/u;
const ADDRESS = /^https?:\/\/[\w./~%+=&?:@-]+$/u;

/** A text as a scalar that every reader of YAML reads alike: plain where that is safe, else in double quotes. */
export function toScalar(value: string | number | boolean): string {
  if (typeof value !== "string") return String(value);
  const plain = (PLAIN.test(value) && !TAKEN.has(value.toLowerCase())) || isSafePath(value);
  return plain ? value : toQuoted(value);
}

/** What some reader of YAML takes for a line's end, or refuses, though JSON lets it stand. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\uFEFF\uFFFE\uFFFF]/gu;

function toQuoted(value: string): string {
  return JSON.stringify(value).replaceAll(
    UNSAFE,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function isSafePath(value: string): boolean {
  return (
    (ADDRESS.test(value) || /^\/[\w./-]*\w$/u.test(value) || /^uri:[\w.-]+$/u.test(value)) &&
    !value.endsWith(":")
  );
}

/** A comment of one line, whatever stood in the text. */
export function toComment(text: string): string {
  return `# ${text.replaceAll(/[\p{Cc}\s]+/gu, " ").trim()}`;
}

/** `key: value` in block style, with a comment behind the key or the scalar. Empty lists and maps are left out. */
export function renderField(key: string, value: unknown, comment?: string): readonly string[] {
  const end = comment === undefined ? "" : ` ${toComment(comment)}`;
  const name = toScalar(key);
  if (value === undefined || value === null) return [];
  if (typeof value === "string" && isBlock(value)) return [`${name}: |-${end}`, ...indent(linesOf(value))];
  if (isScalar(value)) return [`${name}: ${toScalar(value)}${end}`];
  if (Array.isArray(value) && value.length <= 8 && value.every((item) => isShort(item))) {
    return value.length === 0 ? [] : [`${name}: [${value.map((item) => toFlow(item)).join(", ")}]${end}`];
  }
  const inner = renderValue(value);
  return inner.length === 0 ? [] : [`${name}:${end}`, ...indent(inner)];
}

/** The lines of a map or list, without indentation. */
export function renderValue(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => renderItem(item));
  if (isScalar(value)) return [toScalar(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => renderField(key, inner));
}

export function renderItem(item: unknown, comment?: string): readonly string[] {
  const [first, ...rest] = isScalar(item) ? [toScalar(item)] : renderValue(item);
  if (first === undefined) return [];
  return [`- ${first}${comment === undefined ? "" : ` ${toComment(comment)}`}`, ...indent(rest)];
}

export function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line === "" ? "" : `  ${line}`));
}

export function commentOut(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line === "" ? "#" : `# ${line}`));
}

/** Several lines without what only quotes can carry. */
function isBlock(value: string): boolean {
  return value.trim().includes("\n") && value.replaceAll(/[\r\n\t]/gu, "").search(UNSAFE) === -1;
}

/** A literal block begins with a line that is not indented, and none ends with space. */
function linesOf(text: string): readonly string[] {
  return text
    .trim()
    .split(/\r\n?|\n/u)
    .map((line) => line.replaceAll("\t", "  ").trimEnd());
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function isShort(item: unknown): boolean {
  return isScalar(item) && String(item).length <= 40;
}

/** In a flow list a comma or bracket ends a plain scalar. */
function toFlow(item: string | number | boolean): string {
  const scalar = toScalar(item);
  return typeof item === "string" && /[,()]/u.test(scalar) && !scalar.startsWith('"')
    ? toQuoted(item)
    : scalar;
}
