import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repository, source } from "../support/entry-builders.ts";
import { readEvents } from "../support/event-stream.ts";
import { createTempFolder } from "../support/git-fixture.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";

const MANIFEST = `executable:
  kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/docker-container.yaml
  image: {locations: ["registry.example.org/group/tool:1.0"]}
`;
let app: WebApp;
const temp = createTempFolder();

/** A folder with a manifest, as a repository of a source. */
async function addRepository(id: string, manifest = MANIFEST): Promise<string> {
  const folder = path.join(temp.path, id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "ivoa-execution.yaml"), manifest);
  await app.catalogue.store.sources.saveRepository(
    repository({ id, forgeId: id, path: id, url: folder, state: "new", headSeen: undefined }),
  );
  return id;
}

beforeAll(async () => {
  app = await startWebApp();
  await app.catalogue.store.sources.save(source({ location: temp.path }));
});
afterAll(async () => {
  await app.close();
  temp.remove();
});

async function untilEnded(address: string): Promise<string> {
  // The first check starts a thread.
  await expect
    .poll(async () => (await app.json(`/api/v1${address}`)).body.look.outcome, { timeout: 20_000 })
    .not.toBeNull();
  return (await app.get(address)).text;
}

describe("a look that a reader asks for", () => {
  it("is answered with its page, which shows what was published and leads back", async () => {
    const id = await addRepository("good");
    const asked = await app.post(`/repositories/${id}/looks`, {});
    expect(asked.status).toBe(303);
    const address = asked.headers.get("location") ?? "";
    expect(address).toMatch(/^\/repositories\/good\/looks\/\w{26}$/);
    const text = await untilEnded(address);
    expect(text).toContain("Looked at");
    expect(text).toContain("published");
    expect(text).toContain('href="/entries/local.examples/good"');
    expect(text).toContain("Find the manifests");
    expect(text).toContain('href="/repositories/good"');
    expect(text).not.toMatch(/http-equiv|data-events/);
    const { body } = await app.json(`/api/v1${address}`);
    expect(body.look).toMatchObject({ outcome: "looked", failure: null, events: [{ kind: "published" }] });
    const report = await app.get("/repositories/good");
    expect(report.text).toContain("a reader asked");
    expect((await app.json("/repositories/good")).body.looks).toMatchObject([{ reason: "asked" }]);
  });

  it("tells its stages as events, all of them to who comes late, and closes at the end", async () => {
    const id = await addRepository("told", "executable: {kind: docker-containr}\n");
    const asked = await app.post(`/repositories/${id}/looks`, {});
    const address = asked.headers.get("location") ?? "";
    for (let turn = 0; turn < 2; turn += 1) {
      const response = await fetch(`${app.url}${address}/events`);
      expect(response.headers.get("content-type")).toContain("text/event-stream");
      const events = await readEvents(response);
      expect(events[0]).toMatchObject({ event: "stage", data: { name: "resolve" } });
      expect(events.filter(({ event }) => event === "stage").length).toBeGreaterThan(3);
      expect(events.at(-1)).toMatchObject({ event: "end", data: { look: { outcome: "looked" } } });
    }
    expect(await untilEnded(address)).toContain("Findings at the head");
  });

  it("loads itself again without JavaScript while it goes on, and goes on when the reader leaves", async () => {
    const id = await addRepository("slow");
    const { crawler } = app.catalogue;
    const look = crawler.look.bind(crawler);
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    crawler.look = async (request) => {
      request.onStage?.({ name: "resolve", at: new Date().toISOString(), told: undefined });
      await held;
      return look(request);
    };
    const asked = await app.post(`/repositories/${id}/looks`, {});
    const address = asked.headers.get("location") ?? "";
    const { text } = await app.get(address);
    expect(text).toContain('<noscript><meta http-equiv="refresh" content="2"></noscript>');
    expect(text).toContain(`data-events="${address}/events"`);
    expect(text).toContain("It is being looked at");
    // Who asks meanwhile follows the same look.
    expect((await app.post(`/repositories/${id}/looks`, {})).headers.get("location")).toBe(address);
    const leaving = await fetch(`${app.url}${address}/events`);
    await readEvents(leaving, (events) => events.length > 0);
    goOn();
    crawler.look = look;
    expect(await untilEnded(address)).toContain("published");
  });

  it("comes once a minute, and says until when", async () => {
    const id = await addRepository("often");
    const asked = await app.post(`/repositories/${id}/looks`, {});
    await untilEnded(asked.headers.get("location") ?? "");
    const again = await app.post(`/repositories/${id}/looks`, {});
    expect(again.status).toBe(429);
    expect(Number(again.headers.get("retry-after"))).toBeGreaterThan(50);
    expect(again.text).toMatch(/looked at again in \d+ s/);
  });

  it("is a 404 for what is not known or not crawled, and no GET asks for one", async () => {
    expect((await app.post("/repositories/none/looks", {})).status).toBe(404);
    await app.catalogue.store.sources.saveRepository(
      repository({ id: "out", forgeId: "out", path: "out", state: "excluded" }),
    );
    expect((await app.post("/repositories/out/looks", {})).status).toBe(404);
    expect((await app.get("/repositories/good/looks")).status).toBe(405);
    const unknown = await app.get("/repositories/good/looks/01NONE");
    expect([unknown.status, unknown.headers.get("location")]).toEqual([303, "/repositories/good"]);
    expect((await app.get("/repositories/good/looks/01NONE/events")).status).toBe(404);
  });

  it("is limited to five a minute for one address", async () => {
    const limited = await startWebApp({ EXECAT_ASK_RATE: "20" });
    try {
      const statuses = [];
      for (let index = 0; index < 6; index += 1)
        statuses.push((await limited.post("/repositories/none/looks", {})).status);
      expect(statuses).toEqual([404, 404, 404, 404, 404, 429]);
    } finally {
      await limited.close();
    }
  });
});
