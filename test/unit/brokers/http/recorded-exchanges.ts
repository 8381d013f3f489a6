import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import path from "node:path";
import type { Broker } from "../../../../src/brokers/broker.ts";
import { createHttpBroker } from "../../../../src/brokers/http/index.ts";
import { createHttpClient } from "../../../../src/http/undici-client.ts";
import { closeServer, listen } from "../../../conformance/broker-server.ts";

export type Json = Record<string, unknown>;

export interface Exchange {
  readonly file: string;
  /** From 1, as in the notes of the recordings. */
  readonly number: number;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
}

const root = process.env["EXECAT_TEST_DATA"];
export const hasRecordings = root !== undefined;

function load(folder: string): readonly Exchange[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return files.toSorted().flatMap((file) => {
    const { exchanges } = JSON.parse(readFileSync(path.join(folder, file), "utf8")) as {
      exchanges: Omit<Exchange, "file" | "number">[];
    };
    return exchanges.map(({ request, response }, index) => ({
      file,
      number: index + 1,
      request: { ...request, body: withExecutable(request.body) },
      response: { ...response, body: withOffers(response.body) },
    }));
  });
}

export function object(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

const CONTAINER = {
  kind: "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/docker-container.yaml",
  image: { locations: ["registry.example/sum:1"], digest: `sha256:${"a1b2c3d4".repeat(8)}` },
};

function withExecutable(body: unknown): unknown {
  return object(body)["executable"] === "(a container)" ? { ...object(body), executable: CONTAINER } : body;
}

/** The recordings of durations, starts and numbers keep only what they are about of each offer: the rest is filled in. */
function withOffers(body: unknown): unknown {
  const { count, schedules, ...compute } = object(object(body)["offers"]);
  if (typeof count !== "number") return body;
  const available = Array.isArray(schedules) ? (schedules as unknown[]) : [];
  const offers = Array.from({ length: count }, (_, index) => ({
    meta: { uuid: `left-out-${index}` },
    phase: "OFFERED",
    compute: { ...compute, schedule: { available: available[index] ?? {} } },
  }));
  return { ...object(body), offers };
}

/** Every recorded exchange, in order; none when `EXECAT_TEST_DATA` is not set. */
export const EXCHANGES: readonly Exchange[] = root === undefined ? [] : load(path.join(root, "exchanges"));

/** The exchanges of one file, by its number: `"33"`. */
export function recording(prefix: string): readonly Exchange[] {
  const found = EXCHANGES.filter(({ file }) => file.startsWith(`${prefix}-`));
  if (found.length === 0) throw new Error(`there is no recording "${prefix}"`);
  return found;
}

const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const READ = new RegExp(`^/(?:offersets|sessions)/(?:${UUID}|not-a-uuid)$`);
const PHASES: readonly unknown[] = ["ACCEPTED", "REJECTED", "CANCELLED"];

/** Why our client cannot meet an exchange; `undefined` when it can. */
export function whyNotMet({ request, response }: Exchange): string | undefined {
  const { method } = request;
  const { accept = "application/json", "content-type": type = "application/json" } = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  if (method !== "GET" && method !== "POST") return "another method";
  const isAsk = method === "POST" && request.path === "/requests";
  const isUpdate = method === "POST" && READ.test(request.path) && request.path.startsWith("/sessions/");
  if (!isAsk && !isUpdate && !(method === "GET" && READ.test(request.path))) return "another address";
  if (accept !== "application/json" || type !== "application/json") return "another media type";
  if (method === "GET" && response.status === 401) return "credentials with a GET";
  const { kind, path: at, value } = object(request.body);
  if (isAsk && Object.keys(object(request.body)).length === 0) return "a body that is no request";
  const isOurs = kind === "uri:enum-value-update" && (at === "phase" || at === "/phase");
  if (isUpdate && !(isOurs && PHASES.includes(value))) return "an update that it does not send";
  return undefined;
}

/** The reading that follows an update: the next one of the session that was recorded, else the update's own answer. */
export function readingAfter(update: Exchange): Exchange["response"] {
  const later = EXCHANGES.find(
    ({ file, number, request, response }) =>
      file === update.file &&
      number > update.number &&
      request.path === update.request.path &&
      request.method === "GET" &&
      response.status === 200,
  );
  return later?.response ?? update.response;
}

export interface Replay {
  readonly broker: Broker;
  readonly heard: { readonly method: string; readonly path: string; readonly body: string }[];
  close(): Promise<void>;
}

/** A server that gives recorded answers in turn, and a client of dialect D that speaks to it. */
export async function replay(...answers: readonly Exchange["response"][]): Promise<Replay> {
  const heard: { method: string; path: string; body: string }[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const answer = answers[heard.length] ?? { status: 599, headers: {}, body: "nothing is left to say" };
      heard.push({
        method: request.method ?? "",
        path: request.url ?? "",
        body: Buffer.concat(chunks).toString(),
      });
      const { body, headers } = answer;
      const kept = Object.entries(headers).filter(
        ([name]) => !/^(transfer-encoding|content-length|date|connection|keep-alive)$/i.test(name),
      );
      response.writeHead(answer.status, Object.fromEntries(kept));
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    });
  });
  const url = `http://127.0.0.1:${await listen(server)}`;
  const http = createHttpClient({ allowHosts: () => ["127.0.0.1"], userAgent: "test" });
  return {
    broker: createHttpBroker({
      id: "reference",
      label: "Reference",
      baseUrl: () => url,
      http,
      credentials: { username: "alice", password: "secret" },
      timeoutMs: 5_000,
      rehearsal: false,
      executableKinds: new Set(["docker-container"]),
    }),
    heard,
    async close() {
      await http.close();
      await closeServer(server);
    },
  };
}
