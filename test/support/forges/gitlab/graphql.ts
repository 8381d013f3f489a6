import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, execute, GraphQLError, parse, validate, type DocumentNode } from "graphql";
import { findProjectRoot } from "../../../../src/project-root.ts";
import type { FakeAnswer } from "../faults.ts";
import type { FakeModel, FakeProject } from "./model.ts";
import { queryComplexity } from "./query-complexity.ts";

/** Not beside the compiled file, where a build leaves no such files. */
const SCHEMA_FILE = join(findProjectRoot(), "test", "support", "forges", "gitlab", "schema.graphql");

export const FAKE_SCHEMA = buildSchema(readFileSync(SCHEMA_FILE, "utf8"));

const LIMITS = { anonymous: 200, signedIn: 250, characters: 10_000, pageSize: 100, ms: 30_000 };

export interface GraphQlSettings {
  readonly isSignedIn: boolean;
  /** How long git's server takes for one head, on a clock that nobody waits for: at 30 seconds GitLab gives up. */
  readonly msPerHead: number;
  /** Half of the nodes are dropped, and counted all the same. */
  readonly halfList: boolean;
}

/** Answers a question by graphql-js, and refuses it where GitLab does. */
export async function answerGraphQl(
  model: FakeModel,
  text: string,
  settings: GraphQlSettings,
): Promise<FakeAnswer> {
  const { query, variables = {} } = JSON.parse(text) as {
    readonly query: string;
    readonly variables?: Readonly<Record<string, unknown>>;
  };
  if (query.length > LIMITS.characters) return refusal(422, "Query too large");
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    return refusal(200, String(error));
  }
  const errors = validate(FAKE_SCHEMA, document);
  if (errors.length > 0) return { status: 200, body: { errors: errors.map(toGitLabError) } };
  const limit = settings.isSignedIn ? LIMITS.signedIn : LIMITS.anonymous;
  const complexity = queryComplexity(FAKE_SCHEMA, document, variables);
  if (complexity > limit) {
    const told = `Query has complexity of ${String(complexity)}, which exceeds max complexity of ${String(limit)}`;
    return refusal(200, told);
  }
  const result = await execute({
    schema: FAKE_SCHEMA,
    document,
    variableValues: variables,
    rootValue: createRoot(model, settings),
  });
  const body = JSON.parse(JSON.stringify(result)) as Readonly<Record<string, unknown>>;
  return { status: 200, body };
}

function refusal(status: number, message: string): FakeAnswer {
  return { status, body: { errors: [{ message }] } };
}

/** In GitLab's words, which are not graphql-js's. */
function toGitLabError({ message }: GraphQLError): { readonly message: string } {
  const unknown = /^Cannot query field "(?<field>\w+)" on type "(?<type>\w+)"/.exec(message)?.groups;
  if (unknown === undefined) return { message };
  return {
    message: `Field '${String(unknown["field"])}' doesn't exist on type '${String(unknown["type"])}'`,
  };
}

interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
}

function createRoot(model: FakeModel, settings: GraphQlSettings): unknown {
  const clock = { ms: 0 };
  const isShown = ({ visibility }: FakeProject): boolean => visibility === "public" || settings.isSignedIn;
  const view = (project: FakeProject): unknown => toNode(model, project, { ...settings, clock });
  const page = (projects: Iterable<FakeProject>, args: PageArguments): unknown =>
    toConnection([...projects].filter(isShown), args, { view, halfList: settings.halfList });
  return {
    group: ({ fullPath }: { readonly fullPath: string }) =>
      model.groups.has(fullPath)
        ? {
            projects: (args: PageArguments & { readonly includeSubgroups: boolean }) =>
              page(projectsIn(model, fullPath, args.includeSubgroups), args),
          }
        : null,
    project: ({ fullPath }: { readonly fullPath: string }) => {
      const project = model.byPath(fullPath);
      return project !== undefined && isShown(project) ? view(project) : null;
    },
    projects: (args: PageArguments & { readonly ids?: string[]; readonly topics?: string[] }) => {
      const { ids, topics } = args;
      if (ids !== undefined)
        return page(
          ids.flatMap((gid) => model.byId(toId(gid)) ?? []),
          args,
        );
      const wanted = topics ?? [];
      const has = (project: FakeProject): boolean =>
        wanted.every((topic) => project.topics.some((one) => one.toLowerCase() === topic.toLowerCase()));
      return page([...model.projects].filter(has), args);
    },
  };
}

/** Kept until the model changes, for a group of thousands is asked for page by page. */
const groups = new WeakMap<
  FakeModel,
  { readonly version: number; readonly byName: Map<string, FakeProject[]> }
>();

function projectsIn(model: FakeModel, group: string, withSubgroups: boolean): FakeProject[] {
  const { version } = model;
  const known = groups.get(model);
  const { byName } = known?.version === version ? known : { byName: new Map<string, FakeProject[]>() };
  if (known?.version !== version) groups.set(model, { version, byName });
  const key = `${group} ${String(withSubgroups)}`;
  const listed = byName.get(key) ?? findProjectsIn(model, group, withSubgroups);
  byName.set(key, listed);
  return listed;
}

function findProjectsIn(model: FakeModel, group: string, withSubgroups: boolean): FakeProject[] {
  return [...model.projects].filter(({ path }) => {
    const rest = path.startsWith(`${group}/`) ? path.slice(group.length + 1) : undefined;
    return rest !== undefined && (withSubgroups || !rest.includes("/"));
  });
}

/** The newest first, as GitLab orders what nobody ordered; a cursor names the last id of its page. */
function toConnection(
  all: readonly FakeProject[],
  { first, after }: PageArguments,
  { view, halfList }: { readonly view: (project: FakeProject) => unknown; readonly halfList: boolean },
): unknown {
  const size = Math.min(first ?? LIMITS.pageSize, LIMITS.pageSize);
  const below = after === undefined || after === null ? Number.POSITIVE_INFINITY : cursorId(after);
  const rest = all.filter(({ id }) => id < below).sort((left, right) => right.id - left.id);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  const sent = halfList ? page.slice(0, Math.floor(page.length / 2)) : page;
  return {
    // GitLab counts to 1,000 and says one more for all that is beyond.
    count: Math.min(all.length, 1_001),
    nodes: () => sent.map(view),
    pageInfo: {
      hasNextPage: rest.length > page.length,
      endCursor: last === undefined ? null : toCursor(last.id),
    },
  };
}

function toNode(
  model: FakeModel,
  project: FakeProject,
  { isSignedIn, msPerHead, clock }: GraphQlSettings & { readonly clock: { ms: number } },
): unknown {
  return {
    id: `gid://gitlab/Project/${String(project.id)}`,
    fullPath: project.path,
    description: project.description ?? null,
    topics: project.topics,
    archived: project.archived,
    starCount: project.stars,
    isForked: project.forked,
    lastActivityAt: project.lastActivityAt.toISOString(),
    repository: () => {
      if (project.hidesRepository && !isSignedIn) return null;
      const refs = model.refsOf(project);
      return {
        empty: refs.head === undefined,
        rootRef: refs.branch ?? null,
        tree: () => {
          clock.ms += msPerHead;
          if (clock.ms > LIMITS.ms) throw new GraphQLError("Timeout on Repository.tree");
          return { lastCommit: refs.head === undefined ? null : { sha: refs.head } };
        },
      };
    },
  };
}

function toId(gid: string): number {
  const id = /^gid:\/\/gitlab\/Project\/(\d+)$/.exec(gid)?.[1];
  if (id === undefined) throw new GraphQLError(`${gid} is not a valid GitLab ID.`);
  return Number(id);
}

function toCursor(id: number): string {
  return Buffer.from(JSON.stringify({ id: String(id) })).toString("base64url");
}

function cursorId(cursor: string): number {
  const { id } = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as { readonly id: string };
  return Number(id);
}
