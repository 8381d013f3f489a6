import { asObject, asText, type DataObject } from "../data.ts";
import { comparableUri } from "../kinds.ts";
import type { Dialect } from "../model.ts";

/**
 * Tells the dialect of a document by its executable, as the protocol's notes say.
 * A document that shows no mark of any dialect is taken for D, the current one.
 */
export function detectDialect(document: DataObject): Dialect {
  const executable = asObject(document["executable"]);
  if (executable === undefined) return hasWrapper(document) ? "A0" : "D";
  const kind = asText(executable["kind"]);
  if (kind !== undefined) return dialectOfKind(comparableUri(kind));
  if (executable["spec"] !== undefined) return "A0";
  const type = asText(executable["type"]);
  if (document["metadata"] !== undefined) return "SRCNet";
  return type === undefined ? "D" : dialectOfType(comparableUri(type), document);
}

/** Wrappers of 2023, under which the request of today stood. */
export function hasWrapper(document: DataObject): boolean {
  return ["request", "response", "offer"].some(
    (key) => asObject(document[key])?.["executable"] !== undefined,
  );
}

function dialectOfKind(kind: string): Dialect {
  if (kind.includes("/v1.0/types/")) return "C";
  return /\/eb\/(?:schema\/)?types\//u.test(kind) ? "C" : "D";
}

function dialectOfType(type: string, document: DataObject): Dialect {
  if (type.includes("/executable-types/")) return "A0";
  if (/\/eb\/(?:schema\/)?types\//u.test(type)) return "B";
  if (type.includes("/kinds/")) return "D";
  if (!type.startsWith("uri:")) return "SRCNet";
  return type.startsWith("uri:python-program") && hasKinds(document) ? "D" : "A";
}

/** True when another part of the document is written as in dialect D. */
function hasKinds(document: DataObject): boolean {
  const parts = [document["compute"], document["data"], document["storage"]].flat();
  return parts.some((part) => asObject(part)?.["kind"] !== undefined);
}
