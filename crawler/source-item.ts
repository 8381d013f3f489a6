import type { ForgeScope, Source, SourceOptions } from "../src/catalogue/sources.ts";

/** One item of `sources.yaml`, as its schema lets it through. */
export interface SourceItem {
  readonly key: string;
  readonly folder?: string;
  readonly git?: string;
  readonly github?: ForgeItem;
  readonly gitlab?: ForgeItem;
  readonly label?: string;
  readonly exclude?: readonly string[];
  readonly forks?: boolean;
  readonly files?: readonly string[];
  readonly every?: string;
  readonly tags?: string;
}

/** The schema sees to it that one of them stands there. */
interface ForgeItem {
  readonly url?: string;
  readonly organisation?: string;
  readonly group?: string;
  readonly user?: string;
  readonly topic?: string;
  readonly repositories?: readonly string[];
  readonly search?: string;
}

export const PLACES = ["folder", "git", "github", "gitlab"] as const;

const PUBLIC_INSTANCES = { github: "https://github.com", gitlab: "https://gitlab.com" } as const;

/** The places that an item names; there should be one. */
export function placesOf(item: SourceItem): readonly Source["kind"][] {
  return PLACES.filter((place) => item[place] !== undefined);
}

/** Where an item leads, and what it asks of the place. */
export function readPlace(item: SourceItem): Pick<Source, "kind" | "location" | "options"> {
  const options: SourceOptions = {
    exclude: item.exclude,
    forks: item.forks,
    files: item.files,
    every: item.every,
    tags: item.tags,
  };
  for (const kind of ["github", "gitlab"] as const) {
    const forge = item[kind];
    if (forge === undefined) continue;
    const scope = readScope(forge, (forge.url ?? PUBLIC_INSTANCES[kind]).replace(/\/+$/, ""));
    return { kind, location: addressOf(kind, scope), options: withoutGaps({ ...options, scope }) };
  }
  const kind = item.git === undefined ? "folder" : "git";
  return { kind, location: item.git ?? item.folder ?? "", options: withoutGaps(options) };
}

function readScope(item: ForgeItem, url: string): ForgeScope {
  for (const of of ["organisation", "group", "user", "topic"] as const) {
    const name = item[of];
    if (name !== undefined) return { url, of, name };
  }
  if (item.repositories !== undefined) return { url, of: "repositories", paths: item.repositories };
  return { url, of: "search", words: item.search ?? "" };
}

/** A page for people. */
function addressOf(kind: "github" | "gitlab", scope: ForgeScope): string {
  switch (scope.of) {
    case "organisation":
    case "group":
    case "user":
      return `${scope.url}/${scope.name}`;
    case "topic":
      return kind === "github"
        ? `${scope.url}/topics/${scope.name}`
        : `${scope.url}/explore/projects/topics/${encodeURIComponent(scope.name)}`;
    case "repositories":
      return scope.paths.length === 1 ? `${scope.url}/${scope.paths[0] ?? ""}` : scope.url;
    case "search":
      return `${scope.url}/search?type=code&q=${encodeURIComponent(`ivoa-execution ${scope.words}`.trim())}`;
  }
}

/** Equal options are equal as JSON, whether they were read from the file or from the store. */
function withoutGaps(options: SourceOptions): SourceOptions {
  return JSON.parse(JSON.stringify(options)) as SourceOptions;
}
