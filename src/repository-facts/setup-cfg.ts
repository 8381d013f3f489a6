import type { Said } from "./facts.ts";
import { fromClassifiers, toSpdx } from "./license-name.ts";
import { readLinks } from "./pyproject.ts";
import { toRequirements } from "./requirement.ts";
import { some, toAddress, toSummary, toText, toTexts } from "./texts.ts";

type Sections = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** Reads `setup.cfg` of setuptools: the sections `metadata`, `options` and `options.entry_points`. */
export function readSetupCfg(text: string): Said {
  const sections = readSections(text);
  const metadata = (key: string): readonly string[] => {
    const section = sections.get("metadata");
    return (section?.get(key) ?? section?.get(key.replaceAll("_", "-")) ?? []).filter((line) => line !== "");
  };
  const one = (key: string): string | undefined => computed(metadata(key).join(" "));
  const options = sections.get("options");
  const python = options?.get("python_requires")?.join("");
  const requirements = [
    ...(python === undefined ? [] : [`python ${python}`]),
    ...(options?.get("install_requires") ?? []),
  ];
  const author = toText((one("author") ?? "").replace(/<[^>]*>/u, ""));
  return {
    name: one("name"),
    summary: toSummary(one("description")),
    version: one("version"),
    license: toSpdx(one("license") ?? "") ?? fromClassifiers(metadata("classifiers")),
    ...readLinks(Object.fromEntries(metadata("project_urls").flatMap((line) => pairsOf(line)))),
    ...(toAddress(one("url")) === undefined ? {} : { homepage: toAddress(one("url")) }),
    authors: author === undefined || author.includes("@") ? undefined : [{ name: author }],
    keywords: some(metadata("keywords").flatMap((line) => toTexts(line.split(",")))),
    ...toRequirements(requirements),
    programs: some(
      (sections.get("options.entry_points")?.get("console_scripts") ?? []).flatMap((line) =>
        pairsOf(line).map(([name]) => name),
      ),
    ),
  };
}

/** `attr: package.__version__` and `file: VERSION` are instructions, not values. */
function computed(value: string): string | undefined {
  return /^(?:attr|file):/u.test(value) ? undefined : toText(value);
}

function pairsOf(line: string): readonly (readonly [string, string])[] {
  const at = line.indexOf("=");
  return at <= 0 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()]];
}

/** A value goes on over the indented lines that follow it; each line is an item. */
function readSections(text: string): Sections {
  const sections = new Map<string, Map<string, string[]>>();
  let section: Map<string, string[]> | undefined;
  let value: string[] | undefined;
  for (const line of text.split(/\r?\n/u)) {
    if (/^\s*[#;]/u.test(line) || line.trim() === "") continue;
    const [, heading] = /^\[([^\]]+)\]/u.exec(line) ?? [];
    const [, key, first = ""] = /^([A-Za-z][\w.-]*)\s*[=:]\s*(.*)$/u.exec(line) ?? [];
    if (heading !== undefined) {
      section = sections.get(heading) ?? new Map<string, string[]>();
      sections.set(heading, section);
      value = undefined;
    } else if (/^\s/u.test(line)) value?.push(line.trim());
    else if (key !== undefined) {
      value = first === "" ? [] : [first.trim()];
      section?.set(key, value);
    }
  }
  return sections;
}
