import { asObject, type DataObject } from "../manifest/data.ts";
import type { Author } from "../manifest/model.ts";
import type { Said } from "./facts.ts";
import { toSpdx } from "./license-name.ts";
import { some, toAddress, toOrcid, toPublication, toSummary, toText, toTexts } from "./texts.ts";

const MOST_KEYWORDS = 1000;

/** Reads `codemeta.json`. Throws when the text is no JSON object. */
export function readCodemeta(text: string): Said {
  const document = asObject(JSON.parse(text.replace(/^\u{FEFF}/u, "")));
  if (document === undefined) throw new Error("it holds no JSON object");
  const description = toText(document["description"]);
  const summary = toSummary(description);
  return {
    title: toText(document["name"]),
    name: toText(document["identifier"]),
    summary,
    description: description === summary ? undefined : description,
    version: toText(document["version"]) ?? toText(document["softwareVersion"]),
    license: readLicenses(document["license"]),
    homepage: toAddress(document["url"]),
    documentation: toAddress(addressOf(document["softwareHelp"])) ?? toAddress(document["readme"]),
    repository: toAddress(document["codeRepository"]),
    issues: toAddress(document["issueTracker"]),
    authors: some(listOf(document["author"]).flatMap((person) => toAuthor(person) ?? [])),
    publications: some(
      listOf(document["referencePublication"]).flatMap((work) => toPublication(addressOf(work)) ?? []),
    ),
    keywords: some(
      toTexts(document["keywords"]).flatMap((words) => toTexts(words.split(",", MOST_KEYWORDS))),
    ),
  };
}

function readLicenses(value: unknown): string | undefined {
  const ids = listOf(value).map((one) => toSpdx(toText(addressOf(one)) ?? ""));
  return ids.length === 0 || ids.includes(undefined) ? undefined : ids.join(" AND ");
}

function toAuthor(value: unknown): Author | undefined {
  if (typeof value === "string") return { name: value };
  const person = asObject(value);
  if (person === undefined) return undefined;
  const given = [...toTexts(person["givenName"]), ...toTexts(person["familyName"])].join(" ");
  const name = given === "" ? toText(person["name"]) : given;
  if (name === undefined) return undefined;
  return {
    name,
    orcid: toOrcid(person["@id"]) ?? toOrcid(person["id"]) ?? toOrcid(person["identifier"]),
    affiliation: affiliationOf(person),
  };
}

function affiliationOf(person: DataObject): string | undefined {
  const [first] = listOf(person["affiliation"]);
  return toText(first) ?? toText(asObject(first)?.["name"]);
}

/** What stands for a linked thing: itself, or its identifier, or its address. */
function addressOf(value: unknown): unknown {
  const thing = asObject(value);
  if (thing === undefined) return value;
  return (
    thing["@id"] ?? thing["id"] ?? thing["identifier"] ?? thing["sameAs"] ?? thing["url"] ?? thing["name"]
  );
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
