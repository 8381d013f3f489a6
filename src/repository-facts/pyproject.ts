import { parse } from "smol-toml";
import { asList, asObject, type DataObject } from "../manifest/data.ts";
import type { Author } from "../manifest/model.ts";
import type { Said } from "./facts.ts";
import { fromClassifiers, toSpdx } from "./license-name.ts";
import { toRequirement, toRequirements } from "./requirement.ts";
import { some, toAddress, toSummary, toText, toTexts } from "./texts.ts";

/** Reads `pyproject.toml`: its table `project`, else Poetry's. Throws when the text is no TOML. */
export function readPyproject(text: string): Said {
  const document = parse(text) as DataObject;
  const project = asObject(document["project"]);
  const poetry = asObject(asObject(document["tool"])?.["poetry"]);
  if (project === undefined && poetry === undefined) return {};
  return project === undefined ? readPoetry(poetry ?? {}) : readProject(project);
}

function readProject(project: DataObject): Said {
  const written = project["license"];
  const license = toText(written) ?? toText(asObject(written)?.["text"]);
  const links = asObject(project["urls"]) ?? {};
  const python = toText(project["requires-python"]);
  return {
    name: toText(project["name"]),
    summary: toSummary(toText(project["description"])),
    version: toText(project["version"]),
    license: toSpdx(license ?? "") ?? fromClassifiers(toTexts(project["classifiers"])),
    ...readLinks(links),
    authors: some(asList(project["authors"]).flatMap((person) => toAuthor(asObject(person)?.["name"]) ?? [])),
    keywords: some(toTexts(project["keywords"])),
    ...toRequirements([
      ...(python === undefined ? [] : [`python ${python}`]),
      ...toTexts(project["dependencies"] ?? []),
    ]),
    programs: some(Object.keys({ ...asObject(project["scripts"]), ...asObject(project["gui-scripts"]) })),
  };
}

function readPoetry(poetry: DataObject): Said {
  const dependencies = Object.entries(asObject(poetry["dependencies"]) ?? {});
  return {
    name: toText(poetry["name"]),
    summary: toSummary(toText(poetry["description"])),
    version: toText(poetry["version"]),
    license: toSpdx(toText(poetry["license"]) ?? "") ?? fromClassifiers(toTexts(poetry["classifiers"] ?? [])),
    homepage: toAddress(poetry["homepage"]),
    documentation: toAddress(poetry["documentation"]),
    repository: toAddress(poetry["repository"]),
    authors: some(toTexts(poetry["authors"] ?? []).flatMap((person) => toAuthor(person) ?? [])),
    keywords: some(toTexts(poetry["keywords"] ?? [])),
    requirements: some(
      dependencies.map(([name, version]) => ({
        name,
        specifier: fromPoetry(toText(version) ?? toText(asObject(version)?.["version"]) ?? ""),
      })),
    ),
    programs: some(Object.keys(asObject(poetry["scripts"]) ?? {})),
  };
}

/** Poetry's `^3.10` as `>= 3.10, < 4`; other specifiers as PEP 440 has them, or any version. */
function fromPoetry(text: string): string {
  const [, caret, major = "0"] = /^\^((\d+)(?:\.\d+)*)$/u.exec(text) ?? [];
  if (caret !== undefined) return major === "0" ? `>= ${caret}` : `>= ${caret}, < ${Number(major) + 1}`;
  return toRequirement(`any ${text}`)?.specifier ?? "";
}

/** Labels of `project.urls` are free text; these words are what people use. */
export function readLinks(
  links: DataObject,
): Pick<Said, "homepage" | "documentation" | "repository" | "issues"> {
  const find = (pattern: RegExp): string | undefined => {
    const found = Object.entries(links).find(([label]) => pattern.test(label.replaceAll(/[\s_-]/gu, "")));
    return toAddress(found?.[1]);
  };
  return {
    homepage: find(/^(?:homepage|home|website)$/iu),
    documentation: find(/^(?:documentation|docs?)$/iu),
    repository: find(/^(?:repository|source|sourcecode|code|github|gitlab)$/iu),
    issues: find(/^(?:issues|issuetracker|bugs?|bugtracker|tracker)$/iu),
  };
}

/** The name without the address that may follow it: manifests are public. */
function toAuthor(value: unknown): Author | undefined {
  const name = toText((toText(value) ?? "").replace(/<[^>]*>/u, ""));
  return name === undefined || name.includes("@") ? undefined : { name };
}
