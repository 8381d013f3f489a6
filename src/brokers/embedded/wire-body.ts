import { parseYaml } from "../../manifest/yaml/parse-yaml.ts";
import type { Format } from "./negotiate.ts";

export const MAX_BODY_BYTES = 1_000_000;
const MAX_DEPTH = 64;

/** Reads a body of JSON or YAML into plain values. Comes back with a sentence when it cannot be read. */
export function readBody(
  bytes: Uint8Array,
  format: Format,
): { readonly value: unknown } | { readonly problem: string } {
  if (bytes.length === 0) return { problem: "The body is empty." };
  const read = format === "json" ? readJson(bytes) : readYaml(bytes);
  if ("value" in read && isTooDeep(read.value)) {
    return { problem: `The body is nested deeper than ${MAX_DEPTH} levels.` };
  }
  return read;
}

function readJson(bytes: Uint8Array): { readonly value: unknown } | { readonly problem: string } {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { problem: "The body is not UTF-8." };
  }
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { problem: "The body is not JSON." };
  }
}

/** With the reader of manifests, whose limits no text can make take long. */
function readYaml(bytes: Uint8Array): { readonly value: unknown } | { readonly problem: string } {
  const { documents, problems } = parseYaml(bytes, "body");
  const error = [...problems, ...documents.flatMap((document) => document.problems)].find(
    ({ severity }) => severity === "error",
  );
  if (error !== undefined) {
    return { problem: `The body cannot be read as YAML, line ${error.line}: ${error.sentence}` };
  }
  const [only, ...others] = documents;
  return others.length > 0
    ? { problem: "The body holds several YAML documents: send one request at a time." }
    : { value: only?.value };
}

function isTooDeep(value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; depth <= MAX_DEPTH; depth += 1) {
    level = level.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []));
    if (level.length === 0) return false;
  }
  return true;
}
