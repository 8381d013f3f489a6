import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createFaults, sendAnswer, type FakeAnswer, type Fault, type Faults } from "./faults.ts";

/** One request as a fake forge sees it. */
export interface FakeRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  /** Empty for git's requests, whose bodies are streamed. */
  readonly body: string;
  /** True when the fault of this request is half a list. */
  readonly halfList: boolean;
}

export interface FakeServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly faults: Faults;
  /** Requests by kind since the start or since `forget`. */
  readonly counts: ReadonlyMap<string, number>;
  /** Counts from nought again. */
  forget(): void;
  close(): Promise<void>;
}

export interface FakeServerOptions {
  /** The kind by which a request is counted and faults are planned; `git` is streamed to `git`. */
  readonly kindOf: (method: string, url: URL) => string;
  readonly answer: (request: FakeRequest, kind: string) => FakeAnswer | Promise<FakeAnswer>;
  /** Answers git's own requests; returns an answer to refuse one. */
  readonly git?:
    | ((url: URL, request: IncomingMessage, response: ServerResponse) => FakeAnswer | undefined)
    | undefined;
}

/** The HTTP server under a fake forge: listens on loopback, counts, and does wrong when told to. */
export async function createFakeServer(options: FakeServerOptions): Promise<FakeServer> {
  const faults = createFaults();
  const counts = new Map<string, number>();
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", `http://${request.headers.host ?? "localhost"}`);
    const method = request.method ?? "GET";
    const kind = options.kindOf(method, url);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const fault = faults.next(kind);
    if (kind === "git" && fault === undefined) {
      const refusal = options.git?.(url, request, response);
      if (refusal !== undefined) await sendAnswer(response, refusal);
      return;
    }
    const body = await readBody(request);
    const halfList = fault?.kind === "half list";
    const answer =
      kind === "git" || isUnheard(fault)
        ? { status: 200, body: "001e# service=git-upload-pack\n0000" }
        : await options.answer({ method, url, headers: request.headers, body, halfList }, kind);
    await sendAnswer(response, answer, fault);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(599);
      response.end(String(error));
    });
  });
  // A connection that is closed for being idle, just when a request is sent on it, is a fault that nobody planned.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    faults,
    counts,
    forget: () => counts.clear(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** True when the request does nothing: what is written with half an answer is written all the same. */
function isUnheard(fault: Fault | undefined): boolean {
  return fault?.kind === "status" || fault?.kind === "reset" || fault?.kind === "stall";
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
