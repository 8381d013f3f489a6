import { comparableUri } from "../../manifest/kinds.ts";
import { objectAt, objectsAt, textAt, type JsonObject } from "../json-value.ts";
import type { Findings } from "./findings.ts";

/** The dialects that this broker takes and answers. */
export type WireDialect = "C" | "D";

const C_TYPES = /\/eb\/(?:schema\/)?(?:v1\.0\/)?types\//;

/**
 * The dialect in which a request is written, by the first of its components whose kind shows it. When none does,
 * it is the one that the address stands for.
 */
export function dialectOf(body: JsonObject, ofAddress: WireDialect): WireDialect {
  for (const part of partsOf(body)) {
    const kind = comparableUri(textAt(part, "kind") ?? "");
    if (C_TYPES.test(kind)) return "C";
    if (kind.includes("/kinds/")) return "D";
  }
  return ofAddress;
}

function partsOf(body: JsonObject): readonly JsonObject[] {
  const keys = ["executable", "compute", "computer", "storage", "data", "volumes"];
  return keys.flatMap((key) => objectsAt(body, key));
}

/** Notes a request of dialect A or B as unreadable, as a whole. True when it is one. */
export function isOlder(body: JsonObject, findings: Findings): boolean {
  const executable = objectAt(body, "executable");
  const type = textAt(executable, "type");
  if (type === undefined || textAt(executable, "kind") !== undefined) return false;
  const name = C_TYPES.test(comparableUri(type)) ? "dialect B" : "a dialect before C";
  findings.addBad(
    "/executable/type",
    `This request is written in ${name}, where components have a "type". This broker does not speak it: ` +
      'write the request in dialect D (POST /requests) or C (POST /offersets), where components have a "kind".',
  );
  return true;
}
