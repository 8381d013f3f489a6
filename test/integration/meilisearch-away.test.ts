import { afterEach, describe, expect, it, vi } from "vitest";
import { MEILI_MASTER_KEY, MEILI_URL, newIndexName, removeTestIndexes } from "../support/meilisearch.ts";
import { createProduct, type Product, type Running } from "../support/product.ts";

vi.setConfig({ testTimeout: 120_000 });

let product: Product | undefined;
afterEach(async () => {
  await product?.remove();
});

async function statusOf(server: Running, path: string): Promise<number> {
  const response = await fetch(`${server.url.replace(/\/$/, "")}${path}`);
  await response.arrayBuffer();
  return response.status;
}

async function totalOf(server: Running, query: string): Promise<unknown> {
  const response = await fetch(`${server.url.replace(/\/$/, "")}/api/v1/?q=${query}`);
  return ((await response.json()) as { readonly total?: unknown }).total;
}

describe("the product with Meilisearch away", () => {
  const AWAY = { EXECAT_MEILI_URL: "http://127.0.0.1:1", EXECAT_MEILI_MASTER_KEY: "unused" };

  it("crawls, shows entries, says on search pages what is wrong, and lets the changes wait", async () => {
    product = createProduct(AWAY);
    const crawl = await product.run(["crawl"]);
    expect(crawl.stdout).toMatch(/^published /m);
    expect(crawl.stderr).toContain("The search engine, Meilisearch, cannot be reached.");
    expect(crawl.stderr).toContain("EXECAT_MEILI_URL");
    const [, path = ""] = /^published\s+(\S+)/m.exec(crawl.stdout) ?? [];

    const server = await product.serve();
    expect(await statusOf(server, `/entries/${path}`)).toBe(200);
    expect(await statusOf(server, "/brokers")).toBe(200);
    expect(await statusOf(server, "/healthz")).toBe(200);
    expect(await statusOf(server, "/readyz")).toBe(503);
    const search = await fetch(`${server.url.replace(/\/$/, "")}/?q=image`);
    expect(search.status).toBe(503);
    expect(await search.text()).toMatch(/cannot be reached[^]*Try again in a minute/);

    const doctor = await product.run(["doctor"]);
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toContain("PROBLEM search: The search engine, Meilisearch, cannot be reached.");
    // No key is ever printed.
    for (const text of [doctor.stdout, doctor.stderr, crawl.stderr, server.stderr()]) {
      expect(text).not.toContain("unused");
    }
  });

  it.skipIf(MEILI_URL === undefined)("finds everything once Meilisearch is back", async () => {
    product = createProduct(AWAY);
    await product.run(["crawl"]);
    const back = {
      EXECAT_MEILI_URL: MEILI_URL ?? "",
      EXECAT_MEILI_MASTER_KEY: MEILI_MASTER_KEY ?? "",
      EXECAT_MEILI_INDEX: newIndexName(),
    };
    const server = await product.serve(back);
    await expect.poll(() => totalOf(server, ""), { timeout: 60_000 }).toBeGreaterThanOrEqual(18);
    expect(await totalOf(server, "aegean")).toBe(1);
    await server.end();
    const doctor = await product.run(["doctor"], back);
    expect(doctor.stdout).toContain("meilisearch, ");
    expect(doctor.stdout).toContain("All is well.");
    await removeTestIndexes();
  });
});
