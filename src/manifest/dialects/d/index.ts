import { canonicalKind, checkKind } from "../../components.ts";
import { asText, replaceKeys } from "../../data.ts";
import { readKind } from "../../kinds.ts";
import type { DialectReader } from "../dialect-reader.ts";
import { toExecutable } from "./to-executable.ts";

/** Dialect D, the current one. A Python program may also say `type` where `kind` belongs, as on the slides. */
export const dialectD: DialectReader = {
  schema: "manifest-d.schema.json",
  textual: [],
  normalise(executable) {
    const type = asText(executable["type"]);
    const isSlides =
      executable["kind"] === undefined && type?.trim().toLowerCase().startsWith("uri:") === true;
    const written = isSlides ? type : executable["kind"];
    const findings = [...checkKind(written, "executable", "/executable", isSlides ? "type" : "kind")];
    if (written === undefined && type !== undefined && readKind(type).state === "known") {
      const [missing] = findings;
      if (missing !== undefined) findings[0] = { ...missing, hint: 'Write "kind" where "type" is written.' };
    }
    const renamed = isSlides ? { kind: type, type: undefined } : {};
    return {
      executable: replaceKeys(executable, { ...renamed, ...canonicalKind(written, "executable") }),
      findings,
    };
  },
  toExecutable,
  locate: (pointer) => pointer,
};
