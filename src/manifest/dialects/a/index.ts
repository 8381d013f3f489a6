import { checkKind } from "../../components.ts";
import { asText, replaceKeys } from "../../data.ts";
import { quote, type Finding } from "../../finding.ts";
import { readKind } from "../../kinds.ts";
import type { DialectReader } from "../dialect-reader.ts";
import { toExecutable } from "./to-executable.ts";

/** Where the image of a container stands in dialect A. */
const PLACES: readonly (readonly [prefix: string, place: string])[] = [
  ["/executable/image/locations", "/executable/image"],
  ["/executable/image/digest", "/executable/digest"],
  ["/executable/meta/name", "/executable/name"],
  ["/executable/meta/description", "/executable/description"],
  ["/executable/kind", "/executable/type"],
];

/** Kinds of executable that the slides show. */
const READ = new Set(["docker-container", "python-program"]);

/** Dialect A as on the slides of 2024: `type: uri:…`, an image in parts; the rest is read as in dialect D. */
export const dialectA: DialectReader = {
  schema: "manifest-a.schema.json",
  textual: ["/executable/tag"],
  normalise(executable) {
    const findings = [...checkKind(executable["type"], "executable", "/executable", "type")];
    const reading = readKind(asText(executable["type"]) ?? "");
    if (reading.state === "unknown" || reading.kind.family !== "executable") return { executable, findings };
    if (!READ.has(reading.kind.name)) findings.push(unread(executable["type"]));
    return {
      executable: replaceKeys(executable, { type: `uri:${reading.kind.name}-1.0` }),
      findings,
    };
  },
  toExecutable,
  locate: (pointer) => {
    const place = PLACES.find(([prefix]) => pointer === prefix || pointer.startsWith(`${prefix}/`));
    return place?.[1] ?? pointer;
  },
};

function unread(type: unknown): Finding {
  return {
    rule: "kind/unread",
    severity: "warning",
    pointer: "/executable/type",
    sentence: `The form of dialect A of ${quote(type)} is not read; only its type is known.`,
    hint: "Write the executable as in dialect D, with `kind`.",
  };
}
