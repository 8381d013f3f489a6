import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createProduct, type Product, type Running } from "../support/product.ts";

const MANIFEST = `executable:
  kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/docker-container.yaml
  image: {locations: ["registry.example.org/group/tool:1.0"]}
`;

describe("the product", () => {
  let product: Product;
  afterEach(() => product.remove());

  const json = async (running: Running, address: string): Promise<Record<string, unknown>> =>
    (await (
      await fetch(`${running.url}${address}`, { headers: { accept: "application/json" } })
    ).json()) as Record<string, unknown>;

  /** A source of `count` small repositories. */
  const withRepositories = (count: number): Record<string, string> => {
    for (let number = 0; number < count; number += 1) {
      const folder = path.join(product.folder, "repositories", `tool-${number}`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, "ivoa-execution.yaml"), MANIFEST);
    }
    const sources = path.join(product.folder, "sources.yaml");
    writeFileSync(sources, "sources:\n  - {key: many, folder: repositories}\n");
    return { EXECAT_SOURCES: sources };
  };

  it("starts, crawls the examples, and answers; a second start publishes nothing and says so", async () => {
    product = createProduct();
    const first = await product.serve();
    expect((await fetch(`${first.url}/`)).status).toBe(200);
    await first.printed("Crawled ");
    expect(first.stdout()).toMatch(/published +local\.examples\/aegean/);
    await expect.poll(async () => (await json(first, "/api/v1/?q=aegean"))["total"]).toBe(1);
    expect(await json(first, "/api/v1/?q=aegean")).toMatchObject({
      ok: true,
      total: 1,
      hits: [{ path: "local.examples/aegean" }],
    });
    expect((await fetch(`${first.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
    expect((await first.end()).code).toBe(0);
    const second = await product.serve();
    await second.printed("nothing to publish");
    expect(second.stdout()).not.toContain("published ");
    expect(await json(second, "/api/v1/?q=aegean")).toMatchObject({ total: 1 });
  });

  it("ends a crawl with 1 when a source could not be listed, and takes no sources beside --watch", async () => {
    product = createProduct();
    const sources = path.join(product.folder, "sources.yaml");
    writeFileSync(sources, "sources:\n  - {key: away, folder: nowhere}\n");
    const crawled = await product.run(["crawl"], { EXECAT_SOURCES: sources });
    expect(crawled).toMatchObject({ code: 1, stdout: expect.stringContaining("1 source failed") });
    const watched = await product.run(["crawl", "away", "--watch"], { EXECAT_SOURCES: sources });
    expect(watched).toMatchObject({ code: 2, stderr: expect.stringContaining("crawls all sources") });
    const env = withRepositories(1);
    await product.run(["crawl"], env);
    const explained = await product.run(["crawl", "--json", "--explain", "tool-0"], env);
    expect(JSON.parse(explained.stdout)).toMatchObject({ event: "explained", state: "published" });
  });

  it("ends soon on Ctrl-C in the middle of a crawl, and the next crawl goes on", async () => {
    product = createProduct();
    const env = withRepositories(400);
    const running = await product.serve({ ...env, EXECAT_CRAWL_PARALLEL: "1" });
    await running.printed("published ");
    const ended = await running.end();
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain("Stopped after ");
    const done = await product.run(["crawl"], env);
    expect(done).toMatchObject({ code: 0, stderr: "" });
    const rest = [...done.stdout.matchAll(/^published /gm)].length;
    const before = [...ended.stdout.matchAll(/^published /gm)].length;
    // What was under way when the signal came may be published without its line.
    expect(before + rest).toBeGreaterThanOrEqual(399);
    expect(before + rest).toBeLessThanOrEqual(400);
    expect(rest).toBeLessThan(400);
  });

  it("says what to do about a busy port and a data folder in use", async () => {
    product = createProduct();
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const busy = await product.run(["serve"], { EXECAT_PORT: String((other.address() as AddressInfo).port) });
    other.close();
    expect(busy).toMatchObject({ code: 2, stdout: "" });
    expect(busy.stderr).toMatch(/Another program listens on .*\n.*EXECAT_PORT/);
    const running = await product.serve();
    const second = await product.run(["serve"]);
    expect(second.code).toBe(2);
    expect(second.stderr).toMatch(
      new RegExp(`process ${running.child.pid}\\).*data folder.*\\n.*EXECAT_DATA_DIR`),
    );
  });

  it("serves what it published after kill -9", async () => {
    product = createProduct();
    const first = await product.serve();
    await first.printed("Crawled ");
    await first.end("SIGKILL");
    const second = await product.serve();
    await expect.poll(async () => (await json(second, "/api/v1/"))["total"]).toBeGreaterThanOrEqual(18);
  });

  it("exports what cannot be made again and imports it into an empty folder", async () => {
    product = createProduct();
    await product.run(["crawl"]);
    const file = path.join(product.folder, "export.jsonl");
    expect((await product.run(["export", file])).code).toBe(0);
    const other = { EXECAT_DATA_DIR: path.join(product.folder, "other") };
    const imported = await product.run(["import", file], other);
    expect(imported).toMatchObject({ code: 0, stderr: "" });
    const again = path.join(product.folder, "again.jsonl");
    expect((await product.run(["export", again], other)).code).toBe(0);
    const rows = async (name: string): Promise<string[]> =>
      (await import("node:fs/promises")).readFile(name, "utf8").then((text) => text.split("\n").slice(1));
    expect(await rows(again)).toEqual(await rows(file));
    expect((await product.run(["import", file], other)).stderr).toMatch(
      /already holds rows[^]*empty data folder/,
    );
    const server = await product.serve(other);
    await server.printed("nothing to publish");
    expect((await json(server, "/api/v1/?q=aegean"))["total"]).toBe(1);
  });

  it("makes models and index again without a crawl", async () => {
    product = createProduct();
    await product.run(["crawl"]);
    const reindexed = await product.run(["reindex"]);
    expect(reindexed).toMatchObject({ code: 0, stderr: "" });
    expect(reindexed.stdout).toMatch(/Made \d+ entries again/);
    const doctor = await product.run(["doctor"]);
    expect(doctor.stdout).toContain("All is well.");
    expect(doctor.code).toBe(0);
  });

  it("has one way to fail: a sentence, what to do, and exit code 2", async () => {
    product = createProduct();
    const cases: ReadonlyArray<readonly [readonly string[], Readonly<Record<string, string>>, RegExp]> = [
      [["serve"], { EXECAT_PORT: "many" }, /EXECAT_PORT: "many" is not a whole number[^]*docs\/settings\.md/],
      [["crawl", "exampels"], {}, /no active source "exampels"[^]*examples/],
      [["crawl"], { EXECAT_SOURCES: "/nowhere/sources.yaml" }, /sources\.yaml[^]*source add/],
      [["validate", "/nowhere"], {}, /\/nowhere/],
      [["import", "/nowhere"], {}, /no file "\/nowhere"/],
      [["source", "accept", "none"], {}, /no source "none"[^]*source list/],
      [["sevre"], {}, /serve/],
      [["doctor", "--loud"], {}, /--loud/],
    ];
    for (const [args, env, message] of cases) {
      const ended = await product.run(args, env);
      expect(ended.stderr, args.join(" ")).toMatch(message);
      expect(ended.stderr).not.toMatch(/\n\s+at /);
      expect(ended.code, args.join(" ")).toBe(2);
    }
  });
});
