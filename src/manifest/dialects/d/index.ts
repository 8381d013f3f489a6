import { checkKind, canonicalKind, normaliseComponents } from "../../components.ts";
import { asObject, asText, replaceKeys, type DataObject } from "../../data.ts";
import type { Finding } from "../../finding.ts";
import type { DialectReader } from "../dialect-reader.ts";

/** Dialect D, the current one. A Python program may also say `type` where `kind` belongs, as on the slides. */
export const dialectD: DialectReader = {
  schema: "manifest-d.schema.json",
  textual: [],
  normalise(root) {
    const components = normaliseComponents(root);
    const executable = asObject(root["executable"]);
    if (executable === undefined) return components;
    const normalised = normaliseExecutable(executable);
    return {
      data: replaceKeys(components.data, { executable: normalised.executable }),
      findings: [...normalised.findings, ...components.findings],
    };
  },
  rewrite: (_root, normalised) => ({
    data: normalised,
    locate: (pointer) => pointer,
    holds: () => true,
    findings: [],
    extras: {},
  }),
};

function normaliseExecutable(executable: DataObject): {
  readonly executable: DataObject;
  readonly findings: readonly Finding[];
} {
  const type = asText(executable["type"]);
  const isSlides = executable["kind"] === undefined && type?.trim().toLowerCase().startsWith("uri:") === true;
  const written = isSlides ? type : executable["kind"];
  const findings = [
    ...checkKind(written, "executable", {
      component: executable,
      pointer: "/executable",
      key: isSlides ? "type" : "kind",
      spelling: "D",
    }),
  ];
  const renamed = isSlides ? { kind: type, type: undefined } : {};
  return {
    executable: replaceKeys(executable, { ...renamed, ...canonicalKind(written, "executable") }),
    findings,
  };
}
