import { randomUUID } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { parse, stringify } from "yaml";
import { closeServer, listen } from "../conformance/broker-server.ts";
import {
  offersetBody,
  sessionBody,
  slots,
  type Held,
  type Offerset,
  type Shown,
} from "./dialect-c-answers.ts";
import { judge, object, type Asked, type Generation, type Json } from "./dialect-c-verdict.ts";

export { C_KIND } from "./dialect-c-verdict.ts";

export interface DialectCOptions {
  /** C1 has named volumes and a schedule on the session; C3, from March 2026, neither. */
  readonly generation?: Generation;
  /** None until the end of May 2026. */
  readonly credentials?: { readonly username: string; readonly password: string };
  /** The host that a proxy put in the Host header. */
  readonly host?: string;
}

export interface HeardCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface DialectCBroker {
  readonly url: string;
  readonly heard: readonly HeardCall[];
  moveBy(seconds: number): void;
  close(): Promise<void>;
}

interface State {
  readonly options: DialectCOptions;
  readonly offersets: Map<string, Offerset>;
  readonly held: Map<string, Held>;
  nowMs: number;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A broker of dialect C as the reference broker was from March to May 2026, its faults included. */
export async function startDialectCBroker(options: DialectCOptions = {}): Promise<DialectCBroker> {
  const nowMs = Date.parse("2026-04-03T09:00:20Z");
  const state: State = { options, offersets: new Map(), held: new Map(), nowMs };
  const heard: HeardCall[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      const { method = "", url = "", headers } = request;
      heard.push({ method, path: url, headers, body });
      route({ state, request, response, body, path: url.split("?", 1)[0] ?? "" });
    });
  });
  const url = `http://127.0.0.1:${await listen(server)}`;
  return {
    url,
    heard,
    moveBy(seconds) {
      state.nowMs += seconds * 1000;
    },
    close: () => closeServer(server),
  };
}

interface At {
  readonly state: State;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: string;
  readonly path: string;
}

function route(at: At): void {
  const { method = "" } = at.request;
  const [, collection = "", id] = at.path.split("/");
  if (method !== "GET" && !isAllowed(at)) return fail(at, 401);
  const isDirect = collection === "sessions" && at.state.options.generation !== "C1";
  if (id === undefined && (collection === "offersets" || isDirect)) {
    if (method !== "POST") return notAllowed(at, "POST");
    return post(at, isDirect ? direct : ask);
  }
  if (id === undefined || (collection !== "offersets" && collection !== "sessions")) return fail(at, 404);
  const methods = collection === "offersets" ? ["GET"] : ["GET", "POST"];
  if (!methods.includes(method)) return notAllowed(at, methods.join(","));
  if (!UUID.test(id)) return fail(at, 400);
  return collection === "offersets" ? readOfferset(at, id) : session(at, id);
}

function isAllowed({ state, request }: At): boolean {
  const { credentials } = state.options;
  if (credentials === undefined) return true;
  const right = Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64");
  return request.headers.authorization === `Basic ${right}`;
}

function post(at: At, work: (at: At, body: Json, isYaml: boolean) => void): void {
  const type = (at.request.headers["content-type"] ?? "").split(";", 1)[0];
  if (type !== "application/json" && type !== "application/yaml") return fail(at, 415);
  let body: unknown;
  try {
    body = type === "application/json" ? JSON.parse(at.body) : parse(at.body);
  } catch {
    return fail(at, 400);
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) return fail(at, 400);
  return work(at, body as Json, type === "application/yaml");
}

function ask(at: At, body: Json, isYaml: boolean): void {
  const verdict = judge(body, terms(at, isYaml));
  if ("status" in verdict) return fail(at, verdict.status);
  const offerset = { uuid: randomUUID(), createdMs: at.state.nowMs, refusals: verdict.refusals };
  at.state.offersets.set(offerset.uuid, offerset);
  const blocks = verdict.refusals.length > 0 ? [] : slots(verdict.asked);
  const held = blocks.map((block, index) =>
    hold(at.state, verdict.asked, { ...block, index, offerset: offerset.uuid }),
  );
  const shown = shownFor(at, 9);
  send(at, 303, offersetBody(offerset, held, shown), `${shown.base}/offersets/${offerset.uuid}`);
}

/** An invalid direct request ends in 500: its answer is made of a session that is not there. */
function direct(at: At, body: Json, isYaml: boolean): void {
  const verdict = judge(body, terms(at, isYaml));
  if ("status" in verdict) return fail(at, verdict.status);
  const [block] = slots(verdict.asked);
  if (verdict.refusals.length > 0 || block === undefined) return fail(at, 500);
  const held = hold(at.state, verdict.asked, { ...block, index: 0, offerset: "" });
  held.kept = "ACCEPTED";
  const shown = shownFor(at, 9);
  send(at, 303, sessionBody(held, shown), `${shown.base}/sessions/${held.uuid}`);
}

function terms(at: At, strict: boolean): { nowMs: number; generation: Generation; strict: boolean } {
  return { nowMs: at.state.nowMs, generation: at.state.options.generation ?? "C3", strict };
}

function hold(
  state: State,
  asked: Asked,
  at: Pick<Held, "startMs" | "durationMs" | "index" | "offerset">,
): Held {
  const held: Held = {
    ...at,
    uuid: randomUUID(),
    asked,
    createdMs: state.nowMs,
    kept: "OFFERED",
    acceptedMs: state.nowMs,
    ids: {
      executable: randomUUID(),
      compute: randomUUID(),
      parts: [...asked.storage, ...asked.data].map(() => randomUUID()),
    },
  };
  state.held.set(held.uuid, held);
  return held;
}

function readOfferset(at: At, id: string): void {
  const offerset = at.state.offersets.get(id);
  if (offerset === undefined) return empty(at, 404);
  const held = [...at.state.held.values()].filter((item) => item.offerset === id);
  return send(at, 200, offersetBody(offerset, held, shownFor(at, 6)));
}

function session(at: At, id: string): void {
  const held = at.state.held.get(id);
  if (held === undefined) return empty(at, 404);
  if (at.request.method === "GET") return send(at, 200, sessionBody(held, shownFor(at, 6)));
  return post(at, (_, body) => update(at, held, body));
}

const UPDATE_KINDS = [
  "uri:string-value-update",
  "uri:enum-value-update",
  "uri:integer-value-update",
  "uri:integer-delta-update",
];
const CANCELLABLE = ["OFFERED", "ACCEPTED", "WAITING", "PREPARING", "AVAILABLE", "RUNNING"];

/** An update that is not legal is answered 200 with the session as it is; a cancellation shows in this answer only. */
function update(at: At, held: Held, body: Json): void {
  const { kind, path, value } = body;
  if (!UPDATE_KINDS.includes(String(kind)) || path === undefined || value === undefined) return fail(at, 400);
  const shown = shownFor(at, 9);
  const now = String(sessionBody(held, shown)["phase"]);
  const counts = kind === "uri:enum-value-update" && (path === "phase" || path === "/phase");
  if (counts && value === "ACCEPTED" && now === "OFFERED") accept(at.state, held);
  // Not kept, nor is FAILED.
  const declined = counts && value === "REJECTED" && now === "OFFERED";
  const stopped = counts && (value === "CANCELLED" || value === "FAILED") && CANCELLABLE.includes(now);
  return send(at, 200, sessionBody(held, shown, declined || stopped ? value : undefined));
}

/** Also after `expires`: nobody looks at it. */
function accept(state: State, held: Held): void {
  held.kept = "ACCEPTED";
  held.acceptedMs = state.nowMs;
  for (const other of state.held.values()) {
    if (other.offerset === held.offerset && other.kept === "OFFERED") other.kept = "REJECTED";
  }
}

function shownFor({ state, request }: At, digits: Shown["digits"]): Shown {
  const host = state.options.host ?? request.headers.host ?? "";
  return {
    base: `http://${host}`,
    nowMs: state.nowMs,
    digits,
    generation: state.options.generation ?? "C3",
  };
}

function send(at: At, status: number, body: Json, location?: string): void {
  const isYaml = (at.request.headers.accept ?? "").startsWith("application/yaml");
  at.response.writeHead(status, {
    ...(location === undefined ? {} : { Location: location }),
    "Content-Type": isYaml ? "application/yaml" : "application/json",
  });
  at.response.end(isYaml ? stringify(body, { version: "1.1" }) : JSON.stringify(body));
}

function empty(at: At, status: number): void {
  at.response.writeHead(status).end();
}

function notAllowed(at: At, allow: string): void {
  at.response.setHeader("Allow", allow);
  fail(at, 405);
}

const WORDS: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  404: "Not Found",
  405: "Method Not Allowed",
  415: "Unsupported Media Type",
  500: "Internal Server Error",
};

/** Four keys and no reason; in YAML for whoever does not say that JSON is wanted. */
function fail(at: At, status: number): void {
  const body = {
    timestamp: new Date(at.state.nowMs).toISOString(),
    status,
    error: WORDS[status],
    path: at.path,
  };
  const isJson = (at.request.headers.accept ?? "").includes("application/json");
  if (status === 401) at.response.setHeader("WWW-Authenticate", 'Basic realm="Realm", charset="UTF-8"');
  at.response.writeHead(status, {
    "Content-Type": isJson ? "application/json" : "application/yaml;charset=UTF-8",
  });
  at.response.end(isJson ? JSON.stringify(body) : stringify(object(body)));
}
