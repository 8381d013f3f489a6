import { createHash } from "node:crypto";
import type { SearchDocument } from "./search-engine.ts";

/** The same for two documents only when everything in them is the same, in the same order. */
export function hashDocument(document: SearchDocument): string {
  const { values, numbers, ...rest } = document;
  return createHash("sha256")
    .update(JSON.stringify([rest, [...values], [...numbers]]))
    .digest("base64url");
}
