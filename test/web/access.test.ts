import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createToken, hashSecret, type TokenRole } from "../../src/catalogue/access-tokens.ts";
import { mayDo, PERMISSIONS } from "../../src/web/access/permissions.ts";
import { createRoutes, type RegisteredRoute } from "../../src/web/router.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";
import express from "express";

const ROLES = [undefined, "runner", "curator", "operator"] as const;
const FORM = { "content-type": "application/x-www-form-urlencoded" };
const DAY_MS = 86_400_000;
let app: WebApp;

beforeAll(async () => {
  app = await startWebApp();
});
afterAll(() => app.close());

const routesOf = (of: WebApp): readonly RegisteredRoute[] => of.web.app.locals["routes"];
const addressOf = (path: string): string => path.replaceAll(/[:*]\w+/g, "x");

async function newToken(role: TokenRole, over: { expiresAt?: string; name?: string } = {}) {
  const wish = { name: over.name ?? "Ada", role, expiresAt: over.expiresAt };
  return createToken(app.catalogue.store.access, wish, new Date());
}

/** The cookie of a session that a token opened, and the answer that set it. */
async function signIn(text: string, of = app): Promise<{ cookie: string; set: string; response: Response }> {
  const response = await fetch(`${of.url}/sign-in`, {
    method: "POST",
    headers: { ...FORM, origin: of.url },
    body: new URLSearchParams({ token: text, next: "/audit" }).toString(),
    redirect: "manual",
  });
  const set = response.headers.get("set-cookie") ?? "";
  return { cookie: set.split(";")[0] ?? "", set, response };
}

const bearer = (text: string): Record<string, string> => ({ authorization: `Bearer ${text}` });

describe("the table of who may what", () => {
  it("has a line for every route, and none without one", () => {
    const lines = routesOf(app).map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    const written = [...PERMISSIONS.keys()].filter((line) => !line.startsWith("MOUNT "));
    expect(written.sort()).toEqual(lines.sort());
    for (const { method, path, needs } of routesOf(app)) {
      expect(needs).toBe(PERMISSIONS.get(`${method.toUpperCase()} ${path}`));
    }
  });

  it("keeps a route that it does not name from being registered", () => {
    const routes = createRoutes(express());
    expect(() => routes.add("/forgotten", { get: (_request, response) => response.end() })).toThrow(
      /GET \/forgotten.*permissions\.ts/,
    );
  });

  it("lets a curator curate and not run, a runner run and not curate, and an operator do all", () => {
    expect(mayDo({ role: "curator" }, "runner")).toBe(false);
    expect(mayDo({ role: "runner" }, "curator")).toBe(false);
    expect(mayDo(undefined, "reader")).toBe(true);
    for (const need of ["reader", "runner", "curator", "operator"] as const) {
      expect(mayDo({ role: "operator" }, need)).toBe(true);
    }
  });

  it.each(ROLES)("is what every route does with the role %s", async (role) => {
    const headers = role === undefined ? {} : bearer((await newToken(role)).text);
    const wrong: string[] = [];
    for (const { method, path, needs } of routesOf(app)) {
      const response = await fetch(`${app.url}/api/v1${addressOf(path)}`, {
        method,
        headers: { ...headers, accept: "application/json", origin: app.url },
        redirect: "manual",
      });
      const text = await response.text();
      const refused = text.includes('"message":"This needs the role');
      const status = role === undefined ? 401 : 403;
      const right = mayDo(role === undefined ? undefined : { role }, needs)
        ? !refused
        : refused && response.status === status;
      if (!right) wrong.push(`${method} ${path}: ${response.status} ${text.slice(0, 200)}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe("a page that needs a role", () => {
  it("leads a reader to the page for signing in, and back", async () => {
    const response = await fetch(`${app.url}/audit?before=${"0".repeat(26)}`, {
      headers: { accept: "text/html" },
      redirect: "manual",
    });
    expect(response.status).toBe(303);
    const location = response.headers.get("location") ?? "";
    expect(location).toBe(`/sign-in?next=${encodeURIComponent(`/audit?before=${"0".repeat(26)}`)}`);
    expect(response.headers.get("cache-control")).toBe("no-store");
    const form = await (await fetch(app.url + location, { headers: { accept: "text/html" } })).text();
    expect(form.replaceAll("&#x3D;", "=")).toContain(`name="next" value="/audit?before=${"0".repeat(26)}"`);
  });

  it("says to somebody with another role which one it needs, and to a program how to sign in", async () => {
    const { cookie } = await signIn((await newToken("runner")).text);
    const page = await fetch(`${app.url}/audit`, { headers: { accept: "text/html", cookie } });
    expect(page.status).toBe(403);
    expect(await page.text()).toMatch(/role &quot;curator&quot;; yours is &quot;runner&quot;/);
    const program = await fetch(`${app.url}/api/v1/audit`);
    expect([program.status, program.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="execat"']);
    expect(await program.json()).toMatchObject({
      ok: false,
      error: { code: "UNAUTHENTICATED", hint: expect.stringContaining("Bearer") },
    });
  });
});

describe("signing in", () => {
  it("sets a cookie that scripts cannot read and other sites cannot use, and goes where one came from", async () => {
    const { text } = await newToken("curator");
    const { set, response } = await signIn(text);
    expect([response.status, response.headers.get("location")]).toEqual([303, "/audit"]);
    expect(set).toMatch(/^execat-session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
    const days = (Date.parse(/Expires=([^;]+)/.exec(set)?.[1] ?? "") - Date.now()) / DAY_MS;
    expect(days).toBeGreaterThan(29.9);
    expect(days).toBeLessThan(30.1);
    expect(set).not.toContain(text);
  });

  it("ends with the token where that is sooner", async () => {
    const expiresAt = new Date(Date.now() + DAY_MS).toISOString();
    const { set } = await signIn((await newToken("curator", { expiresAt })).text);
    const end = Date.parse(/Expires=([^;]+)/.exec(set)?.[1] ?? "");
    expect(Math.abs(end - Date.parse(expiresAt))).toBeLessThan(2_000);
  });

  it("marks the cookie for https only where readers come by https", async () => {
    const secure = await startWebApp({ EXECAT_PUBLIC_URL: "https://catalogue.example" });
    const proxied = await startWebApp({ EXECAT_TRUST_PROXY: "1" });
    try {
      const wish = { name: "Ada", role: "curator", expiresAt: undefined } as const;
      const one = await createToken(secure.catalogue.store.access, wish, new Date());
      expect((await signIn(one.text, secure)).set).toContain("; Secure");
      const two = await createToken(proxied.catalogue.store.access, wish, new Date());
      const response = await fetch(`${proxied.url}/sign-in`, {
        method: "POST",
        headers: { ...FORM, "x-forwarded-proto": "https" },
        body: `token=${two.text}`,
        redirect: "manual",
      });
      expect(response.headers.get("set-cookie")).toContain("; Secure");
    } finally {
      await Promise.all([secure.close(), proxied.close()]);
    }
  });

  it("never happens by following a link: the token waits behind a button", async () => {
    const { text, token } = await newToken("curator");
    const response = await fetch(`${app.url}/sign-in?token=${text}&next=/audit`, {
      headers: { accept: "text/html" },
    });
    expect(response.headers.get("set-cookie")).toBeNull();
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(response.headers.get("referrer-policy")).toBe("strict-origin");
    const page = await response.text();
    expect(page).toContain(`<input type="hidden" name="token" value="${text}">`);
    expect(page).toContain("Sign in with this token");
    expect(page.split(text)).toHaveLength(2);
    // Nor is it on a page that says what went wrong.
    const wrong = await fetch(`${app.url}/sign-in?token=${text}`, {
      method: "PUT",
      headers: { accept: "text/html", origin: app.url },
    });
    expect([wrong.status, wrong.headers.get("referrer-policy")]).toEqual([405, "strict-origin"]);
    expect(await wrong.text()).not.toContain(text);
    const tokens = await app.catalogue.store.access.listTokens();
    expect(tokens.find(({ id }) => id === token.id)?.lastUsedAt).toBeUndefined();
  });

  it.each([
    ["//evil.example/x"],
    ["/\\evil.example"],
    ["https://evil.example"],
    ["/.//evil.example"],
    ["/\t/evil.example"],
    ["javascript:alert(1)"],
    ["/sign-in?next=/x"],
  ])("goes to no other site: %s", async (next) => {
    const { text } = await newToken("curator");
    const response = await fetch(`${app.url}/sign-in`, {
      method: "POST",
      headers: FORM,
      body: new URLSearchParams({ token: text, next }).toString(),
      redirect: "manual",
    });
    expect(response.headers.get("location")).toBe("/");
  });

  it("takes the place of the session that the browser had", async () => {
    const first = await signIn((await newToken("curator")).text);
    const second = await newToken("runner", { name: "Bob" });
    await fetch(`${app.url}/sign-in`, {
      method: "POST",
      headers: { ...FORM, origin: app.url, cookie: first.cookie },
      body: `token=${second.text}`,
      redirect: "manual",
    });
    expect(await whoIs({ cookie: first.cookie })).toBeNull();
  });
});

async function whoIs(headers: Record<string, string>, of = app): Promise<unknown> {
  const response = await fetch(`${of.url}/api/v1/sign-in`, { headers });
  return ((await response.json()) as { signedIn: unknown }).signedIn;
}

describe("somebody who has signed in", () => {
  it("is named on every page, which no shared cache keeps, and can sign out", async () => {
    const { cookie } = await signIn(
      (await newToken("curator", { name: "Ada <3".replace("<3", "Lovelace") })).text,
    );
    const page = await fetch(`${app.url}/vocabularies`, { headers: { accept: "text/html", cookie } });
    const text = await page.text();
    expect(text).toContain("Signed in as Ada Lovelace (curator)");
    expect(text).toContain('href="/curation"');
    expect(page.headers.get("cache-control")).toBe("private, no-store");
    const reader = await fetch(`${app.url}/vocabularies`, { headers: { accept: "text/html" } });
    const plain = await reader.text();
    expect(plain).toContain('href="/sign-in?next&#x3D;%2Fvocabularies"');
    expect(plain).not.toContain('href="/curation"');
    expect(reader.headers.get("cache-control")).toBe("no-cache");
    const out = await fetch(`${app.url}/sign-out`, {
      method: "POST",
      headers: { cookie, origin: app.url },
      redirect: "manual",
    });
    expect(out.status).toBe(303);
    expect(out.headers.get("set-cookie")).toMatch(/^execat-session=; Path=\/; Expires=Thu, 01 Jan 1970/);
    expect(await whoIs({ cookie })).toBeNull();
  });

  it("is out at once when the token is revoked, and when it has expired", async () => {
    const { access } = app.catalogue.store;
    const revoked = await newToken("curator");
    const { cookie } = await signIn(revoked.text);
    expect(await whoIs({ cookie })).toMatchObject({ name: "Ada", role: "curator" });
    await access.revokeToken(revoked.token.id, new Date().toISOString());
    expect(await whoIs({ cookie })).toBeNull();
    const short = await newToken("curator", { expiresAt: new Date(Date.now() + 1_500).toISOString() });
    const other = await signIn(short.text);
    expect(await whoIs({ cookie: other.cookie })).not.toBeNull();
    await expect.poll(() => whoIs({ cookie: other.cookie }), { timeout: 4_000 }).toBeNull();
  });

  it("leaves no secret in the store", async () => {
    const { text } = await newToken("curator");
    const { cookie } = await signIn(text);
    const secret = cookie.split("=")[1] ?? "";
    const rows = JSON.stringify([
      await app.catalogue.store.db.selectFrom("access_token").selectAll().execute(),
      await app.catalogue.store.db.selectFrom("access_session").selectAll().execute(),
    ]);
    expect(rows).toContain(hashSecret(text));
    expect(rows).toContain(hashSecret(secret));
    expect(rows).not.toContain(text);
    expect(rows).not.toContain(secret);
  });
});

describe("a forged request", () => {
  it("is refused on every form when it comes with a session's cookie and does not say from where", async () => {
    const { cookie } = await signIn((await newToken("operator")).text);
    const posts = routesOf(app).filter(({ method }) => method === "post");
    for (const { path } of posts) {
      for (const forged of [{}, { origin: "https://evil.example" }, { "sec-fetch-site": "same-site" }]) {
        const response = await fetch(app.url + addressOf(path), {
          method: "POST",
          headers: { ...FORM, cookie, ...forged } as Record<string, string>,
          redirect: "manual",
        });
        expect(response.status, path).toBe(403);
        expect(await response.text(), path).toContain("from another site");
      }
    }
    expect(await whoIs({ cookie })).not.toBeNull();
  });
});

describe("a program", () => {
  it("signs in with each request, without a cookie", async () => {
    const { text, token } = await newToken("curator");
    expect(await whoIs(bearer(text))).toEqual({
      name: "Ada",
      email: null,
      role: "curator",
      tokenId: token.id,
    });
    const response = await fetch(`${app.url}/api/v1/audit`, { headers: bearer(text) });
    expect(response.status).toBe(200);
    expect(response.headers.get("set-cookie")).toBeNull();
    expect(response.headers.get("cache-control")).toBe("private, no-store");
  });

  it("is not disturbed by what a proxy says of itself", async () => {
    expect((await fetch(`${app.url}/brokers`, { headers: bearer("eyJhbGciOi.J9.x") })).status).toBe(200);
    const basic = { authorization: "Basic dTpw" };
    expect((await fetch(`${app.url}/brokers`, { headers: basic })).status).toBe(200);
  });
});

describe("attempts that fail", () => {
  const FALSE_TOKEN = `execat_${"x".repeat(43)}`;

  it("are told why, kept in the audit, and too many once there were ten", async () => {
    const limited = await startWebApp();
    try {
      const { access } = limited.catalogue.store;
      const wish = { name: "Ada", role: "curator", expiresAt: undefined } as const;
      const past = { ...wish, expiresAt: "2026-01-31T00:00:00.000Z" };
      const [good, expired, revoked] = [
        await createToken(access, wish, new Date()),
        await createToken(access, past, new Date("2026-01-01T00:00:00.000Z")),
        await createToken(access, wish, new Date()),
      ];
      await access.revokeToken(revoked.token.id, new Date().toISOString());
      const said = [];
      for (const text of [FALSE_TOKEN, expired.text, revoked.text, "nonsense"]) {
        const { response } = await signIn(text, limited);
        expect(response.status).toBe(401);
        expect(response.headers.get("set-cookie")).toBeNull();
        said.push(/role="alert"[^>]*><p>([^<]*)/.exec(await response.text())?.[1]);
      }
      expect(said).toEqual([
        "This token is not known here.",
        "This token expired on 31 Jan 2026, 00:00 UTC.",
        "This token was revoked.",
        "This is no token.",
      ]);
      // One that succeeds does not count.
      expect((await signIn(good.text, limited)).response.status).toBe(303);
      for (let number = 4; number < 10; number += 1) {
        const response = await fetch(`${limited.url}/api/v1/brokers`, { headers: bearer(FALSE_TOKEN) });
        expect([response.status, number]).toEqual([401, number]);
      }
      const over = await signIn(good.text, limited);
      expect(over.response.status).toBe(429);
      expect(Number(over.response.headers.get("retry-after"))).toBeGreaterThan(800);
      expect(await over.response.text()).toContain("Wait fifteen minutes");
      const program = await fetch(`${limited.url}/api/v1/brokers`, { headers: bearer(FALSE_TOKEN) });
      expect(program.status).toBe(429);
      // Who holds a good one goes on.
      expect(await whoIs(bearer(good.text), limited)).toMatchObject({ name: "Ada" });
      const acts = await access.listActs({ limit: 50 });
      expect(acts.filter(({ act }) => act === "sign-in-refused")).toHaveLength(10);
      expect(acts.at(-2)).toMatchObject({ name: "Ada", tokenId: expired.token.id });
    } finally {
      await limited.close();
    }
  });
});

describe("the audit", () => {
  it("shows what was done, the newest first, page by page", async () => {
    const { access } = app.catalogue.store;
    await app.signIn("curator");
    const first = await app.json("/audit");
    expect(first.body.acts[0]).toMatchObject({ act: "sign-in", name: "Some curator", role: "curator" });
    for (let number = 0; number < 55; number += 1) {
      await access.record({
        id: `7ZZZZZZZZZZZZZZZZZZZZZZZ${String(number).padStart(2, "0")}`,
        at: "2026-11-24T10:00:00.000Z",
        tokenId: undefined,
        name: "Bob",
        role: "curator",
        act: "layer-confirmed",
        subject: `tool-${number}`,
        commit: number === 54 ? "c0ffee0123456789" : undefined,
      });
    }
    const { text } = await app.get("/audit");
    expect(text).toMatch(/Bob<\/strong> <span class="tag">curator<\/span> <span>confirmed a layer/);
    expect(text).toContain("<code>c0ffee012345</code>");
    expect(text.indexOf("tool-54")).toBeLessThan(text.indexOf("tool-53"));
    const page = await app.json("/audit");
    expect(page.body.acts).toHaveLength(50);
    const next = await app.json(page.body.next);
    expect(next.body.acts[0].subject).toBe("tool-4");
    expect((await app.get(page.body.next)).text).toContain('href="/audit" rel="prev"');
    expect((await app.get("/audit?before=x")).status).toBe(400);
  });
});
