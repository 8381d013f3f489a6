import { ExecatError } from "../../errors.ts";
import type { HttpClient, HttpResponse } from "../../http/http-client.ts";
import { emitRequest } from "../../manifest/emit.ts";
import type { Broker, BrokerAnswer, BrokerSession, CallOptions, SessionUpdate } from "../broker.ts";
import { numberAt, objectsAt, textAt, valueAt } from "../json-value.ts";
import { DELTA_OPTION, DELTA_UPDATE, REHEARSAL_CLOCK_PATH } from "../rehearsal-clock.ts";
import { lastSegment, parseOfferSet, parseSession } from "./dialect-d.ts";
import { failureOf, nonsense, parseJson } from "./failures.ts";

export interface HttpBrokerOptions {
  readonly id: string;
  readonly label: string;
  /** Asked at each call, since our own listener's port is known only once it listens. */
  readonly baseUrl: () => string;
  readonly http: HttpClient;
  readonly credentials?: { readonly username: string; readonly password: string } | undefined;
  /** Deadline of one call. */
  readonly timeoutMs: number;
  readonly rehearsal: boolean;
  readonly executableKinds: ReadonlySet<string>;
  /** Only for a broker of ours: the secret that lets it believe us who asks. */
  readonly clientToken?: string | undefined;
}

interface Call {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: unknown;
  readonly options: CallOptions;
}

type Send = (call: Call) => Promise<HttpResponse>;

/** Speaks dialect D to a broker; see `Broker` for the contract. */
export function createHttpBroker(options: HttpBrokerOptions): Broker {
  const { label } = options;
  const send = createSend(options);
  const readSession = async (uuid: string, call: CallOptions): Promise<BrokerSession> => {
    const response = await send({ method: "GET", path: sessionPath(uuid), options: call });
    if (response.status !== 200) throw failureOf(label, response, `session "${uuid}"`);
    return parseSession(parseJson(response.body)) ?? fail(nonsense(label, response));
  };
  return {
    id: options.id,
    label,
    rehearsal: options.rehearsal,
    executableKinds: options.executableKinds,
    ask: (request, call) => ask(send, label, emitRequest(request), call),
    readSession,
    async update(uuid, update, call) {
      const body = await updateBody({ send, label, uuid, call }, update);
      const answer = await send({ method: "POST", path: sessionPath(uuid), body, options: call });
      // After a 500 the update may have been taken all the same: only reading again tells.
      if (answer.status !== 200 && answer.status !== 303 && answer.status < 500) {
        throw failureOf(label, answer, `session "${uuid}"`);
      }
      const session = await readSession(uuid, call);
      return { ...session, messages: withReasons(answer, session) };
    },
    async check(signal) {
      const path = "/offersets/00000000-0000-4000-8000-000000000000";
      const response = await send({ method: "GET", path, options: { signal, actorId: undefined } });
      if (response.status !== 404 && response.status !== 200) throw failureOf(label, response, path);
    },
  };
}

function createSend(options: HttpBrokerOptions): Send {
  return async (call) => {
    const headers: Record<string, string> = { accept: "application/json" };
    if (call.body !== undefined) headers["content-type"] = "application/json";
    // A wrong password on a GET is refused by the reference broker although reading is open: send none.
    if (call.method === "POST" && options.credentials !== undefined) {
      const { username, password } = options.credentials;
      headers["authorization"] = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
    }
    if (options.clientToken !== undefined && call.options.actorId !== undefined) {
      headers["x-execat-token"] = options.clientToken;
      headers["x-execat-client"] = call.options.actorId;
    }
    return options.http.request(`${options.baseUrl().replace(/\/+$/, "")}${call.path}`, {
      method: call.method,
      headers,
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      signal: call.options.signal,
      timeoutMs: options.timeoutMs,
    });
  };
}

async function ask(
  send: Send,
  label: string,
  body: Readonly<Record<string, unknown>>,
  options: CallOptions,
): Promise<BrokerAnswer> {
  const response = await send({ method: "POST", path: "/requests", body, options });
  if (response.status !== 200 && response.status !== 201 && response.status !== 303) {
    throw failureOf(label, response, "request");
  }
  const direct = parseOfferSet(parseJson(response.body), response.body);
  if (direct !== undefined) return direct;
  const uuid = lastSegment(response.headers.get("location"));
  if (uuid === undefined) throw nonsense(label, response);
  // Re-based on our own address: behind a proxy the broker's Location may name a host nobody can reach.
  const path = `/offersets/${encodeURIComponent(uuid)}`;
  const again = await send({ method: "GET", path, options });
  if (again.status !== 200) throw failureOf(label, again, `offer set "${uuid}"`);
  return parseOfferSet(parseJson(again.body), again.body) ?? fail(nonsense(label, again));
}

interface UpdateCall {
  readonly send: Send;
  readonly label: string;
  readonly uuid: string;
  readonly call: CallOptions;
}

async function updateBody(at: UpdateCall, update: SessionUpdate): Promise<unknown> {
  if (update.kind === "phase") {
    return { kind: "uri:enum-value-update", path: "/phase", value: update.value };
  }
  const path = sessionPath(at.uuid);
  const response = await at.send({ method: "GET", path, options: at.call });
  if (response.status !== 200) throw failureOf(at.label, response, `session "${at.uuid}"`);
  const meta = valueAt(parseJson(response.body), "meta");
  const option = objectsAt(meta, "options").find(
    (entry) => textAt(entry, "kind") === DELTA_OPTION && textAt(entry, "path") === REHEARSAL_CLOCK_PATH,
  );
  const delta = numberAt(option, "max");
  if (delta === undefined) {
    throw new ExecatError("UPSTREAM_FAILED", `"${at.label}" cannot fast-forward this session now.`, {
      hint: "Only a rehearsal that was accepted and has not ended has a clock that can be moved.",
    });
  }
  return { kind: DELTA_UPDATE, path: REHEARSAL_CLOCK_PATH, delta };
}

/** What the update's own answer said comes first: there, and only there, a broker says why it did nothing. */
function withReasons(answer: HttpResponse, session: BrokerSession): BrokerSession["messages"] {
  const standing = new Set(session.messages.map((message) => `${message.kind} ${message.text}`));
  const said = parseSession(parseJson(answer.body))?.messages ?? [];
  return [...said.filter((message) => !standing.has(`${message.kind} ${message.text}`)), ...session.messages];
}

function sessionPath(uuid: string): string {
  return `/sessions/${encodeURIComponent(uuid)}`;
}

function fail(error: ExecatError): never {
  throw error;
}
