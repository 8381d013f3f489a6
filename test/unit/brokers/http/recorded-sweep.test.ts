import { afterEach, describe, expect, it } from "vitest";
import type {
  Broker,
  BrokerAnswer,
  BrokerSession,
  ExecutionRequest,
} from "../../../../src/brokers/broker.ts";
import { ExecatError } from "../../../../src/errors.ts";
import { readManifest } from "../../../../src/manifest/read.ts";
import { as, containerRequest } from "../../../conformance/broker.ts";
import {
  EXCHANGES,
  hasRecordings,
  object,
  readingAfter,
  replay,
  whyNotMet,
  type Exchange,
  type Json,
  type Replay,
} from "./recorded-exchanges.ts";

let open: Replay | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function brokerThatSays(...answers: readonly Exchange["response"][]): Promise<Replay> {
  open = await replay(...answers);
  return open;
}

const nameOf = ({ file, number, request, response }: Exchange): string =>
  `${file} ${number}: ${request.method} ${request.path.replace(/\/[-0-9a-f]{36}$/, "/…")} → ${response.status}`;
const table = (wanted: (exchange: Exchange) => boolean): readonly (readonly [string, Exchange])[] =>
  EXCHANGES.filter((exchange) => whyNotMet(exchange) === undefined && wanted(exchange)).map(
    (exchange) => [nameOf(exchange), exchange] as const,
  );

const ASKS = table(({ request }) => request.path === "/requests");
const SETS = table(({ request }) => request.path.startsWith("/offersets/"));
const SESSIONS = table(({ request }) => request.method === "GET" && request.path.startsWith("/sessions/"));
const UPDATES = table(({ request }) => request.method === "POST" && request.path.startsWith("/sessions/"));

/** The request as a person's manifest, when our reader takes it; else some request: the answer is what counts. */
function requestOf(exchange: Exchange): { request: ExecutionRequest; isTheirs: boolean } {
  const bytes = new TextEncoder().encode(JSON.stringify(exchange.request.body));
  const document = readManifest(bytes, { file: "ivoa-execution.yaml" }).documents[0];
  // What is written in another dialect goes out in D, and so is not what was recorded.
  const isTheirs = document?.model !== undefined && document.dialect === "D";
  return { request: document?.model ?? containerRequest(), isTheirs };
}

/** Where the recorded request says things that brokers ignore or refuse, and that our model does not keep. */
const SAYS_MORE = new Set([
  "16-unknown-properties.json 1",
  "16-unknown-properties.json 2",
  "55-broken-links.json 5",
  "56-ports.json 3",
  "59-ignored-fields.json 1",
]);

const CODES: Readonly<Record<number, string>> = { 404: "NOT_FOUND", 429: "TOO_MANY_REQUESTS" };

/** What a failed exchange must become: an error with a hint that never shows a body meant for machines. */
async function expectFailure(work: Promise<unknown>, status: number): Promise<void> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ExecatError);
  expect(error).toMatchObject({ code: CODES[status] ?? "UPSTREAM_FAILED" });
  expect((error as ExecatError).hint).toBeTruthy();
  expect((error as ExecatError).message).not.toContain("{");
}

function expectOffers(answer: BrokerAnswer, body: Json): void {
  const offers = Array.isArray(body["offers"]) ? (body["offers"] as unknown[]).map(object) : [];
  expect(answer.result).toBe(body["result"]);
  expect(answer.uuid).toBe(object(body["meta"])["uuid"]);
  expect(answer.offers.map(({ uuid, phase }) => [uuid, phase])).toEqual(
    offers.map((offer) => [object(offer["meta"])["uuid"], offer["phase"]]),
  );
  for (const [index, offer] of answer.offers.entries()) {
    const compute = object(offers[index]?.["compute"]);
    const available = object(object(compute["schedule"])["available"]);
    const start = typeof available["start"] === "string" ? available["start"].split("/", 1)[0] : undefined;
    expect(offer.startsAt).toBe(start);
    expect(offer.cores).toEqual(compute["cores"]);
  }
  if (answer.result === "NO") expect(answer.messages.length).toBeGreaterThan(0);
  for (const message of answer.messages) expect(message.text).not.toBe("");
}

function expectSession(session: BrokerSession, body: Json): void {
  expect(session.uuid).toBe(object(body["meta"])["uuid"]);
  expect(session.phase).toBe(body["phase"]);
  expect(session.startsAt).not.toMatch(/^1970/);
  const parts = ["executable", "compute"].map((key) => object(body[key])["phase"]);
  expect(session.components.slice(0, 2).map(({ phase }) => phase)).toEqual(parts);
}

const isGood = ({ status }: Exchange["response"]): boolean => status === 200 || status === 303;

describe.runIf(hasRecordings)("every recorded exchange that our client can meet", () => {
  it.each(ASKS)("%s", async (_name, exchange) => {
    const { response } = exchange;
    const { broker, heard } = await brokerThatSays(response);
    const { request, isTheirs } = requestOf(exchange);
    const asked = broker.ask(request, as("a"));
    if (isGood(response)) expectOffers(await asked, object(response.body));
    else await expectFailure(asked, response.status);
    expect(heard.map(({ method, path }) => `${method} ${path}`)).toEqual(["POST /requests"]);
    if (!isTheirs) return;
    const sent = JSON.parse(heard[0]?.body ?? "null") as Json;
    expect(exchange.request.body).toMatchObject(sent);
    const saysMore = SAYS_MORE.has(`${exchange.file} ${exchange.number}`);
    if (!saysMore) expect(sent).toEqual(exchange.request.body);
  });

  it.each(SETS)("%s", async (_name, { request, response }) => {
    const location = `http://unreachable.invalid:8082${request.path}`;
    const redirect = { status: 303, headers: { Location: location }, body: "" };
    const { broker, heard } = await brokerThatSays(redirect, response);
    const asked = broker.ask(containerRequest(), as("a"));
    if (isGood(response)) expectOffers(await asked, object(response.body));
    else await expectFailure(asked, response.status);
    expect(heard[1]).toMatchObject({ method: "GET", path: request.path });
  });

  it.each(SESSIONS)("%s", async (_name, { request, response }) => {
    const { broker, heard } = await brokerThatSays(response);
    const reading = broker.readSession(request.path.split("/")[2] ?? "", as("a"));
    if (isGood(response)) expectSession(await reading, object(response.body));
    else await expectFailure(reading, response.status);
    expect(heard).toMatchObject([{ method: "GET", path: request.path }]);
  });

  it.each(UPDATES)("%s", async (_name, exchange) => {
    const { request, response } = exchange;
    const after = readingAfter(exchange);
    const { broker, heard } = await brokerThatSays(response, after);
    const updated = update(broker, exchange);
    // What was refused is not read again; what may have been done is.
    const isRefused = !isGood(response) && response.status < 500;
    if (isRefused) await expectFailure(updated, response.status);
    else expectSession(await updated, object(after.body));
    expect(heard).toHaveLength(isRefused ? 1 : 2);
    expect(heard[0]).toMatchObject({ method: "POST", path: request.path });
    expect(JSON.parse(heard[0]?.body ?? "null")).toEqual({ ...object(request.body), path: "/phase" });
  });

  it("leaves out none without a reason", () => {
    const reasons = new Map<string, number>();
    for (const exchange of EXCHANGES) {
      const reason = whyNotMet(exchange) ?? "met";
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    expect([ASKS, SETS, SESSIONS, UPDATES].map((rows) => rows.length).reduce((a, b) => a + b)).toBe(
      reasons.get("met"),
    );
    expect(reasons.get("met")).toBeGreaterThanOrEqual(210);
    expect([...reasons.keys()].toSorted()).toEqual([
      "a body that is no request",
      "an update that it does not send",
      "another address",
      "another media type",
      "another method",
      "credentials with a GET",
      "met",
    ]);
  });
});

function update(broker: Broker, { request }: Exchange): Promise<BrokerSession> {
  const value = object(request.body)["value"] as "ACCEPTED" | "REJECTED" | "CANCELLED";
  return broker.update(request.path.split("/")[2] ?? "", { kind: "phase", value }, as("a"));
}
