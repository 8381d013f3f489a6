import { asList, asObject } from "../manifest/data.ts";
import type { Said } from "./facts.ts";
import { toCondaRequirement, toRequirement } from "./requirement.ts";
import { some, toText, toTexts } from "./texts.ts";
import { readYamlMap } from "./yaml-map.ts";

/** What conda installs that is no Python package. */
const TOOLS = new Set(["pip", "setuptools", "wheel", "conda", "mamba"]);

/** Reads conda's `environment.yml`. Throws when the text is no map in YAML. */
export function readEnvironment(text: string): Said {
  const document = readYamlMap(text);
  const requirements = asList(document["dependencies"]).flatMap((item) =>
    typeof item === "string"
      ? (toCondaRequirement(item) ?? [])
      : toTexts(asObject(item)?.["pip"] ?? []).flatMap((line) => toRequirement(line) ?? []),
  );
  return {
    name: toText(document["name"]),
    requirements: some(requirements.filter(({ name }) => !TOOLS.has(name.toLowerCase()))),
  };
}
