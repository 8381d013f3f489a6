import type { ForgeFacts } from "../../../src/catalogue/sources.ts";
import type { ForgeHost } from "../forge-host.ts";
import type { FoundRepository, Head, TagRef } from "../forge.ts";
import { listOf, numberOf, recordOf, textOf, type JsonRecord } from "../json-fields.ts";
import { upstreamFailed } from "./failures.ts";
import { NEWEST_TAGS } from "./queries.ts";

const PATH = /^[A-Za-z0-9_.-]{1,100}\/[A-Za-z0-9_.-]{1,100}$/;
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/** What GitHub says of a licence that it does not know. */
const NO_LICENSE: ReadonlySet<string> = new Set(["NOASSERTION", "NONE"]);

/** A repository as GraphQL gives it by `RepositoryFields`. Fails with `UPSTREAM_FAILED` when its name is none. */
export function fromGraphQl(host: ForgeHost, node: JsonRecord): FoundRepository {
  const topics = listOf(recordOf(node["repositoryTopics"])["nodes"]).map((it) => recordOf(it)["topic"]);
  return {
    ...named(host, node["nameWithOwner"], node["id"]),
    facts: factsOf(node, {
      topics: topics.map((topic) => recordOf(topic)["name"]),
      license: recordOf(node["licenseInfo"])["spdxId"],
      homepage: node["homepageUrl"],
      stars: node["stargazerCount"],
      archived: node["isArchived"],
      fork: node["isFork"],
    }),
    // A list of tags that was cut off would take versions away: the look asks once more.
    head: hasAllTags(node) ? headOf(node) : undefined,
  };
}

/** True when as many tags came as were asked for, or as there are. */
export function hasAllTags(node: JsonRecord): boolean {
  const refs = recordOf(node["refs"]);
  return listOf(refs["nodes"]).length >= Math.min(NEWEST_TAGS, numberOf(refs["totalCount"]) ?? 0);
}

/** A repository as the REST API gives it: without its head. */
export function fromRest(host: ForgeHost, repository: JsonRecord): FoundRepository {
  return {
    ...named(host, repository["full_name"], repository["node_id"]),
    facts: factsOf(repository, {
      topics: listOf(repository["topics"]),
      license: recordOf(repository["license"])["spdx_id"],
      homepage: repository["homepage"],
      stars: repository["stargazers_count"],
      archived: repository["archived"],
      fork: repository["fork"],
    }),
  };
}

/** `undefined` for a repository that GitHub closed: it is there, and nothing of it can be read. */
export function headOf(node: JsonRecord): Head | undefined {
  if (node["isDisabled"] === true) return undefined;
  const branch = recordOf(node["defaultBranchRef"]);
  const commit = commitOf(recordOf(branch["target"])["oid"]);
  if (commit === undefined) return { state: "empty" };
  const refs = recordOf(node["refs"]);
  const read = listOf(refs["nodes"]);
  return {
    state: "head",
    commit,
    branch: textOf(branch["name"]),
    tags: tagsOf(read),
    tagsLeftOut: Math.max(0, (numberOf(refs["totalCount"]) ?? 0) - read.length),
  };
}

function tagsOf(refs: readonly unknown[]): readonly TagRef[] {
  const tags: TagRef[] = [];
  for (const value of refs) {
    const ref = recordOf(value);
    const name = textOf(ref["name"]);
    const commit = peel(recordOf(ref["target"]));
    if (name !== undefined && commit !== undefined) tags.push({ name, commit });
  }
  return tags;
}

/** The commit behind a tag; a tag of a tree or a file has none. */
function peel(target: JsonRecord): string | undefined {
  let current = target;
  while (current["__typename"] === "Tag") current = recordOf(current["target"]);
  return current["__typename"] === "Commit" ? commitOf(current["oid"]) : undefined;
}

function commitOf(value: unknown): string | undefined {
  return typeof value === "string" && COMMIT.test(value) ? value : undefined;
}

/** Addresses are made of the path, never taken from an answer. */
function named(host: ForgeHost, path: unknown, id: unknown): Omit<FoundRepository, "facts" | "head"> {
  const isPath = typeof path === "string" && PATH.test(path) && !/(?:^|\/)\.{1,2}(?:\/|$)/.test(path);
  const forgeId = textOf(id);
  if (!isPath || forgeId === undefined) {
    throw upstreamFailed(
      `"${host.host}" named a repository "${String(path).slice(0, 200)}", which is no name.`,
    );
  }
  const webUrl = `${host.url}/${path}`;
  return { forge: "github", forgeId, host: host.host, path, url: `${webUrl}.git`, webUrl };
}

interface RawFacts {
  readonly topics: readonly unknown[];
  readonly license: unknown;
  readonly homepage: unknown;
  readonly stars: unknown;
  readonly archived: unknown;
  readonly fork: unknown;
}

function factsOf(repository: JsonRecord, raw: RawFacts): ForgeFacts {
  const license = textOf(raw.license);
  const homepage = textOf(raw.homepage);
  return {
    description: textOf(repository["description"]),
    topics: raw.topics.filter((topic) => typeof topic === "string"),
    license: license === undefined || NO_LICENSE.has(license) ? undefined : license,
    homepage: homepage !== undefined && /^https?:\/\//i.test(homepage) ? homepage : undefined,
    stars: numberOf(raw.stars),
    archived: raw.archived === true,
    fork: raw.fork === true,
  };
}
