import { asObject, asText, type DataObject } from "../data.ts";
import { comparableUri } from "../kinds.ts";
import type { Dialect } from "../model.ts";

/** A dialect with what is known of its version, as `docs/dialects.md` names them. */
export type Variant = "A0" | "A" | "A′" | "B1/B2" | "B3" | "B4/B5" | "C0" | "C1/C2" | "C3" | "D" | "SRCNet";

/** Keys under which dialects before B put a whole request. */
export const ENVELOPES: readonly string[] = ["request", "offer", "response", "job"];

/**
 * Tells the dialect of a document by its executable, as the protocol's notes say.
 * A document that shows no mark of any dialect is taken for D, the current one.
 */
export function detectDialect(document: DataObject): Dialect {
  const variant = detectVariant(document);
  if (variant === "D" || variant === "SRCNet" || variant === "A0") return variant;
  const [dialect = "D"] = variant;
  return dialect === "A" || dialect === "B" || dialect === "C" ? dialect : "D";
}

/** Like `detectDialect`, but tells the versions of a dialect apart as far as they can be told. */
export function detectVariant(document: DataObject): Variant {
  const request = asObject(document["executable"]) === undefined ? unwrap(document) : document;
  if (request === undefined) return "D";
  const executable = asObject(request["executable"]) ?? {};
  const kind = asText(executable["kind"]);
  if (kind !== undefined) return variantOfKind(comparableUri(kind), request);
  const type = comparableUri(asText(executable["type"]) ?? "");
  if (request["metadata"] !== undefined && executable["spec"] === undefined) return "SRCNet";
  if (type.includes("/v1.0/types/")) return variantOfKind(type, request);
  if (/\/eb\/(?:schema\/)?types\//u.test(type)) return variantOfB(request);
  if (type.startsWith("uri:")) return variantOfA(type, request);
  if (executable["spec"] !== undefined || request !== document) return "A0";
  if (type.includes("/executable-types/")) return "A0";
  if (type === "" || type.includes("/kinds/")) return "D";
  // The prototype of SRCNet writes a bare name; other hosts had what the base of dialect B has.
  return /^https?:/u.test(type) ? variantOfB(request) : "SRCNet";
}

/** The request inside a wrapper of the first dialects: directly, or under `request` of an offer. */
function unwrap(document: DataObject): DataObject | undefined {
  const path = pathToRequest(document);
  if (path === undefined) return undefined;
  let object: DataObject | undefined = document;
  for (const key of path) object = asObject(object?.[key]);
  return object;
}

/** The keys that lead to a wrapped request; nothing when there is none. */
export function pathToRequest(document: DataObject): readonly string[] | undefined {
  for (const key of ENVELOPES) {
    const envelope = asObject(document[key]);
    if (envelope?.["executable"] !== undefined) return [key];
    if (asObject(envelope?.["request"])?.["executable"] !== undefined) return [key, "request"];
  }
  return undefined;
}

/** Wrappers of the first dialects, under which the request of today stood. */
export function hasWrapper(document: DataObject): boolean {
  return pathToRequest(document) !== undefined;
}

function variantOfKind(kind: string, request: DataObject): Variant {
  if (kind.includes("/kinds/")) return "D";
  if (kind.includes("/v1.0/types/")) {
    const volumes = [asObject(request["compute"])?.["volumes"]].flat();
    const isNamed = request["volumes"] !== undefined || volumes.some((item) => typeof item === "string");
    return isNamed ? "C1/C2" : "C3";
  }
  if (/\/eb\/(?:schema\/)?types\//u.test(kind)) return "C0";
  // A bare name and a `uri:` kind show no dialect: they are taken for the current one.
  return /^(?:https?|urn):/u.test(kind) && !hasKindsOfD(request) ? "C0" : "D";
}

function variantOfB(request: DataObject): Variant {
  if (request["resources"] !== undefined) return "B1/B2";
  return request["computer"] === undefined ? "B4/B5" : "B3";
}

function variantOfA(type: string, request: DataObject): Variant {
  // Such a program may stand in a document of dialect D, which has no word of its own for it.
  if (type.startsWith("uri:python-program") && hasKindsOfD(request)) return "D";
  return type.endsWith("-0.1") ? "A′" : "A";
}

/** True when another part of the document is written as in dialect D. */
function hasKindsOfD(request: DataObject): boolean {
  const parts = [request["compute"], request["data"], request["storage"]].flat();
  return parts.some((part) => {
    const kind = asText(asObject(part)?.["kind"]);
    return kind !== undefined && !comparableUri(kind).includes("/types/");
  });
}
