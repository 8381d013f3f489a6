import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { createHttpClient } from "../../../src/http/undici-client.ts";
import type { HttpClient, HttpRequest, HttpResponse } from "../../../src/http/http-client.ts";
import { closeServer, listen } from "../../conformance/broker-server.ts";

const open: { server?: Server; client?: HttpClient } = {};
afterEach(async () => {
  await open.client?.close();
  if (open.server !== undefined) await closeServer(open.server);
});

interface Setup {
  readonly port: number;
  readonly get: (url: string, request?: Partial<HttpRequest>) => Promise<HttpResponse>;
}

async function setUp(listener: RequestListener, allow: (port: number) => readonly string[]): Promise<Setup> {
  const server = createServer(listener);
  const port = await listen(server);
  const client = createHttpClient({ allowHosts: () => allow(port), userAgent: "execat-test" });
  open.server = server;
  open.client = client;
  return { port, get: (url, request) => client.request(url, { timeoutMs: 5_000, ...request }) };
}

const allowed = (port: number): readonly string[] => [`127.0.0.1:${port}`];
const hello: RequestListener = (_request, response) => void response.end("hello");

describe("outbound requests", () => {
  it.each([
    "http://127.0.0.1:",
    "http://localhost:",
    "http://[::1]:",
    "http://2130706433:",
    "http://0x7f.1:",
  ])("refuse %s without an allowance, and the server hears nothing", async (prefix) => {
    let heard = 0;
    const { port, get } = await setUp(
      (_request, response) => {
        heard += 1;
        response.end();
      },
      () => [],
    );
    await expect(get(`${prefix}${port}/`)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(heard).toBe(0);
  });

  it("name the setting that an operator can change", async () => {
    const { port, get } = await setUp(hello, () => []);
    const failure = await get(`http://localhost:${port}/`).catch((error: unknown) => error);
    expect(failure).toMatchObject({ hint: expect.stringContaining("EXECAT_ALLOW_HOSTS") });
  });

  it("reach a private address that is allowed by host and port", async () => {
    const { port, get } = await setUp(hello, allowed);
    const response = await get(`http://127.0.0.1:${port}/`);
    expect(response).toMatchObject({ status: 200, body: "hello" });
    await expect(get(`http://127.0.0.1:${port + 1}/`)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("reach a name that resolves to loopback when that name is allowed", async () => {
    const { port, get } = await setUp(hello, () => ["localhost"]);
    expect((await get(`http://localhost:${port}/`)).body).toBe("hello");
  });

  it("send our name, the headers and the body, and give any status back", async () => {
    const { port, get } = await setUp((request, response) => {
      response.writeHead(418, { "X-Agent": request.headers["user-agent"], "X-Method": request.method });
      request.pipe(response);
    }, allowed);
    const response = await get(`http://127.0.0.1:${port}/`, { method: "POST", body: "äöü" });
    expect(response.status).toBe(418);
    expect(response.body).toBe("äöü");
    expect(response.headers.get("x-agent")).toBe("execat-test");
    expect(response.headers.get("x-method")).toBe("POST");
  });

  it("do not follow redirects", async () => {
    const { port, get } = await setUp((_request, response) => {
      response.writeHead(302, { Location: "http://169.254.169.254/" }).end();
    }, allowed);
    const response = await get(`http://127.0.0.1:${port}/`);
    expect([response.status, response.headers.get("location")]).toEqual([302, "http://169.254.169.254/"]);
  });

  it("give up after the deadline when no answer comes", async () => {
    const { port, get } = await setUp(() => undefined, allowed);
    await expect(get(`http://127.0.0.1:${port}/`, { timeoutMs: 100 })).rejects.toMatchObject({
      code: "UPSTREAM_TIMEOUT",
    });
  });

  it("give up after the deadline when the body drips", async () => {
    const { port, get } = await setUp((_request, response) => {
      const timer = setInterval(() => response.write("."), 20);
      response.on("close", () => clearInterval(timer));
    }, allowed);
    await expect(get(`http://127.0.0.1:${port}/`, { timeoutMs: 200 })).rejects.toMatchObject({
      code: "UPSTREAM_TIMEOUT",
    });
  });

  it("fail on a body that is longer than the limit, also without a Content-Length", async () => {
    const { port, get } = await setUp((_request, response) => {
      response.write("x".repeat(600));
      response.end("x".repeat(600));
    }, allowed);
    await expect(get(`http://127.0.0.1:${port}/`, { maxBytes: 1000 })).rejects.toMatchObject({
      code: "UPSTREAM_FAILED",
      message: expect.stringContaining("longer than 1000 bytes"),
    });
    expect((await get(`http://127.0.0.1:${port}/`, { maxBytes: 1200 })).body).toHaveLength(1200);
  });

  it("fail when the connection is broken, before or within the answer", async () => {
    const { port, get } = await setUp((request, response) => {
      if (request.url === "/half") response.writeHead(200, { "Content-Length": "10" }).write("half");
      setTimeout(() => request.socket.destroy(), 20);
    }, allowed);
    for (const path of ["", "half"]) {
      await expect(get(`http://127.0.0.1:${port}/${path}`)).rejects.toMatchObject({
        code: "UPSTREAM_FAILED",
      });
    }
  });

  it("are sent once more when a kept connection ends as they are sent, unless they change something", async () => {
    const used = new WeakSet<object>();
    const { port, get } = await setUp((request, response) => {
      if (used.has(request.socket)) request.socket.resetAndDestroy();
      else response.end("hello");
      used.add(request.socket);
    }, allowed);
    const url = `http://127.0.0.1:${port}/`;
    for (const request of [{}, {}, { method: "POST", onlyAsks: true }] as const) {
      expect((await get(url, request)).body).toBe("hello");
    }
    await expect(get(url, { method: "POST" })).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
  });

  it("fail with a hint when nothing listens", async () => {
    const server = createServer();
    const port = await listen(server);
    await closeServer(server);
    const client = createHttpClient({ allowHosts: () => ["127.0.0.1"], userAgent: "t" });
    open.client = client;
    await expect(client.request(`http://127.0.0.1:${port}/`, { timeoutMs: 1000 })).rejects.toMatchObject({
      code: "UPSTREAM_FAILED",
      hint: expect.stringContaining("Nothing listens"),
    });
  });

  it("end when the caller gives up", async () => {
    const { port, get } = await setUp(() => undefined, allowed);
    const controller = new AbortController();
    const call = get(`http://127.0.0.1:${port}/`, { signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
  });

  it.each(["ftp://example.org/", "file:///etc/passwd", "no address", ""])(
    "refuse the address %j",
    async (url) => {
      const { get } = await setUp(hello, allowed);
      await expect(get(url)).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
    },
  );
});
