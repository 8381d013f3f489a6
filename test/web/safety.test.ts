import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ExecatError } from "../../src/errors.ts";
import { type Json, startWebApp, type WebApp } from "../support/web-app.ts";
import { squareRoot } from "./programs.ts";

const ASKS = "/entries/local.examples/square-root/asks";
let app: WebApp;

beforeAll(async () => {
  app = await startWebApp();
  await app.publish({ change: squareRoot() });
});
afterAll(() => app.close());

function send(address: string, headers: Record<string, string>, body = "cores=-1"): Promise<Response> {
  const type = { "content-type": "application/x-www-form-urlencoded" };
  return fetch(app.url + address, {
    method: "POST",
    headers: { ...type, ...headers },
    body,
    redirect: "manual",
  });
}

describe("a request from another site", () => {
  it.each([
    [{ "sec-fetch-site": "cross-site" }, 403],
    [{ "sec-fetch-site": "same-site" }, 403],
    [{ origin: "https://evil.example" }, 403],
    [{ origin: "null" }, 403],
    [{ cookie: `execat=${"a".repeat(43)}` }, 403],
    [{ "sec-fetch-site": "same-origin" }, 422],
    [{}, 422],
  ])("with %j answers %i", async (headers, status) => {
    expect((await send(ASKS, headers as Record<string, string>)).status).toBe(status);
  });

  it("is told from ours on every address that takes a POST", async () => {
    const routes = app.web.app.locals["routes"] as readonly { method: string; path: string }[];
    const posts = routes.filter(({ method }) => method === "post");
    expect(posts.length).toBeGreaterThan(5);
    for (const { path } of posts) {
      const address = path.replaceAll(/[:*]\w+/g, "x");
      expect((await send(address, { origin: "https://evil.example" })).status, path).toBe(403);
    }
  });
});

describe("the headers", () => {
  it("let a page load our own files only, and nobody frame it", async () => {
    const { headers } = await app.get("/");
    const policy = headers.get("content-security-policy") ?? "";
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "frame-ancestors 'none'",
    ]) {
      expect(policy).toContain(part);
    }
    expect(policy).not.toContain("unsafe");
    expect(headers.get("referrer-policy")).toBe("same-origin");
    expect(headers.get("x-powered-by")).toBeNull();
    expect(headers.get("strict-transport-security")).toBeNull();
  });

  it("make the cookie unreadable to scripts, and secure behind https", async () => {
    const plain = await send(ASKS, {}, "cores=1");
    expect(plain.headers.get("set-cookie")).toMatch(/^execat=[\w-]{43};.*HttpOnly; SameSite=Lax$/);
    const secure = await startWebApp({ EXECAT_PUBLIC_URL: "https://catalogue.example" });
    try {
      await secure.publish({ change: squareRoot() });
      const response = await fetch(secure.url + ASKS, { method: "POST", redirect: "manual" });
      expect(response.headers.get("set-cookie")).toContain("; Secure");
      expect(response.headers.get("strict-transport-security")).toContain("max-age");
    } finally {
      await secure.close();
    }
  });

  it("let pages be checked again and assets be kept for ever", async () => {
    const page = await app.get("/vocabularies/task");
    expect(page.headers.get("cache-control")).toBe("no-cache");
    expect(page.headers.get("vary")).toContain("Accept");
    const headers = { "if-none-match": page.headers.get("etag") ?? "", "cache-control": "max-age=0" };
    expect((await app.get("/vocabularies/task", headers)).status).toBe(304);
    const stylesheet = /href="(\/assets\/[^"]+\.css)"/.exec(page.text)?.[1] ?? "";
    const asset = await app.get(stylesheet);
    expect(asset.status).toBe(200);
    expect(asset.headers.get("cache-control")).toContain("immutable");
    expect((await app.get(stylesheet.replace(/\.\w{12}\./, ".000000000000."))).status).toBe(404);
  });
});

describe("a request that cannot be", () => {
  it("is refused with 405 and what is possible", async () => {
    const response = await fetch(`${app.url}/vocabularies`, { method: "DELETE" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  it("is a 404 with a hint for an address that is nothing", async () => {
    const { status, body } = await app.json("/api/v1/nothing/here");
    expect(status).toBe(404);
    expect(body.error).toMatchObject({ code: "NOT_FOUND", hint: expect.any(String) });
    expect((await app.get("/nothing")).text).toContain("<h1>Not Found</h1>");
  });

  it("is a 400 for an address or a body that cannot be read", async () => {
    expect((await app.get("/vocabularies/%E0%A4%A")).status).toBe(400);
    const response = await send(ASKS, { "content-type": "application/json" }, "{");
    expect(response.status).toBe(400);
  });

  it("is a 400 for a NUL in an address or a form", async () => {
    for (const address of [
      "/entries/a%00b",
      "/?q=%00",
      "/api/v1/repositories/%00",
      "/curation/history?path=%00",
    ]) {
      const answer = await app.get(address);
      expect([answer.status, answer.text.includes("%00")]).toEqual([400, true]);
    }
    const form = await send(ASKS, {}, "cores=1%00");
    expect([form.status, await form.text()]).toEqual([400, expect.stringContaining("holds a NUL")]);
    const json = await send(ASKS, { "content-type": "application/json" }, '{"cores": "1\\u0000"}');
    expect(json.status).toBe(400);
  });

  it("is a 413 for a form over 100 kB, a 415 for what is no form", async () => {
    expect((await send(ASKS, {}, `cores=${"1".repeat(110_000)}`)).status).toBe(413);
    expect((await send(ASKS, { "content-type": "application/xml" }, "<a/>")).status).toBe(415);
  });

  it("is a bare 500, without its words, when nobody expected it", async () => {
    const broken = await startWebApp();
    try {
      broken.catalogue.search.search = () => Promise.reject(new TypeError("secret /path/of/the/server"));
      const { status, body } = await broken.json("/api/v1/?q=x");
      expect(status).toBe(500);
      expect(JSON.stringify(body)).not.toContain("secret");
      expect((await broken.get("/?q=x")).text).not.toContain("secret");
    } finally {
      await broken.close();
    }
  });
});

describe("a failure that is known", () => {
  it("has its cause in the log, and on no page", async () => {
    const broken = await startWebApp();
    const noted: Json[] = [];
    broken.catalogue.log.warn = (facts: Json) => void noted.push(facts);
    broken.catalogue.search.search = () => {
      const cause = new Error("secret /path/of/the/server");
      return Promise.reject(new ExecatError("ENGINE_UNAVAILABLE", "No engine.", { hint: "Wait.", cause }));
    };
    try {
      const { status, body } = await broken.json("/api/v1/?q=x");
      expect(status).toBe(503);
      expect(JSON.stringify(body)).not.toContain("secret");
      expect(noted.map(({ err, requestId }) => [err.cause.message, requestId])).toEqual([
        ["secret /path/of/the/server", body.requestId],
      ]);
    } finally {
      await broken.close();
    }
  });
});

describe("limits", () => {
  it("answer 429 with Retry-After when one address asks too often", async () => {
    const limited = await startWebApp({ EXECAT_ASK_RATE: "2", EXECAT_SEARCH_RATE: "3" });
    try {
      await limited.publish({ change: squareRoot() });
      const statuses = [];
      for (let index = 0; index < 3; index += 1)
        statuses.push((await limited.post(ASKS, { cores: "-1" })).status);
      expect(statuses).toEqual([422, 422, 429]);
      for (let index = 0; index < 3; index += 1) await limited.get("/?q=x");
      const answer = await limited.get("/?q=x");
      expect(answer.status).toBe(429);
      const costly = [
        "/vocabularies/task/health",
        "/vocabularies/task/photometry",
        "/curation/history",
        "/sources",
      ];
      for (const address of costly) {
        const all = [];
        for (let index = 0; index < 4; index += 1) all.push((await limited.get(address)).status);
        expect([address, ...all]).toEqual([address, 200, 200, 200, 429]);
      }
      for (const orders of [
        ["/sessions/none/cancel", "/sessions/none/fast-forward"],
        ["/asks/none/offers/none/accept", "/asks/none/offers/none/decline"],
      ]) {
        const all = [];
        for (const order of [...orders, ...orders]) all.push((await limited.post(order, {})).status);
        expect(all).toEqual([404, 404, 429, 429]);
      }
      const feeds = [];
      for (let index = 0; index < 4; index += 1)
        feeds.push((await limited.get("/collections/none/feed.atom")).status);
      expect(feeds).toEqual([404, 404, 404, 429]);
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(answer.text).toContain("Wait a minute");
    } finally {
      await limited.close();
    }
  });
});
