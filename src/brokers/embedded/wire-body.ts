import { parseDocument } from "yaml";
import type { Format } from "./negotiate.ts";

export const MAX_BODY_BYTES = 1_000_000;
const MAX_DEPTH = 64;
const MAX_ALIASES = 100;

/** Reads a body of JSON or YAML into plain values. Comes back with a sentence when it cannot be read. */
export function readBody(
  bytes: Uint8Array,
  format: Format,
): { readonly value: unknown } | { readonly problem: string } {
  if (bytes.length === 0) return { problem: "The body is empty." };
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { problem: "The body is not UTF-8." };
  }
  const read = format === "json" ? readJson(text) : readYaml(text);
  if ("value" in read && isTooDeep(read.value)) {
    return { problem: `The body is nested deeper than ${MAX_DEPTH} levels.` };
  }
  return read;
}

function readJson(text: string): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { problem: "The body is not JSON." };
  }
}

function readYaml(text: string): { readonly value: unknown } | { readonly problem: string } {
  try {
    const document = parseDocument(text, { uniqueKeys: true, merge: false, prettyErrors: false });
    const error = document.errors[0];
    if (error !== undefined) {
      return { problem: `The body is not YAML: ${error.message.split("\n", 1)[0] ?? ""}` };
    }
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown };
  } catch {
    // Too many aliases, an alias to nowhere, or brackets so deep that the parser gives up.
    return { problem: "The body is YAML that cannot be resolved: too many aliases, or too deep." };
  }
}

function isTooDeep(value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; depth <= MAX_DEPTH; depth += 1) {
    level = level.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []));
    if (level.length === 0) return false;
  }
  return true;
}
