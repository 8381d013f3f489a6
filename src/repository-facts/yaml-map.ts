import { asObject, type DataObject, replaceKeys } from "../manifest/data.ts";
import { joinPointer } from "../manifest/finding.ts";
import { parseYaml } from "../manifest/yaml/parse-yaml.ts";

/**
 * Reads a file of one map in YAML, under the limits that manifests have; what its keys say is kept as it is written,
 * so that version 1.10 is not 1.1. Throws for everything else.
 */
export function readYamlMap(text: string): DataObject {
  const { documents, problems } = parseYaml(Buffer.from(text), "");
  const [first] = documents;
  const found = [...problems, ...(first?.problems ?? [])].find(({ severity }) => severity === "error");
  if (found !== undefined) throw new Error(found.sentence);
  const map = asObject(first?.value);
  if (map === undefined) throw new Error("it holds no map");
  const written = Object.entries(map).flatMap(([key, value]) =>
    typeof value === "number" ? [[key, first?.places.sourceOf(joinPointer("", key)) ?? value] as const] : [],
  );
  return replaceKeys(map, Object.fromEntries(written));
}
