import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repository, source } from "../support/entry-builders.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";

const SECRET = "a secret that both know";
let app: WebApp;
let number = 0;

beforeAll(async () => {
  app = await startWebApp({ EXECAT_GITHUB_WEBHOOK_SECRET: SECRET });
  const { sources } = app.catalogue.store;
  const scope = { url: "https://github.com", of: "organisation", name: "astro" } as const;
  await sources.save(source({ kind: "github", location: "https://github.com/astro", options: { scope } }));
  await sources.saveRepository(
    repository({
      forge: "github",
      forgeId: "R_1",
      host: "github.com",
      path: "astro/<b>tool",
      defaultBranch: "main",
    }),
  );
});
afterAll(() => app.close());

const push = (): string =>
  JSON.stringify({
    ref: "refs/heads/main",
    after: "b".repeat(40),
    repository: { node_id: "R_1", full_name: "astro/tool", default_branch: "main" },
  });

interface Call {
  readonly host?: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly id?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function call({ host = "github.com", body = push(), id, headers = {} }: Call = {}) {
  const response = await fetch(`${app.url}/webhooks/${host}`, {
    method: "POST",
    body,
    headers: {
      accept: "*/*",
      "content-type": "application/json",
      "x-github-event": "push",
      "x-github-delivery": id ?? `delivery-${(number += 1)}`,
      "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
      ...headers,
    },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe("a webhook", () => {
  it("is taken from a forge, which sends neither an origin nor a cookie, and leads to a look", async () => {
    expect(await call()).toEqual({ status: 202, body: { ok: true, outcome: "queued" } });
    expect(await app.catalogue.store.jobs.find("look", "01REPO")).toBeDefined();
  });

  it("is checked over the bytes as they came, whatever their type is called", async () => {
    const spaced = ` ${push()} `;
    expect((await call({ body: spaced, headers: { "content-type": "text/plain" } })).status).toBe(202);
    expect((await call({ body: push().replace("main", "wip") })).body).toMatchObject({
      outcome: "nothing-to-do",
    });
  });

  it("is refused with a wrong signature, from a stranger's host, and the second time, always in JSON", async () => {
    const wrong = { "x-hub-signature-256": `sha256=${"0".repeat(64)}` };
    expect(await call({ headers: wrong })).toMatchObject({
      status: 403,
      body: { error: { code: "FORBIDDEN" } },
    });
    expect(await call({ host: "strange.test" })).toMatchObject({ status: 404, body: { ok: false } });
    await call({ id: "once" });
    expect(await call({ id: "once" })).toMatchObject({ status: 409, body: { error: { code: "CONFLICT" } } });
  });

  it("is refused from a browser on another site, or with a reader's cookie", async () => {
    const reader = { accept: "application/json" };
    expect((await call({ headers: { ...reader, origin: "https://evil.example" } })).status).toBe(403);
    expect((await call({ headers: { ...reader, "sec-fetch-site": "cross-site" } })).status).toBe(403);
    expect((await call({ headers: { ...reader, cookie: `execat=${"a".repeat(43)}` } })).status).toBe(403);
  });

  it("is a 413 over 25 MB, a 415 when it is compressed, and a 400 for what is no JSON", async () => {
    expect((await call({ body: new Uint8Array(25 * 1024 * 1024 + 1) })).status).toBe(413);
    expect((await call({ headers: { "content-encoding": "gzip" } })).status).toBe(415);
    expect((await call({ body: "{" })).status).toBe(400);
    expect((await call({ body: "" })).status).toBe(400);
  });

  it("is told of on a page, with the repositories that it concerned", async () => {
    const { text, status } = await app.get("/deliveries");
    expect(status).toBe(200);
    expect(text).toContain('<a class="wrap" href="/repositories/01REPO">github.com/astro/&lt;b&gt;tool</a>');
    expect(text).toContain("a look was asked for");
    const { body } = await app.json("/api/v1/deliveries");
    expect(body.deliveries.at(-1)).toMatchObject({
      host: "github.com",
      deliveryId: "delivery-1",
      event: "push",
      outcome: "queued",
      repositories: [{ id: "01REPO", href: "/repositories/01REPO" }],
    });
    expect(JSON.stringify(body)).not.toContain(SECRET);
  });
});
