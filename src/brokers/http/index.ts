import { ExecatError } from "../../errors.ts";
import type { HttpResponse } from "../../http/http-client.ts";
import type { Broker, BrokerSession, CallOptions, SessionUpdate } from "../broker.ts";
import { numberAt, objectsAt, textAt, valueAt } from "../json-value.ts";
import { DELTA_OPTION, DELTA_UPDATE, REHEARSAL_CLOCK_PATH } from "../rehearsal-clock.ts";
import { canSay, createAsker, type BrokerDialect } from "./ask-in-dialect.ts";
import { failureOf, nonsense, parseJson } from "./failures.ts";
import { parseSession } from "./parse-answer.ts";
import { createSend, type Send, type SendOptions } from "./send.ts";

export interface HttpBrokerOptions extends SendOptions {
  readonly id: string;
  readonly label: string;
  readonly rehearsal: boolean;
  /** What it may be asked for in dialect D; what C cannot say is left out once C is what it speaks. */
  readonly executableKinds: ReadonlySet<string>;
  /** The dialect of its requests; found out by asking when not given. */
  readonly dialect?: BrokerDialect | "detect" | undefined;
}

/** Speaks dialects C and D to a broker; see `Broker` for the contract. */
export function createHttpBroker(options: HttpBrokerOptions): Broker {
  const { label } = options;
  const send = createSend(options);
  const asker = createAsker(send, label, options.dialect ?? "detect");
  const readSession = async (uuid: string, call: CallOptions): Promise<BrokerSession> => {
    const response = await send({ method: "GET", path: sessionPath(uuid), options: call });
    if (response.status !== 200) throw failureOf(label, response, `session "${uuid}"`);
    return parseSession(parseJson(response.body)) ?? fail(nonsense(label, response));
  };
  return {
    id: options.id,
    label,
    rehearsal: options.rehearsal,
    shared: options.credentials !== undefined,
    get executableKinds() {
      const dialect = asker.dialect() ?? "D";
      return new Set([...options.executableKinds].filter((kind) => canSay(dialect, kind)));
    },
    ask: (request, call) => asker.ask(request, call),
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

interface UpdateCall {
  readonly send: Send;
  readonly label: string;
  readonly uuid: string;
  readonly call: CallOptions;
}

/** The same words in both dialects, bare: only before November 2025 updates were wrapped. */
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
