import { asList, asObject, type DataObject } from "../manifest/data.ts";
import type { Author, Publication } from "../manifest/model.ts";
import type { Said } from "./facts.ts";
import { toSpdx } from "./license-name.ts";
import { some, toAddress, toDoi, toOrcid, toSummary, toText, toTexts } from "./texts.ts";
import { readYamlMap } from "./yaml-map.ts";

/** Reads `CITATION.cff`. Throws when the text is no map in YAML. */
export function readCitation(text: string): Said {
  const document = readYamlMap(text);
  const licenses = toTexts(document["license"]).map(toSpdx);
  const abstract = toText(document["abstract"]);
  return {
    title: toText(document["title"]),
    summary: toSummary(abstract),
    description: toSummary(abstract) === abstract ? undefined : abstract,
    version: toText(document["version"]),
    license: licenses.length === 0 || licenses.includes(undefined) ? undefined : licenses.join(" OR "),
    homepage: toAddress(document["url"]),
    repository: toAddress(document["repository-code"]) ?? toAddress(document["repository"]),
    authors: some(asList(document["authors"]).flatMap((person) => toAuthor(asObject(person)) ?? [])),
    publications: some(publicationsOf(document)),
    keywords: some(toTexts(document["keywords"])),
  };
}

function toAuthor(person: DataObject | undefined): Author | undefined {
  if (person === undefined) return undefined;
  const parts = ["given-names", "name-particle", "family-names", "name-suffix"];
  const full = parts.flatMap((part) => toText(person[part]) ?? []).join(" ");
  const name = full === "" ? (toText(person["name"]) ?? toText(person["alias"])) : full;
  if (name === undefined) return undefined;
  return { name, orcid: toOrcid(person["orcid"]), affiliation: toText(person["affiliation"]) };
}

/** The work that the authors want cited, before the software itself. */
function publicationsOf(document: DataObject): readonly Publication[] {
  const preferred = asObject(document["preferred-citation"]);
  const identifiers = asList(document["identifiers"])
    .map((one) => asObject(one))
    .filter((one) => one?.["type"] === "doi");
  const dois = [preferred?.["doi"], document["doi"], ...identifiers.map((one) => one?.["value"])];
  return [...new Set(dois.flatMap((doi) => toDoi(doi) ?? []))].map((doi) => ({ doi }));
}
