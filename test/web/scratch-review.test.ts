import { writeFileSync, appendFileSync } from "node:fs";
import { afterAll, beforeAll, it } from "vitest";
import { startWebApp, type WebApp } from "../support/web-app.ts";
import { openClient, type Client } from "../support/curators.ts";
import { programIdsOf } from "../../src/curation/overlay-source.ts";
import { squareRoot, term } from "./programs.ts";

let app: WebApp;
let ada: Client;
const log = (...x: unknown[]) => appendFileSync("/tmp/rev/out3.txt", x.map((y) => (typeof y === "string" ? y : JSON.stringify(y))).join(" ") + "\n");
beforeAll(async () => {
  writeFileSync("/tmp/rev/out3.txt", "");
  app = await startWebApp({ EXECAT_SEARCH_RATE: "0" });
  ada = await openClient(app, { name: "Ada", email: "ada@example.org" });
  await app.publish({ change: squareRoot() });
}, 60_000);
afterAll(() => app.close());
const head = (t: string, n = 300) => t.replace(/\s+/g, " ").slice(0, n);

it("forge", async () => {
  await app.signIn("curator");
  const jar: string = await (async () => {
    const { createToken } = await import("../../src/catalogue/access-tokens.ts");
    const { text } = await createToken(app.catalogue.store.access, { name: "Z", email: undefined, role: "curator", expiresAt: undefined } as any, new Date());
    const r = await fetch(app.url + "/sign-in", { method: "POST", redirect: "manual", headers: { "content-type": "application/x-www-form-urlencoded" }, body: new URLSearchParams({ token: text }) });
    log("sign in without origin", r.status, r.headers.get("set-cookie") ?? "");
    return (r.headers.get("set-cookie") ?? "").split(";")[0]!;
  })();
  const variants: Record<string, Record<string, string>> = {
    none: {}, null: { origin: "null" }, evil: { origin: "https://evil.example" }, crosssite: { "sec-fetch-site": "cross-site", origin: app.url }, samesite: { "sec-fetch-site": "same-site" }, https: { origin: app.url.replace("http:", "https:") }, ok: { origin: app.url }, upper: { "sec-fetch-site": "Same-Origin" }, empty: { origin: "" }, refererOnly: { referer: app.url + "/" },
    twocookies: { cookie: `execat-session=; ${jar}` }, quoted: { cookie: jar.replace("=", '="') + '"' }, pad: { cookie: jar + "=x" }, spaced: { cookie: jar.replace("=", " = ") },
  };
  for (const [n, h] of Object.entries(variants)) {
    const r = await fetch(app.url + "/curation/collections", { method: "POST", redirect: "manual", headers: { cookie: jar, accept: "application/json", "content-type": "application/x-www-form-urlencoded", ...h }, body: new URLSearchParams({ title: `F ${n}` }) });
    log("forge", n, r.status, head(await r.text(), 120));
  }
  const g = await fetch(app.url + "/curation/collections?title=x&_method=POST", { headers: { cookie: jar, "x-http-method-override": "POST" } });
  log("override", g.status);
  const t = await fetch(app.url + "/curation/collections", { method: "POST", redirect: "manual", headers: { cookie: jar, "content-type": "text/plain", origin: app.url }, body: '{"title":"x"}' });
  log("text/plain", t.status);
  const h = await fetch(app.url + "/curation/collections", { method: "HEAD", redirect: "manual" });
  log("HEAD anon", h.status, h.headers.get("location") ?? "");
  // expired session: typed text
  const x = await fetch(app.url + "/curation/collections", { method: "POST", redirect: "manual", headers: { cookie: "execat-session=" + "a".repeat(43), accept: "text/html", origin: app.url, referer: app.url + "/curation/collections", "content-type": "application/x-www-form-urlencoded" }, body: new URLSearchParams({ title: "TYPEDTEXT" }) });
  const xt = await x.text();
  log("expired", x.status, xt.includes("TYPEDTEXT"), /href="(\/sign-in[^"]*)"/.exec(xt)?.[1] ?? "");
}, 60_000);

it("collections of missing", async () => {
  const items = Array.from({ length: 2000 }, (_, i) => `local.examples/nothing-at-all/number-${i}`);
  log("create", (await ada.post("/curation/collections", { title: "big", items: items.join("\n") }, "application/json")).status);
  for (let k = 0; k < 3; k++) {
    let t = Date.now();
    await programIdsOf(app.catalogue.store, items);
    log("programIdsOf", Date.now() - t, "ms");
    t = Date.now();
    const r = await app.get("/collections/big");
    log("page", Date.now() - t, "ms", r.text.length);
    t = Date.now();
    await app.get("/collections/big/feed.atom");
    log("feed", Date.now() - t, "ms");
  }
  const items3 = Array.from({ length: 3000 }, (_, i) => `gitlab.example.org/astronomy/tools/number-${i} | Only for the second week, see the notes.`);
  const r = await ada.post("/curation/collections", { title: "huge", items: items3.join("\n") });
  log("huge", items3.join("\n").length, r.status, r.text.includes("number-2999"));
  const s = await ada.post("/curation/collections/gone-meanwhile", { title: "TYPEDTEXT", items: "a" });
  log("collection gone", s.status, s.text.includes("TYPEDTEXT"));
  const e = await ada.post("/curation/overlays", { entry: "local.examples/renamed", note: "TYPEDTEXT" });
  log("entry gone", e.status, e.text.includes("TYPEDTEXT"));
}, 100_000);

it("ten thousand", async () => {
  const N = 10_000;
  const words = ["source-extraction", "photometry", "detection", "deblending"];
  const programs = Array.from({ length: N }, (_, i) => squareRoot({ id: `P${i}`, path: `local.examples/p-${i}`, title: `P ${i}` } as any));
  const rep = (await import("../support/entry-builders.ts")).repository({ id: "01REPO2", forgeId: "tool2", path: "tool2" } as any);
  for (let i = 0; i < N; i += 1000) {
    const part = programs.slice(i, i + 1000).map((p: any, j: number) => ({ ...p, terms: [term("task", words[(i + j) % 4]!), { facet: "task", text: `unknown ${(i + j) % 3000}`, scheme: undefined, conceptId: undefined, origin: "author" }] }));
    await app.catalogue.store.entries.apply({ repository: rep, problems: [], programs: part, seen: [], at: rep.createdAt } as any);
  }
  for (const a of ["/vocabularies/task/health", "/vocabularies/level/health"]) {
    for (let k = 0; k < 3; k++) {
      const t = Date.now();
      const r = await app.get(a);
      log(a, r.status, Date.now() - t, "ms", r.text.length);
    }
  }
  const t = Date.now();
  await Promise.all(Array.from({ length: 20 }, () => app.get("/vocabularies/task/health")));
  log("20 health", Date.now() - t, "ms");
}, 400_000);
