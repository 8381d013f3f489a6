import { asObject, type DataObject } from "../data.ts";
import type { Finding } from "../finding.ts";
import type { Dialect } from "../model.ts";

const NAMES: Readonly<Record<Dialect, string>> = {
  A0: "A0 (the text of 2023)",
  A: "A (the slides of 2024)",
  B: "B (January to November 2025)",
  C: "C (November 2025 to May 2026)",
  D: "D (since June 2026)",
  SRCNet: "of the SRCNet prototype (2025)",
};

/** The one finding about a document in a dialect that is recognised but not read. */
export function unreadDialect(dialect: Dialect, root: DataObject): Finding {
  return {
    rule: "dialect/unread",
    severity: "error",
    pointer: markOf(root),
    sentence: `The document is written in the dialect ${NAMES[dialect]}, which is not read yet.`,
    hint: "Write it in dialect D, the current one: docs/dialects.md shows how.",
  };
}

/** The place that shows the dialect. */
function markOf(root: DataObject): string {
  const executable = asObject(root["executable"]);
  if (executable === undefined) return "";
  const key = ["kind", "type"].find((name) => executable[name] !== undefined);
  return key === undefined ? "/executable" : `/executable/${key}`;
}
