import { asObject, type DataObject } from "../manifest/data.ts";
import { parseYaml } from "../manifest/yaml/parse-yaml.ts";

/** Reads a file of one map in YAML, under the limits that manifests have. Throws for everything else. */
export function readYamlMap(text: string): DataObject {
  const { documents, problems } = parseYaml(Buffer.from(text), "");
  const [first] = documents;
  const found = [...problems, ...(first?.problems ?? [])].find(({ severity }) => severity === "error");
  if (found !== undefined) throw new Error(found.sentence);
  const map = asObject(first?.value);
  if (map === undefined) throw new Error("it holds no map");
  return map;
}
