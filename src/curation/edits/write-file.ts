import type { CurationFinding } from "../curated.ts";
import { cannotKeepLayout, refusal } from "./curation-draft.ts";
import { patchYaml } from "./patch-yaml.ts";
import { renderPairs } from "./render-yaml.ts";
import { isYamlMap, parseYaml, withKey, type YamlMap, type YamlValue } from "./yaml-value.ts";

/** What a file says; nothing when there is none. Throws `INVALID_REQUEST` for one that is no YAML. */
export function openMap(path: string, text: string | undefined): YamlMap {
  if (text === undefined) return new Map();
  const parsed = parseYaml(text);
  if (parsed?.value === undefined && parsed !== undefined) return new Map();
  if (!isYamlMap(parsed?.value)) {
    throw refusal(
      `"${path}" cannot be read.`,
      "Mend the file in a clone of the catalogue's repository, and push it.",
    );
  }
  return parsed.value;
}

/** The map with other values; a key without a value goes, one that is not named stays as it is. */
export function withValues(map: YamlMap, values: Readonly<Record<string, YamlValue | undefined>>): YamlMap {
  const order = Object.keys(values);
  return Object.entries(values).reduce((next, [key, value]) => withKey(next, key, value, order), map);
}

/** The text of a file that is to say `next`. Throws `INVALID_REQUEST` when its layout does not allow that. */
export function writeMap(path: string, before: string | undefined, next: YamlMap, head = ""): string {
  if (before === undefined) return `${head}${renderPairs(next, "", "\n").join("\n")}\n`;
  const text = patchYaml(before, next);
  if (text === undefined) throw cannotKeepLayout(path);
  return text;
}

/** Throws what is wrong with a text that an edit made. */
export function refuseErrors(findings: readonly CurationFinding[]): void {
  const error = findings.find(({ severity }) => severity === "error");
  if (error !== undefined) throw refusal(error.sentence, error.hint);
}

/** `undefined` for what is empty, so that its key goes. */
export function listOrNone(texts: readonly YamlValue[]): readonly YamlValue[] | undefined {
  return texts.length === 0 ? undefined : texts;
}
