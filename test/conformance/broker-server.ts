import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { pino } from "pino";
import { createEmbeddedBroker, type EmbeddedBrokerOptions } from "../../src/brokers/embedded/index.ts";
import { createHttpBroker } from "../../src/brokers/http/index.ts";
import type { Broker } from "../../src/brokers/broker.ts";
import { createSqlStore, type SqlStore } from "../../src/catalogue/sql/index.ts";
import { createHttpClient } from "../../src/http/undici-client.ts";
import type { HttpClient } from "../../src/http/http-client.ts";

export const CLIENT_TOKEN = "a-secret-of-this-test";
export const START = Date.parse("2026-12-01T08:00:20Z");

/** A clock that tests move. */
export interface TestClock {
  now: () => Date;
  moveBy(seconds: number): void;
}

export function createTestClock(startMs = START): TestClock {
  let ms = startMs;
  return {
    now: () => new Date(ms),
    moveBy(seconds) {
      ms += seconds * 1000;
    },
  };
}

export interface BrokerServer {
  readonly url: string;
  readonly clock: TestClock;
  readonly store: SqlStore;
  readonly http: HttpClient;
  /** A client of the server, as our own catalogue uses it. */
  readonly broker: Broker;
  close(): Promise<void>;
}

type Overrides = Partial<Omit<EmbeddedBrokerOptions, "db" | "publicBase" | "now" | "log">>;

/** The embedded broker, behind a real listener, with a clock that stands still until it is moved. */
export async function startBroker(
  overrides: Overrides = {},
  file = ":memory:",
  clock = createTestClock(),
): Promise<BrokerServer> {
  const store = await createSqlStore({ file });
  await store.migrate();
  let url = "";
  const embedded = createEmbeddedBroker({
    db: store.db,
    capacity: { cores: 32, memory: 128, storage: 1000 },
    offerSeconds: 300,
    openAnswers: 2,
    rehearsalSpeed: 1,
    postRate: 0,
    credentials: undefined,
    clientToken: CLIENT_TOKEN,
    publicBase: () => url,
    now: clock.now,
    log: pino({ level: "silent" }),
    ...overrides,
  });
  const app = express().disable("x-powered-by").use("/execution-broker", embedded.router);
  const server = createServer(app);
  url = `http://127.0.0.1:${await listen(server)}/execution-broker`;
  const http = createHttpClient({ allowHosts: () => [new URL(url).host], userAgent: "test" });
  return {
    url,
    clock,
    store,
    http,
    broker: createHttpBroker({
      id: "embedded",
      label: "Embedded",
      baseUrl: () => url,
      http,
      timeoutMs: 5_000,
      rehearsal: true,
      executableKinds: new Set([
        "docker-container",
        "singularity-container",
        "jupyter-notebook",
        "python-program",
      ]),
      clientToken: CLIENT_TOKEN,
    }),
    async close() {
      await http.close();
      await closeServer(server);
      await store.close();
    },
  };
}

/** Listens on a free port of 127.0.0.1 and says which. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

export async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

const D = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds";
export const KIND = {
  docker: `${D}/executable/docker-container.yaml`,
  notebook: `${D}/executable/jupyter-notebook.yaml`,
  singularity: `${D}/executable/singularity-container.yaml`,
  compute: `${D}/compute/simple-compute-resource.yaml`,
  storage: `${D}/storage/simple-storage-resource.yaml`,
  volume: `${D}/volume/simple-volume-mount.yaml`,
  data: `${D}/data/simple-data-resource.yaml`,
  abstractData: `${D}/data/abstract-data-resource.yaml`,
} as const;

export interface WireWish {
  readonly cores?: unknown;
  readonly memory?: unknown;
  readonly duration?: unknown;
  readonly start?: unknown;
}

/** The body of a request for a container with a digest. */
export function wireRequest(
  wish: WireWish = {},
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    executable: {
      kind: KIND.docker,
      meta: { name: "tool" },
      image: { locations: ["registry.example/tool:1"], digest: `sha256:${"a1".repeat(32)}` },
    },
    compute: {
      kind: KIND.compute,
      meta: { name: "box" },
      cores: { min: wish.cores ?? 1 },
      memory: { min: wish.memory ?? 1 },
    },
    schedule: {
      requested: {
        ...(wish.duration === undefined ? {} : { duration: wish.duration }),
        ...(wish.start === undefined ? {} : { start: wish.start }),
      },
    },
    ...more,
  };
}

/* What the tests read of an answer; any field may be missing. */
export interface WireMessage {
  readonly kind: string;
  readonly level: string;
  readonly message: string;
  readonly values?: Record<string, string>;
}
export interface WireSession {
  readonly phase: string;
  readonly expires: string;
  readonly meta: {
    readonly uuid: string;
    readonly messages: WireMessage[];
    readonly options?: { kind: string; path: string; values?: string[]; max?: number }[];
  };
  readonly schedule: { readonly available: { readonly start: string; readonly duration: string } };
  readonly compute: {
    readonly cores: { min: number; max: number };
    readonly memory: { min: number; max: number };
    readonly volumes?: { resource: string }[];
    readonly schedule: WireSession["schedule"];
  };
  readonly executable: { readonly environment?: Record<string, string>; readonly phase: string };
  readonly data?: { readonly meta: { readonly uuid: string; readonly name: string } }[];
}
export interface WireOfferset {
  readonly result: string;
  readonly meta: { readonly uuid: string; readonly messages?: WireMessage[] };
  readonly offers?: WireSession[];
}
export interface WireFailure {
  readonly status: number;
  readonly message: string;
  readonly problems?: { pointer: string; sentence: string }[];
}

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** One call with fetch, redirects left alone; the body read as JSON when it is some. */
export async function call<T>(
  url: string,
  init: Omit<RequestInit, "headers"> & { json?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer<T>> {
  const { json, ...rest } = init;
  const response = await fetch(url, {
    redirect: "manual",
    ...(json === undefined ? {} : { method: "POST", body: JSON.stringify(json) }),
    ...rest,
    headers: {
      accept: "application/json",
      ...(json === undefined ? {} : { "content-type": "application/json" }),
      ...rest.headers,
    },
  });
  const text = await response.text();
  const isJson = (response.headers.get("content-type") ?? "").includes("json");
  return {
    status: response.status,
    headers: response.headers,
    body: (isJson ? JSON.parse(text || "null") : text) as T,
  };
}

/** Asks as an actor of the catalogue would. */
export function askAs(
  url: string,
  actor: string,
  body: Record<string, unknown>,
): Promise<Answer<WireOfferset>> {
  return call<WireOfferset>(`${url}/requests`, {
    json: body,
    headers: { "x-execat-token": CLIENT_TOKEN, "x-execat-client": actor },
  });
}

export function setPhase(url: string, uuid: string, value: string): Promise<Answer<WireSession>> {
  const json = { kind: "uri:enum-value-update", path: "/phase", value };
  return call<WireSession>(`${url}/sessions/${uuid}`, { json });
}

/** The start of an offer, in milliseconds. */
export function startOf(session: WireSession): number {
  return Date.parse(session.schedule.available.start.split("/")[0] ?? "");
}
