import type { FakeAnswer } from "../faults.ts";
import type { FakeRequest } from "../fake-server.ts";
import type { FakeModel, FakeProject } from "./model.ts";

/** A commit status that was written to the fake. */
export interface WrittenStatus {
  readonly projectId: number;
  readonly commit: string;
  readonly state: string;
  readonly name: string;
  readonly description: string;
  readonly targetUrl: string | undefined;
}

export interface RestSettings {
  /** Address of the REST API. */
  readonly root: string;
  readonly isSignedIn: boolean;
  readonly statuses: WrittenStatus[];
}

/** Answers one request of the REST API; `path` is what comes after `/api/v4`. */
export function answerRest(
  model: FakeModel,
  request: FakeRequest,
  path: string,
  settings: RestSettings,
): FakeAnswer {
  const parts = path.split("/").slice(1).map(decodeURIComponent);
  const [kind, name = "", ...rest] = parts;
  if (kind === "users" && rest.join("/") === "projects") return userProjects(model, request, name, settings);
  if (kind !== "projects") return notFound("Not Found");
  const project = findProject(model, name, settings);
  if (project === undefined) return notFound("Project Not Found");
  if (project === "moved") {
    const now = model.byFormerPath(name);
    return { status: 301, headers: { location: `${settings.root}/projects/${String(now?.id)}` } };
  }
  if (rest.length === 0) return { status: 200, body: toRest(project) };
  if (rest.join("/") === "repository/tags") return tags(model, project, request, settings);
  if (rest[0] === "statuses" && rest[1] !== undefined && request.method === "POST") {
    return writeStatus(model, project, { commit: rest[1], body: request.body }, settings);
  }
  return notFound("Not Found");
}

function findProject(
  model: FakeModel,
  name: string,
  { isSignedIn }: RestSettings,
): FakeProject | "moved" | undefined {
  const project = /^\d+$/.test(name) ? model.byId(Number(name)) : model.byPath(name);
  const found = project ?? model.byFormerPath(name);
  if (found === undefined || (found.visibility !== "public" && !isSignedIn)) return undefined;
  return project ?? "moved";
}

/** By keyset when it is asked for: then `Link` names the next page as long as a page holds anything. */
function userProjects(
  model: FakeModel,
  { url, halfList }: FakeRequest,
  name: string,
  { root, isSignedIn }: RestSettings,
): FakeAnswer {
  if (!model.users.has(name)) return notFound("User Not Found");
  const { searchParams } = url;
  const size = Math.min(100, Number(searchParams.get("per_page") ?? 20));
  const own = [...model.projects].filter(
    (project) => project.path.startsWith(`${name}/`) && (project.visibility === "public" || isSignedIn),
  );
  const isKeyset = searchParams.get("pagination") === "keyset" && searchParams.get("order_by") === "id";
  const after = Number(searchParams.get("id_after") ?? 0);
  const at = (Number(searchParams.get("page") ?? 1) - 1) * size;
  const rest = isKeyset ? own.filter(({ id }) => id > after) : own.slice(at);
  const page = rest.slice(0, size);
  const next = new URLSearchParams(searchParams);
  const last = page.at(-1);
  if (isKeyset) next.set("id_after", String(last?.id));
  else next.set("page", String(at / size + 2));
  const hasNext = isKeyset ? last !== undefined : rest.length > page.length;
  const address = `${root}/users/${encodeURIComponent(name)}/projects?${next.toString()}`;
  return {
    status: 200,
    headers: {
      ...(hasNext ? { link: `<${address}>; rel="next"` } : {}),
      ...(isKeyset ? {} : { "x-total": String(own.length) }),
    },
    body: (halfList ? page.slice(0, Math.floor(page.length / 2)) : page).map(toRest),
  };
}

function tags(
  model: FakeModel,
  project: FakeProject,
  { url, halfList }: FakeRequest,
  { isSignedIn }: RestSettings,
): FakeAnswer {
  if (project.hidesRepository && !isSignedIn) return notFound("Repository Not Found");
  const size = Math.min(100, Number(url.searchParams.get("per_page") ?? 20));
  const all = model.refsOf(project).tags;
  const page = all.slice(0, size);
  const sent = halfList ? page.slice(0, Math.floor(page.length / 2)) : page;
  return {
    status: 200,
    headers: { "x-total": String(all.length) },
    body: sent.map(({ name, commit }) => ({ name, target: commit, commit: { id: commit } })),
  };
}

function writeStatus(
  model: FakeModel,
  project: FakeProject,
  { commit, body }: { readonly commit: string; readonly body: string },
  { isSignedIn, statuses }: RestSettings,
): FakeAnswer {
  if (!isSignedIn) return { status: 401, body: { message: "401 Unauthorized" } };
  const refs = model.refsOf(project);
  const isKnown = refs.head === commit || refs.tags.some((tag) => tag.commit === commit);
  if (!isKnown) return notFound("Commit Not Found");
  const { state, name, description, target_url } = JSON.parse(body) as Readonly<Record<string, string>>;
  if (!["pending", "running", "success", "failed", "canceled", "skipped"].includes(state ?? "")) {
    return { status: 400, body: { error: "state does not have a valid value" } };
  }
  statuses.push({
    projectId: project.id,
    commit,
    state: state ?? "",
    name: name ?? "default",
    description: description ?? "",
    targetUrl: target_url,
  });
  return { status: 201, body: { id: statuses.length, sha: commit, status: state, name } };
}

function toRest(project: FakeProject): unknown {
  return {
    id: project.id,
    path_with_namespace: project.path,
    description: project.description ?? null,
    topics: project.topics,
    visibility: project.visibility,
    star_count: project.stars,
    last_activity_at: project.lastActivityAt.toISOString(),
  };
}

function notFound(what: string): FakeAnswer {
  return { status: 404, body: { message: `404 ${what}` } };
}
