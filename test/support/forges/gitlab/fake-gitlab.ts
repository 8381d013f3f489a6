import type { IncomingMessage, ServerResponse } from "node:http";
import { createFakeServer, type FakeRequest, type FakeServer } from "../fake-server.ts";
import type { FakeAnswer, Faults } from "../faults.ts";
import { serveGitFolder } from "../git-backend.ts";
import { answerGraphQl } from "./graphql.ts";
import { createFakeModel, type FakeModel, type FakeProject } from "./model.ts";
import { gitFolderOf } from "./repository-state.ts";
import { answerRest, type WrittenStatus } from "./rest.ts";
import {
  projectEvent,
  pushEvent,
  sendDelivery,
  toDelivery,
  type FakeDelivery,
  type FakeEvent,
  type FakeHook,
  type PushedRef,
} from "./webhooks.ts";

export interface FakeGitLabOptions {
  /** Whoever has it sees everything; no other token is accepted. */
  readonly token?: string | undefined;
  /** For an instance below a path: `/gitlab`. */
  readonly below?: string | undefined;
  /** The fake's clock; the machine's when absent. */
  readonly now?: (() => Date) | undefined;
  /** Requests a minute; answers carry `RateLimit-*`, and 429 when they are spent. */
  readonly requestsPerMinute?: number | undefined;
  /** On a clock of its own: see `GraphQlSettings`. */
  readonly msPerHead?: number | undefined;
}

/**
 * A GitLab on loopback: GraphQL on our part of its schema, within its limits; REST by keyset; git by `http-backend`;
 * webhooks. Requests are counted as `graphql`, `users`, `project`, `tags`, `status` and `git`, by which faults are
 * planned as well. `half list` leaves out half of a page's projects or tags and counts them all the same.
 */
export interface FakeGitLab {
  /** As an operator writes it in EXECAT_FORGES. */
  readonly url: string;
  /** Host and port. */
  readonly host: string;
  readonly model: FakeModel;
  readonly faults: Faults;
  readonly counts: ReadonlyMap<string, number>;
  forget(): void;
  readonly statuses: readonly WrittenStatus[];
  /** Every later event is sent to each of these. */
  readonly hooks: FakeHook[];
  /** What came back from the hooks of each event, in order. */
  readonly answers: number[];
  /** The refs moved already (in the folder, or in `refs`): notes the activity, and tells the hooks. */
  push(project: FakeProject, ref: PushedRef): Promise<FakeEvent>;
  move(project: FakeProject, path: string): Promise<FakeEvent>;
  remove(project: FakeProject): Promise<FakeEvent>;
  tell(event: FakeEvent): Promise<void>;
  deliveryOf(event: FakeEvent, hook: FakeHook, id?: string): FakeDelivery;
  close(): Promise<void>;
}

export async function createFakeGitLab(options: FakeGitLabOptions = {}): Promise<FakeGitLab> {
  const now = options.now ?? (() => new Date());
  const model = createFakeModel(now);
  const below = options.below ?? "";
  const statuses: WrittenStatus[] = [];
  const hooks: FakeHook[] = [];
  const answers: number[] = [];
  const limit = createLimit(options.requestsPerMinute, now);
  const server: FakeServer = await createFakeServer({
    kindOf: (method, url) => kindOf(method, url.pathname.slice(below.length)),
    answer: async (request, kind) => {
      const limited = limit();
      if (limited.refusal !== undefined) return limited.refusal;
      const answer = await answerApi(
        { model, options, statuses, below, origin: server.origin },
        request,
        kind,
      );
      return { ...answer, headers: { ...limited.headers, ...answer.headers } };
    },
    git: (url, request, response) => answerGit({ model, options, below }, url, { request, response }),
  });
  const url = `${server.origin}${below}`;
  const deliveryOf = (event: FakeEvent, hook: FakeHook, id?: string): FakeDelivery =>
    toDelivery(hook, event, { now: now(), ...(id === undefined ? {} : { id }) });
  const tell = async (event: FakeEvent): Promise<void> => {
    for (const hook of hooks) answers.push(await sendDelivery(hook.url, deliveryOf(event, hook)));
  };
  const told = async (event: FakeEvent): Promise<FakeEvent> => {
    await tell(event);
    return event;
  };
  return {
    url,
    host: new URL(url).host,
    model,
    faults: server.faults,
    counts: server.counts,
    forget: () => server.forget(),
    statuses,
    hooks,
    answers,
    push(project, ref) {
      model.noteActivity(project);
      return told(pushEvent(project, url, ref));
    },
    move(project, path) {
      const before = project.path;
      const isRename = before.slice(0, before.lastIndexOf("/")) === path.slice(0, path.lastIndexOf("/"));
      model.move(project, path);
      return told(projectEvent(project, isRename ? "project_rename" : "project_transfer", before));
    },
    remove(project) {
      model.remove(project);
      return told(projectEvent(project, "project_destroy"));
    },
    tell,
    deliveryOf,
    close: () => server.close(),
  };
}

function kindOf(method: string, path: string): string {
  if (path === "/api/graphql") return "graphql";
  if (path.startsWith("/api/v4/users/")) return "users";
  if (/^\/api\/v4\/projects\/[^/]+\/repository\/tags$/.test(path)) return "tags";
  if (method === "POST" && path.startsWith("/api/v4/projects/")) return "status";
  if (path.startsWith("/api/v4/projects/")) return "project";
  return /\.git\//.test(path) ? "git" : "page";
}

interface ApiContext {
  readonly model: FakeModel;
  readonly options: FakeGitLabOptions;
  readonly statuses: WrittenStatus[];
  readonly below: string;
  readonly origin: string;
}

async function answerApi(
  { model, options, statuses, below, origin }: ApiContext,
  request: FakeRequest,
  kind: string,
): Promise<FakeAnswer> {
  const given = request.headers.authorization;
  const isSignedIn = given !== undefined;
  const isGraphQl = kind === "graphql";
  if (isSignedIn && (options.token === undefined || given !== `Bearer ${options.token}`)) {
    const body = isGraphQl ? { errors: [{ message: "Invalid token" }] } : { message: "401 Unauthorized" };
    return { status: 401, body };
  }
  if (isGraphQl) {
    const { halfList } = request;
    const msPerHead = options.msPerHead ?? 0;
    return answerGraphQl(model, request.body, { isSignedIn, msPerHead, halfList });
  }
  const path = request.url.pathname.slice(below.length);
  if (!path.startsWith("/api/v4/")) return signInPage();
  const root = `${origin}${below}/api/v4`;
  return answerRest(model, request, path.slice("/api/v4".length), { root, isSignedIn, statuses });
}

function signInPage(): FakeAnswer {
  const headers = { "content-type": "text/html; charset=utf-8" };
  return { status: 200, headers, body: "<!DOCTYPE html><title>Sign in · GitLab</title>" };
}

/** Private repositories, and those that are not there, are asked about in the same way: by a name and a password. */
function answerGit(
  { model, options, below }: Pick<ApiContext, "model" | "options" | "below">,
  url: URL,
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
): FakeAnswer | undefined {
  const [, path = "", rest = ""] = /^\/(.+?)\.git(\/.*)$/.exec(url.pathname.slice(below.length)) ?? [];
  const project = model.byPath(decodeURIComponent(path));
  const folder = project?.folder;
  const isOpen = project?.visibility === "public" && !project.hidesRepository;
  const [scheme, basic = ""] = (request.headers.authorization ?? "").split(" ");
  const password = Buffer.from(scheme === "Basic" ? basic : "", "base64")
    .toString("utf8")
    .split(":")[1];
  const isMember = options.token !== undefined && password === options.token;
  if (folder === undefined || !(isOpen || isMember)) {
    const headers = { "www-authenticate": 'Basic realm="GitLab"' };
    return { status: 401, headers, body: "HTTP Basic: Access denied" };
  }
  serveGitFolder({ folder: gitFolderOf(folder), rest, search: url.search }, request, response);
  return undefined;
}

interface Limited {
  readonly headers: Readonly<Record<string, string>>;
  readonly refusal?: FakeAnswer | undefined;
}

function createLimit(perMinute: number | undefined, now: () => Date): () => Limited {
  let minute = 0;
  let observed = 0;
  return () => {
    if (perMinute === undefined) return { headers: {} };
    const time = now().getTime();
    const current = Math.floor(time / 60_000);
    if (current !== minute) [minute, observed] = [current, 0];
    observed += 1;
    const reset = (current + 1) * 60;
    const headers = {
      "ratelimit-limit": String(perMinute),
      "ratelimit-observed": String(observed),
      "ratelimit-remaining": String(Math.max(0, perMinute - observed)),
      "ratelimit-reset": String(reset),
      "ratelimit-name": "throttle_unauthenticated_api",
    };
    if (observed <= perMinute) return { headers };
    const wait = String(Math.ceil(reset - time / 1000));
    const refusal = { status: 429, headers: { ...headers, "retry-after": wait }, body: "Retry later\n" };
    return { headers, refusal };
  };
}
