import type { ForgeScope, Repository, Source } from "../../../src/catalogue/sources.ts";
import { ExecatError } from "../../../src/errors.ts";
import type { Forge, HeadAnswer, Listing, TagsAnswer } from "../forge.ts";
import type { ForgeHost } from "../forge-host.ts";
import { createGitHubAccess, type ApiParts, type GitHubAccess, type GitHubApi } from "./access.ts";
import type { Owner } from "./app-tokens.ts";
import { readDelivery } from "./deliveries.ts";
import { upstreamFailed } from "./failures.ts";
import { askHeads } from "./heads.ts";
import { createKeptAnswers, type KeptAnswers } from "./kept-answers.ts";
import { listCode } from "./list-code.ts";
import type { ListContext } from "./list-context.ts";
import { listOwner } from "./list-owner.ts";
import { listPaths } from "./list-paths.ts";
import { listTopic } from "./list-topic.ts";
import { MOST_AT_ONCE } from "./queries.ts";
import { writeStatus } from "./report.ts";

export interface GitHubForgeOptions extends ApiParts {
  readonly host: ForgeHost;
  /** Reads trees, and the heads of an anonymous caller. */
  readonly git: Forge;
}

export interface GitHubForge extends Forge {
  /** The token by which git may read a repository: an App has another for each owner. */
  tokenFor(path: string): Promise<string | undefined>;
}

/**
 * Lists and asks GitHub, or an Enterprise Server, by its API; manifests are read by git. Without a token it is
 * anonymous: listings by the REST API, heads by git, which has no hourly limit.
 */
export function createGitHubForge(options: GitHubForgeOptions): GitHubForge {
  const { host, git } = options;
  const access = createGitHubAccess(host, options);
  const answers = createKeptAnswers(options.now);
  const hasToken = host.token !== undefined || host.app !== undefined;
  return {
    name: "github",
    headsAtOnce: hasToken ? MOST_AT_ONCE : git.headsAtOnce,
    list: (source, signal) => list({ host, access, answers }, source, signal),
    resolveHeads: (repositories, signal) => resolveHeads({ host, git, access }, repositories, signal),
    tokenFor: (path) => access.tokenOf(ownerOf(path), AbortSignal.timeout(options.timeoutMs)),
    readTags: (repository, signal) => readTags(git, repository, signal),
    readTree: (repository, commit, signal) => git.readTree(repository, commit, signal),
    readTrees: git.readTrees,
    report:
      host.report && hasToken
        ? async (report, signal) =>
            writeStatus(await access.of(ownerOf(report.repository.path), signal), report, signal)
        : undefined,
    readDelivery:
      host.webhookSecret === undefined
        ? undefined
        : async (raw) => {
            const { delivery, installationOf } = await readDelivery(host, raw);
            if (installationOf !== undefined) access.forget(installationOf);
            return delivery;
          },
  };
}

interface Parts {
  readonly host: ForgeHost;
  readonly access: GitHubAccess;
}

async function list(
  { host, access, answers }: Parts & { readonly answers: KeptAnswers },
  source: Source,
  signal: AbortSignal,
): Promise<Listing> {
  const { scope, forks = false } = source.options;
  const contextFor = async (owner: Owner | undefined): Promise<ListContext> => ({
    host,
    answers,
    signal,
    api: await access.of(owner, signal),
  });
  switch (scope?.of) {
    case "organisation":
    case "user":
      return listOwner(await contextFor({ login: scope.name, kind: scope.of }), scope.of, scope.name);
    case "topic":
      return listTopic(await contextFor(undefined), scope.name, forks);
    case "search":
      return listCode(await contextFor(undefined), scope.words);
    case "repositories":
      return listPaths({ host, answers, signal }, scope.paths, (path) => access.of(ownerOf(path), signal));
    case "group":
    case undefined:
      throw notListed(source, scope);
  }
}

/** All tags, by git: GitHub names thirty of them with a head. */
async function readTags(git: Forge, repository: Repository, signal: AbortSignal): Promise<TagsAnswer> {
  const answer = (await git.resolveHeads([repository], signal)).get(repository.id);
  if (answer?.state === "failed") throw answer.error;
  if (answer?.state !== "head") throw upstreamFailed(`git found no tags of "${repository.path}".`);
  return { tags: answer.tags ?? [], tagsLeftOut: answer.tagsLeftOut };
}

function notListed(source: Source, scope: ForgeScope | undefined): ExecatError {
  return new ExecatError(
    "SOURCE_INVALID",
    `The source "${source.key}" names ${scope === undefined ? "nothing" : "a group"}, which GitHub has not.`,
    { hint: "Name an organisation, a user, a topic, a search or repositories." },
  );
}

/** One question for each that asks: an App has another token for every owner. */
async function resolveHeads(
  { host, git, access }: Parts & { readonly git: Forge },
  repositories: readonly Repository[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, HeadAnswer>> {
  const groups = new Map<GitHubApi, Repository[]>();
  for (const repository of repositories) {
    const api = await access.of(ownerOf(repository.path), signal);
    const group = groups.get(api) ?? [];
    group.push(repository);
    groups.set(api, group);
  }
  const heads = new Map<string, HeadAnswer>();
  for (const [api, group] of groups) {
    const answers = api.isSignedIn
      ? await askHeads(host, api, group, signal)
      : await git.resolveHeads(group, signal);
    for (const [id, answer] of answers) heads.set(id, answer);
  }
  return heads;
}

function ownerOf(path: string): Owner {
  return { login: path.split("/")[0] ?? path, kind: "unknown" };
}
