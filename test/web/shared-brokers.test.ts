import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createToken } from "../../src/catalogue/access-tokens.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";
import { squareRoot } from "./programs.ts";

const ENTRY = "/entries/local.examples/square-root";
const WISHES = {
  "data.picture.kind": "simple-data-resource",
  "simple-data-resource:data.picture.location": "https://example.org/my.fits",
  cores: "4",
};
const folder = mkdtempSync(path.join(tmpdir(), "execat-shared-"));

/** A catalogue whose broker wants a password, and two that know it. */
let far: WebApp;
let both: WebApp;
let only: WebApp;

beforeAll(async () => {
  far = await startWebApp({ EXECAT_BROKER_USERNAME: "catalogue", EXECAT_BROKER_PASSWORD: "secret" });
  writeFileSync(path.join(folder, "password"), "secret\n");
  const { host } = new URL(far.url);
  const broker = {
    id: "far",
    label: "Far away",
    url: `${far.url}/execution-broker`,
    username: "catalogue",
    passwordFile: path.join(folder, "password"),
  };
  const env = { EXECAT_BROKERS: JSON.stringify([broker]), EXECAT_ALLOW_HOSTS: host };
  both = await startWebApp(env);
  only = await startWebApp({ ...env, EXECAT_EMBEDDED_BROKER: "false" });
  for (const app of [both, only]) await app.publish({ change: squareRoot() });
}, 60_000);
afterAll(async () => {
  await Promise.all([far, both, only].map((app) => app.close()));
  rmSync(folder, { recursive: true, force: true });
});

const brokersOf = (body: { answers: { brokerId: string }[] }): string[] =>
  body.answers.map(({ brokerId }) => brokerId);

describe("a broker that is asked with the catalogue's credentials", () => {
  it("is left out for a reader, who is told how to ask it too", async () => {
    const { text } = await both.get(ENTRY);
    expect(text).toContain("as a runner to ask Far away too.");
    expect(text).toMatch(/This catalogue \(rehearsal: nothing is executed\) will be asked/);
    const asked = await both.post(`${ENTRY}/asks`, WISHES);
    const address = asked.headers.get("location") ?? "";
    expect(brokersOf((await both.json(address)).body)).toEqual(["embedded"]);
    expect((await both.get(address)).text).toContain("Far away was not asked: runners ask it.");
  });

  it("cannot be asked where it is the only one, which the form says", async () => {
    const { text } = await only.get(ENTRY);
    expect(text).toContain("&quot;Far away&quot; only");
    expect(text).toContain("Sign in as a runner to ask.");
    expect(text).not.toContain("Ask the brokers");
    expect((await only.post(`${ENTRY}/asks`, WISHES)).status).toBe(422);
    await only.signIn("curator");
    expect((await only.get(ENTRY)).text).toContain("Sign in as a runner to ask.");
  });

  it("is asked for a runner, who accepts its offers; nobody else does, not even in the runner's browser", async () => {
    await both.signIn("runner");
    expect((await both.get(ENTRY)).text).toMatch(/nothing is executed\), Far away will be asked/);
    const asked = await both.post(`${ENTRY}/asks`, WISHES);
    const address = asked.headers.get("location") ?? "";
    const { body } = await both.json(address);
    expect(brokersOf(body)).toEqual(["embedded", "far"]);
    const offer = body.offers.find(({ brokerId }: { brokerId: string }) => brokerId === "far");
    const accept = `${address}/offers/${offer.id}/accept`;
    expect((await both.get(address)).text).toContain(accept);
    await both.post("/sign-out", {});
    expect((await both.get(address)).text).not.toContain(accept);
    const refused = await both.post(accept, {});
    expect(refused.status).toBe(403);
    expect(refused.text).toContain("Only a runner may accept an offer of &quot;Far away&quot;.");
    expect(refused.text).toContain('<a class="button" href="/sign-in');
    await both.signIn("operator");
    expect((await both.post(accept, {})).status).toBe(303);
    const acts = (await both.json("/audit")).body.acts;
    expect(acts[0]).toMatchObject({ act: "offer-accepted", name: "Some operator" });
    expect(acts[0].subject).toContain('"Far away"');
  });
});

describe("a program that signs in with each request", () => {
  it("owns what it asked for, without a cookie", async () => {
    const wish = { name: "Robot", role: "runner", expiresAt: undefined } as const;
    const { text } = await createToken(both.catalogue.store.access, wish, new Date());
    const call = (address: string, body?: object): Promise<Response> =>
      fetch(`${both.url}/api/v1${address}`, {
        ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
        headers: { authorization: `Bearer ${text}`, "content-type": "application/json" },
        redirect: "manual",
      });
    const pair = await Promise.all([call(`${ENTRY}/asks`, WISHES), call(`${ENTRY}/asks`, WISHES)]);
    expect(pair.map(({ status }) => status)).toEqual([303, 303]);
    expect(pair[0]?.headers.get("set-cookie")).toBeNull();
    const address = (pair[0]?.headers.get("location") ?? "").replace("/api/v1", "");
    await expect
      .poll(async () => ((await (await call(address)).json()) as { complete: boolean }).complete)
      .toBe(true);
    const ask = (await (await call(address)).json()) as { own: boolean; offers: { id: string }[] };
    expect(ask.own).toBe(true);
    expect((await call(`${address}/offers/${ask.offers[0]?.id}/accept`, {})).status).toBe(303);
  });
});
