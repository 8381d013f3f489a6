import { importError } from "./failures.ts";
import type { ImportFormat } from "./import-format.ts";
import { isRecord, readJson } from "./read-json.ts";

/**
 * The format of a text, by what is in it. Throws `VOCABULARY_INVALID` when it is none that can be read, or when it
 * begins as JSON and is broken.
 */
export function detectFormat(text: string, name: string): ImportFormat {
  const start = text
    .slice(0, 20_000)
    .replace(/^\uFEFF/u, "")
    .trimStart();
  if (start.startsWith("{") || start.startsWith("[")) return detectJson(text, name);
  if (/^<(?:!doctype\s+html|html)\b/iu.test(start)) {
    throw importError(name, 1, "This is a web page.", "Name the address of the vocabulary's file itself.");
  }
  // A URI in angle brackets may look like a tag; a root element of RDF/XML always declares namespaces.
  if (/^<(?:[!?]|[A-Za-z_][\w.-]*(?::[\w.-]+)?\s[^>]*\bxmlns\b)/u.test(start)) return "rdfxml";
  const lines = start.split(/\r?\n/u).filter((line) => line.trim() !== "" && !line.startsWith("#"));
  if (/^[^;\s"<>]+\s*;\s*\d+\s*;/u.test(lines[0] ?? "")) return "ivoa-csv";
  const first = lines.slice(0, 20);
  // The last of these may have been cut.
  const whole = first.length > 1 ? first.slice(0, -1) : first;
  if (whole.length > 0 && whole.every((line) => /^(?:<[^>]*>|_:\S+)\s+<[^>]*>\s+\S.*\.\s*$/u.test(line))) {
    return "ntriples";
  }
  if (/^(?:@?(?:prefix|base)\s|<|_:|\[|[\w-]*:\S)/iu.test(lines[0] ?? "")) return "turtle";
  throw importError(
    name,
    undefined,
    "What this is cannot be told by its beginning.",
    "Name its format by --format.",
  );
}

function detectJson(text: string, name: string): ImportFormat {
  const document = readJson(text.replace(/^\uFEFF/u, ""), name);
  if (isRecord(document) && isRecord(document["terms"]) && typeof document["uri"] === "string")
    return "ivoa-desise";
  if (isRecord(document) && Array.isArray(document["children"])) return "uat-json";
  if (/"@(?:context|graph|id|type)"/u.test(text)) return "jsonld";
  throw importError(
    name,
    undefined,
    "This JSON is neither JSON-LD, nor desise, nor that of the UAT.",
    "Name its format by --format if it is one of them.",
  );
}
