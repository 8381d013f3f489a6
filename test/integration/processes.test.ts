import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSqlStore, type SqlStore } from "../../src/catalogue/sql/index.ts";
import { createDatabase, POSTGRES_URL } from "../support/postgres.ts";
import { createProduct, type Product, type Running } from "../support/product.ts";

const REPOSITORIES = 120;
const MANIFEST = `executable:
  kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/docker-container.yaml
  image: {locations: ["registry.example.org/group/tool:1.0"]}
`;

describe.skipIf(POSTGRES_URL === undefined)("several processes on one PostgreSQL database", () => {
  let product: Product;
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let store: SqlStore;
  let env: Record<string, string>;

  beforeEach(async () => {
    database = await createDatabase();
    store = await createSqlStore({ databaseUrl: database.url });
    await store.migrate();
    product = createProduct();
    for (let number = 0; number < REPOSITORIES; number += 1) {
      const folder = path.join(product.folder, "repositories", `tool-${number}`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, "ivoa-execution.yaml"), MANIFEST);
    }
    const sources = path.join(product.folder, "sources.yaml");
    writeFileSync(sources, "sources:\n  - {key: many, folder: repositories}\n");
    env = { EXECAT_DATABASE_URL: database.url, EXECAT_SOURCES: sources };
  });
  afterEach(async () => {
    await product.remove();
    await store.close();
    await database.drop();
  });

  /** Every process has a data folder of its own, as on machines of their own. */
  const own = (name: string): Record<string, string> => ({
    ...env,
    EXECAT_DATA_DIR: path.join(product.folder, name),
  });
  const publishedBy = (text: string): string[] =>
    [...text.matchAll(/^published +(\S+)/gm)].map((match) => match[1] ?? "");

  it("shares the repositories of a crawl: each is looked at once", async () => {
    const crawls = await Promise.all(["one", "two"].map((name) => product.run(["crawl"], own(name))));
    for (const crawl of crawls) expect(crawl.stderr).toBe("");
    const [one, two] = crawls.map((crawl) => publishedBy(crawl.stdout));
    expect(new Set([...one!, ...two!]).size).toBe(REPOSITORIES);
    expect(one!.length + two!.length).toBe(REPOSITORIES);
    expect(await store.entries.count()).toEqual({ published: REPOSITORIES, withdrawn: 0 });
  });

  it("loses nothing when one of two crawlers is killed: the next run does the rest", async () => {
    const killed = await product.serve({ ...own("killed"), EXECAT_CRAWL_PARALLEL: "1" });
    await killed.printed("published ");
    await killed.end("SIGKILL");
    const before = (await store.entries.count()).published;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(REPOSITORIES);
    // What it held at that moment is given back with its lease; nobody waits a quarter of an hour here.
    await store.db.updateTable("repository").set({ lease_until: null }).execute();
    expect(await product.run(["crawl"], own("other"))).toMatchObject({ code: 0, stderr: "" });
    expect(await store.entries.count()).toEqual({ published: REPOSITORIES, withdrawn: 0 });
  });

  it("lets a reader ask at one web process and follow at another; the calendar is one", async () => {
    const web = { EXECAT_CRAWL_IN_SERVER: "false", EXECAT_BROKER_OPEN_ANSWERS: "0" };
    await product.run(["crawl"], own("crawler"));
    const [one, two] = await Promise.all([
      product.serve({ ...own("one"), ...web }),
      product.serve({ ...own("two"), ...web }),
    ]);
    const wishes = { cores: "32", duration: "PT4H" };
    const asks = await Promise.all([ask(one, wishes), ask(two, wishes)]);
    const offers = await Promise.all(asks.map(({ id }) => offersOf(two, id)));
    for (const list of offers) expect(list.length).toBeGreaterThan(0);
    for (const first of offers[0]!)
      for (const second of offers[1]!) expect(overlap(first, second)).toBe(false);
    const accepted = await fetch(`${two.url}/api/v1/asks/${asks[0].id}/offers/${offers[0]![0]!.id}/accept`, {
      method: "POST",
      redirect: "manual",
      headers: { cookie: asks[0].cookie, origin: two.url, accept: "application/json" },
    });
    expect(accepted.status, await accepted.clone().text()).toBeLessThan(400);
    const sessions = await store.db.selectFrom("session").selectAll().execute();
    expect(sessions.map(({ phase }) => phase)).toEqual([
      expect.stringMatching(/ACCEPTED|WAITING|PREPARING|AVAILABLE|RUNNING/),
    ]);
    await one.end("SIGKILL");
    const page = await fetch(`${two.url}/api/v1/sessions/${sessions[0]!.id}`);
    expect(page.status).toBe(200);
  });
});

interface Offer {
  readonly id: string;
  readonly startsAt: string;
  readonly durationSeconds: number;
}

async function ask(web: Running, wishes: Record<string, string>): Promise<{ id: string; cookie: string }> {
  const response = await fetch(`${web.url}/entries/local.many/tool-1/asks`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: web.url },
    body: new URLSearchParams(wishes),
  });
  const location = response.headers.get("location") ?? "";
  const cookie = (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  return { id: location.split("/").at(-1) ?? "", cookie };
}

async function offersOf(web: Running, id: string): Promise<Offer[]> {
  for (;;) {
    const response = await fetch(`${web.url}/api/v1/asks/${id}`);
    const body = (await response.json()) as { complete: boolean; offers: Offer[] };
    if (body.complete) return body.offers;
  }
}

function overlap(one: Offer, other: Offer): boolean {
  const [a, b] = [Date.parse(one.startsAt), Date.parse(other.startsAt)];
  return a < b + other.durationSeconds * 1000 && b < a + one.durationSeconds * 1000;
}
