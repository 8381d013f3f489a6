import { importError, lineAt, toSentence } from "./failures.ts";
import { findJsonFault } from "./find-json-fault.ts";

/** Deeper than any vocabulary; what is deeper was made to exhaust whoever reads it. */
const MOST_LEVELS = 200;

/**
 * Parses JSON of a stranger. Throws `VOCABULARY_INVALID` with the line of what is wrong, and when it is nested
 * deeper than 200 levels.
 */
export function readJson(text: string, name: string): unknown {
  const tooDeep = findTooDeep(text);
  if (tooDeep !== undefined) {
    throw importError(
      name,
      lineAt(text, tooDeep),
      `More than ${MOST_LEVELS} levels stand inside each other.`,
    );
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const fault = findJsonFault(text);
    const sentence = toSentence(error).replace(/ (?:in JSON )?at position .*$/u, ".");
    throw importError(name, fault === undefined ? undefined : lineAt(text, fault), sentence);
  }
}

/** Where the first bracket too many stands. By hand: an expression's memory would grow with a long text. */
function findTooDeep(text: string): number | undefined {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (inText && sign === "\\") at += 1;
    else if (sign === '"') inText = !inText;
    else if (!inText && (sign === "{" || sign === "[")) depth += 1;
    else if (!inText && (sign === "}" || sign === "]")) depth -= 1;
    if (depth > MOST_LEVELS) return at;
  }
  return undefined;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
