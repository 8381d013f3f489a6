import type { Author, Discovery, Publication } from "../manifest/model.ts";
import type { DocumentFacts, FactOrigin } from "./document-facts.ts";
import type { Entry, Program, WordFrom } from "./entry.ts";
import type { Repository } from "./sources.ts";

/** Whose word a field is. */
export interface DescribedFrom {
  readonly kind: WordFrom;
  /** As people know it: `codemeta.json`, `GitHub`, `the name of the folder`. */
  readonly name: string;
}

export interface Field<Value> {
  readonly value: Value;
  readonly from: DescribedFrom;
}

/** What the catalogue says of a program, each field with whose word it is. */
export interface Described {
  readonly title: Field<string>;
  readonly summary: Field<string> | undefined;
  /** Markdown where it is the author's, else plain text. */
  readonly description: Field<string> | undefined;
  readonly version: Field<string> | undefined;
  readonly license: Field<string> | undefined;
  /** Names of licence files that nobody recognised; only where nothing else says the licence. */
  readonly unknownLicense: Field<readonly string[]> | undefined;
  readonly homepage: Field<string> | undefined;
  readonly documentation: Field<string> | undefined;
  readonly repository: Field<string> | undefined;
  readonly issues: Field<string> | undefined;
  readonly authors: Field<readonly Author[]> | undefined;
  readonly publications: Field<readonly Publication[]> | undefined;
  readonly keywords: Field<readonly string[]> | undefined;
}

const AUTHOR: DescribedFrom = { kind: "author", name: "the author" };
const CURATOR: DescribedFrom = { kind: "curator", name: "this catalogue's curators" };
const MANIFEST: DescribedFrom = { kind: "manifest", name: "the manifest" };
const FORGES: Readonly<Record<Repository["forge"], string>> = {
  github: "GitHub",
  gitlab: "GitLab",
  git: "the repository",
  directory: "the repository",
};

/**
 * Describes a program by the author's word, then by what the files of its repository say (`codemeta.json`,
 * `CITATION.cff`, the licence, the README), then by what its forge says. The only place that decides this: pages,
 * search and exports ask here. Title and summary are as they were when the entry was written (see `describe`).
 */
export function described(entry: Entry): Described {
  const { program, document, repository } = entry;
  const { discovery, executable } = document.model;
  const { facts } = document;
  const forge = { kind: "forge", name: FORGES[repository.forge] } as const;
  const one = (key: TextKey, theirs?: string): Field<string> | undefined =>
    text(discovery?.[key], AUTHOR) ?? told(facts, key) ?? text(theirs, forge);
  const license = one("license", repository.facts?.license);
  return {
    title: { value: program.title, from: fromOf(program.titleFrom, facts?.title?.from, entry) },
    summary:
      program.summary === undefined || program.summaryFrom === undefined
        ? undefined
        : {
            value: program.summary,
            from: fromOf(program.summaryFrom, facts?.summary?.from, entry),
          },
    description:
      text(discovery?.description, AUTHOR) ??
      more(text(executable.description, MANIFEST), program) ??
      more(told(facts, "description"), program),
    version: one("version"),
    license,
    unknownLicense: license === undefined ? told(facts, "unknownLicense") : undefined,
    homepage: one("homepage", repository.facts?.homepage),
    documentation: one("documentation"),
    repository: one("repository", repository.webUrl),
    issues: one("issues"),
    authors: list(discovery?.authors, AUTHOR) ?? told(facts, "authors"),
    publications: list(discovery?.publications, AUTHOR) ?? told(facts, "publications"),
    keywords:
      list(discovery?.keywords, AUTHOR) ?? told(facts, "keywords") ?? list(repository.facts?.topics, forge),
  };
}

type TextKey = Extract<
  keyof Discovery,
  "version" | "license" | "homepage" | "documentation" | "repository" | "issues"
>;

type Told<Key extends keyof DocumentFacts> = NonNullable<DocumentFacts[Key]>["value"];

function told<Key extends keyof DocumentFacts>(
  facts: DocumentFacts | undefined,
  key: Key,
): Field<Told<Key>> | undefined {
  const fact = facts?.[key];
  if (fact === undefined) return undefined;
  return { value: fact.value, from: fromFile(fact.from) };
}

function fromFile({ kind, file }: FactOrigin): DescribedFrom {
  return { kind, name: file };
}

function fromOf(
  kind: WordFrom,
  origin: FactOrigin | undefined,
  { document, repository }: Entry,
): DescribedFrom {
  switch (kind) {
    case "author":
      return AUTHOR;
    case "curator":
      return CURATOR;
    case "manifest":
      return MANIFEST;
    case "repository":
      return { kind, name: `the name of the ${document.file.includes("/") ? "folder" : "repository"}` };
    case "forge":
      return { kind, name: FORGES[repository.forge] };
    case "codemeta":
    case "citation":
    case "license":
    case "readme":
      return { kind, name: origin?.file ?? "the repository" };
  }
}

function text(value: string | undefined, from: DescribedFrom): Field<string> | undefined {
  return value === undefined || value.trim() === "" ? undefined : { value, from };
}

function list<Item>(
  items: readonly Item[] | undefined,
  from: DescribedFrom,
): Field<readonly Item[]> | undefined {
  return items === undefined || items.length === 0 ? undefined : { value: items, from };
}

/** A text that says no more than the summary is not told twice. */
function more(field: Field<string> | undefined, { summary }: Program): Field<string> | undefined {
  const plain = field?.value.replaceAll(/\s+/g, " ").trim();
  return plain === summary ? undefined : field;
}
