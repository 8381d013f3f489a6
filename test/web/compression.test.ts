import { get, request, type IncomingMessage } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repository, source } from "../support/entry-builders.ts";
import { createTempFolder } from "../support/git-fixture.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";
import { squareRoot } from "./programs.ts";

const PAGE = "/vocabularies/task";
let app: WebApp;
const temp = createTempFolder();

beforeAll(async () => {
  app = await startWebApp();
  await app.publish({ change: squareRoot() });
  await app.catalogue.store.sources.save(source({ location: temp.path }));
});
afterAll(async () => {
  await app.close();
  temp.remove();
});

interface Raw {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly bytes: Buffer;
}

/** The bytes as they come, which `fetch` would decompress. */
async function raw(
  address: string,
  headers: Readonly<Record<string, string>> = {},
  method: "GET" | "HEAD" = "GET",
): Promise<Raw> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(app.url + address, { method, headers: { accept: "text/html", ...headers } }, resolve)
      .on("error", reject)
      .end();
  });
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return { status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(parts) };
}

describe("an answer", () => {
  it("is compressed as the reader's program takes it, and says that it depends on that", async () => {
    const plain = await raw(PAGE);
    expect(plain.headers["content-encoding"]).toBeUndefined();
    expect(plain.headers.vary).toMatch(/accept-encoding/iu);
    const zipped = await raw(PAGE, { "accept-encoding": "gzip" });
    expect(zipped.headers["content-encoding"]).toBe("gzip");
    expect(zipped.headers.vary).toMatch(/^accept, accept-encoding$/iu);
    expect(gunzipSync(zipped.bytes).toString()).toBe(plain.bytes.toString());
    const smallest = await raw(PAGE, { "accept-encoding": "gzip, deflate, br" });
    expect(smallest.headers["content-encoding"]).toBe("br");
    expect(brotliDecompressSync(smallest.bytes).toString()).toBe(plain.bytes.toString());
    expect(smallest.bytes.length).toBeLessThan(plain.bytes.length / 4);
  });

  it.each([
    ["JSON", `/api/v1${PAGE}`],
    ["Turtle", `${PAGE}?format=turtle`],
    ["a schema", "/schemas/openapi.json"],
  ])("is compressed when it is %s too", async (_kind, address) => {
    const { headers, status } = await raw(address, { "accept-encoding": "gzip", accept: "*/*" });
    expect([status, headers["content-encoding"]]).toEqual([200, "gzip"]);
  });

  it("is compressed for the stylesheet, which stays cacheable for ever", async () => {
    const { bytes } = await raw(PAGE);
    const href = /href="(\/assets\/execat\.[0-9a-f]+\.css)"/u.exec(bytes.toString())?.[1] ?? "";
    const { headers } = await raw(href, { "accept-encoding": "br" });
    expect(headers["content-encoding"]).toBe("br");
    expect(headers["cache-control"]).toContain("immutable");
  });

  it("is not sent again to who has it, compressed or not", async () => {
    const first = await raw(PAGE, { "accept-encoding": "gzip" });
    const tag = first.headers.etag ?? "";
    // A weak one: the bytes may be others, the page is the same.
    expect(tag).toMatch(/^W\//u);
    for (const encoding of ["gzip", "identity"]) {
      const again = await raw(PAGE, { "accept-encoding": encoding, "if-none-match": tag });
      expect([again.status, again.bytes.length]).toEqual([304, 0]);
      expect(again.headers["content-encoding"]).toBeUndefined();
    }
  });

  it("has no body when only its head is asked for", async () => {
    const { status, bytes, headers } = await raw(PAGE, { "accept-encoding": "gzip" }, "HEAD");
    expect([status, bytes.length]).toEqual([200, 0]);
    expect(headers["content-encoding"]).toBeUndefined();
    expect(headers.vary).toMatch(/accept-encoding/iu);
  });

  it("stays as it is when it is short, and when only one reader may see it", async () => {
    const short = await raw("/healthz", { "accept-encoding": "gzip" });
    expect(short.headers["content-encoding"]).toBeUndefined();
    const asked = await app.post("/entries/local.examples/square-root/asks", {
      "data.picture.location": "https://example.org/x.fits",
    });
    const personal = await raw(asked.headers.get("location") ?? "", { "accept-encoding": "gzip" });
    expect(personal.bytes.length).toBeGreaterThan(1024);
    expect(personal.headers["cache-control"]).toContain("private");
    expect(personal.headers["content-encoding"]).toBeUndefined();
  });

  it("is an error's page as well", async () => {
    const missing = await raw("/nothing", { "accept-encoding": "gzip" });
    expect([missing.status, missing.headers["content-encoding"]]).toEqual([404, "gzip"]);
    expect(gunzipSync(missing.bytes).toString()).toContain("NOT_FOUND");
  });
});

describe("a stream of events", () => {
  it("comes as it is written, whatever the reader's program takes", async () => {
    const folder = path.join(temp.path, "streamed");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "ivoa-execution.yaml"), "executable: {kind: docker-containr}\n");
    const own = { id: "streamed", forgeId: "streamed", path: "streamed", url: folder } as const;
    await app.catalogue.store.sources.saveRepository(
      repository({ ...own, state: "new", headSeen: undefined }),
    );
    const asked = await app.post("/repositories/streamed/looks", {});
    const address = `${app.url}${asked.headers.get("location") ?? ""}/events`;
    const response = await new Promise<IncomingMessage>((resolve) => {
      get(address, { headers: { "accept-encoding": "gzip, br" } }, resolve);
    });
    expect(response.headers["content-encoding"]).toBeUndefined();
    expect(response.headers["cache-control"]).toContain("no-transform");
    // The first words come before the look is over: nothing holds them back.
    const [first] = await new Promise<readonly Buffer[]>((resolve) => {
      response.once("data", (part: Buffer) => resolve([part]));
    });
    expect(first?.toString()).toMatch(/^retry: \d+/u);
    response.destroy();
  });
});
