import { buildSchema, execute, GraphQLError, parse, validate, type GraphQLSchema } from "graphql";
import { readPublished } from "../published-file.ts";
import { pathOf, refsOf, type GitHubModel, type GitHubOwner, type GitHubRepository } from "./github-model.ts";
import { costOf } from "./query-cost.ts";
import { searchRepositories } from "./search-model.ts";

let schema: GraphQLSchema | undefined;

/** GitHub's own schema, as it publishes it; read once. */
export function gitHubSchema(): GraphQLSchema {
  schema ??= buildSchema(readPublished("@octokit/graphql-schema/schema.graphql"), { assumeValid: true });
  return schema;
}

export interface GraphQlReply {
  readonly points: number;
  readonly body: unknown;
}

export interface GraphQlCall {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface Asker {
  /** Whether the repository is shown to whoever asks. */
  readonly sees: (repository: GitHubRepository) => boolean;
  readonly halfList: boolean;
  /** Of `host/path`. */
  readonly webUrl: string;
}

const MOST_NODES = 500_000;

/** Executes a question on the real schema; errors look as GitHub's do. */
export async function answerGraphQl(
  model: GitHubModel,
  call: GraphQlCall,
  asker: Asker,
): Promise<GraphQlReply> {
  let document;
  try {
    document = parse(call.query);
  } catch (error) {
    return { points: 0, body: { errors: [{ message: String(error) }] } };
  }
  const mistakes = validate(gitHubSchema(), document);
  if (mistakes.length > 0) return { points: 0, body: { errors: mistakes.map((it) => it.toJSON()) } };
  const cost = costOf(document, call.variables);
  if (cost.refused.length > 0 || cost.nodes > MOST_NODES) {
    const type = cost.nodes > MOST_NODES ? "MAX_NODE_LIMIT_EXCEEDED" : "MISSING_PAGINATION_BOUNDARIES";
    const message = `Refused: ${cost.refused.join(", ")} (${String(cost.nodes)} nodes)`;
    return { points: 0, body: { errors: [{ type, message }] } };
  }
  const { data, errors } = await execute({
    schema: gitHubSchema(),
    document,
    rootValue: createRoot(model, asker),
    variableValues: call.variables,
  });
  return {
    points: cost.points,
    body: { data, ...(errors === undefined ? {} : { errors: errors.map(toGitHubError) }) },
  };
}

function toGitHubError(error: GraphQLError): unknown {
  const { type, ...extensions } = error.extensions;
  const { message, path, locations } = error.toJSON();
  return { type, path, ...(Object.keys(extensions).length > 0 ? { extensions } : {}), locations, message };
}

function notFound(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type: "NOT_FOUND" } });
}

function createRoot(model: GitHubModel, asker: Asker): unknown {
  const page = (all: readonly GitHubRepository[], args: PageArguments, total: string): unknown =>
    connection(all, args, { total, asker });
  return {
    repositoryOwner: ({ login }: { login: string }) => {
      const owner = model.owners.get(login.toLowerCase());
      return owner === undefined ? null : ownerNode(model, owner, page, asker);
    },
    repository: ({ owner, name }: { owner: string; name: string }) => {
      const repository = model.find(`${owner}/${name}`);
      if (repository === undefined || !asker.sees(repository)) {
        throw notFound(`Could not resolve to a Repository with the name '${owner}/${name}'.`);
      }
      return repositoryNode(repository, asker);
    },
    nodes: ({ ids }: { ids: readonly string[] }) =>
      ids.map((id) => {
        const repository = model.repositories.get(id);
        return repository === undefined || !asker.sees(repository)
          ? notFound(`Could not resolve to a node with the global id of '${id}'`)
          : repositoryNode(repository, asker);
      }),
    search: ({ query, ...args }: PageArguments & { query: string }) =>
      page(searchRepositories(model, query).filter(asker.sees), args, "repositoryCount"),
  };
}

interface PageArguments {
  readonly first: number;
  readonly after?: string | null;
}

const MOST_RESULTS = 1_000;

function connection(
  all: readonly GitHubRepository[],
  { first, after }: PageArguments,
  { total, asker }: { readonly total: string; readonly asker: Asker },
): unknown {
  const most = total === "repositoryCount" ? all.slice(0, MOST_RESULTS) : all;
  const start = after == null ? 0 : Number(Buffer.from(after, "base64").toString().replace("cursor:", ""));
  const page = most.slice(start, start + first);
  const end = start + page.length;
  const shown = asker.halfList ? page.slice(0, Math.floor(page.length / 2)) : page;
  return {
    [total]: all.length,
    pageInfo: {
      hasNextPage: end < most.length,
      hasPreviousPage: start > 0,
      endCursor: page.length === 0 ? null : Buffer.from(`cursor:${String(end)}`).toString("base64"),
    },
    nodes: shown.map((repository) => repositoryNode(repository, asker)),
  };
}

function ownerNode(
  model: GitHubModel,
  owner: GitHubOwner,
  page: (all: readonly GitHubRepository[], args: PageArguments, total: string) => unknown,
  asker: Asker,
): unknown {
  return {
    __typename: owner.type,
    login: owner.login,
    repositories: ({
      ownerAffiliations,
      ...args
    }: PageArguments & { ownerAffiliations: readonly string[] }) => {
      const others = ownerAffiliations.includes("COLLABORATOR") ? owner.collaboratesOn : [];
      const all = [...model.ofOwner(owner), ...others.map((path) => model.get(path))];
      return page(all.filter(asker.sees), args, "totalCount");
    },
  };
}

function repositoryNode(repository: GitHubRepository, { webUrl }: Asker): unknown {
  if (repository.isProtected) {
    return new GraphQLError("Resource protected by organization SAML enforcement.", {
      extensions: { type: "FORBIDDEN", saml_failure: true },
    });
  }
  const { license } = repository;
  const refs = refsOf(repository);
  return {
    __typename: "Repository",
    id: repository.nodeId,
    databaseId: repository.id,
    nameWithOwner: pathOf(repository),
    url: `${webUrl}/${pathOf(repository)}`,
    description: repository.description,
    homepageUrl: repository.homepage,
    stargazerCount: repository.stars,
    isArchived: repository.isArchived,
    isFork: repository.isFork,
    isPrivate: repository.isPrivate,
    isDisabled: repository.isDisabled,
    isEmpty: refs.commit === undefined,
    licenseInfo: license === null ? null : { spdxId: license.spdxId, name: license.name },
    repositoryTopics: ({ first }: { first: number }) => ({
      nodes: repository.topics.slice(0, first).map((name) => ({ topic: { name } })),
    }),
    defaultBranchRef:
      refs.commit === undefined
        ? null
        : { name: refs.branch, target: { __typename: "Commit", oid: refs.commit } },
    refs: ({ first }: { first: number }) => ({
      totalCount: refs.tags.length,
      nodes: refs.tags.slice(0, first).map(tagNode),
    }),
  };
}

function tagNode({ name, commit, object }: { name: string; commit: string; object: string }): unknown {
  const target = { __typename: "Commit", oid: commit };
  return { name, target: object === commit ? target : { __typename: "Tag", oid: object, target } };
}
