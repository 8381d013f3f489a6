import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProduct, type Product, ROOT } from "../support/product.ts";

interface Block {
  /** The words behind the fence: language, and the name of the file that the block is. */
  readonly language: string;
  readonly name: string;
  readonly text: string;
}

/** The fenced blocks of docs/publish.md, in order. */
function readBlocks(): readonly Block[] {
  const text = readFileSync(path.join(ROOT, "docs/publish.md"), "utf8");
  return [...text.matchAll(/^```(\S+)(?: (\S+))?\n([^]*?)^```$/gm)].map((match) => ({
    language: match[1] ?? "",
    name: match[2] ?? "",
    text: match[3] ?? "",
  }));
}

describe("the journey of docs/publish.md", () => {
  let product: Product;
  let draft = "";
  let said = "";
  const repository = (): string => path.join(product.folder, "cube-moments");
  const read = (): string => readFileSync(path.join(repository(), "ivoa-execution.yaml"), "utf8");

  /** `execat` on the path is the product; git has a name to commit with, and no settings of this machine. */
  const run = (script: string): void => {
    const { status, stdout, stderr } = spawnSync("bash", ["-euo", "pipefail", "-c", script], {
      cwd: repository(),
      encoding: "utf8",
      env: {
        ...product.env,
        PATH: `${path.join(product.folder, "bin")}:${product.env["PATH"] ?? ""}`,
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_AUTHOR_NAME: "Ada Example",
        GIT_AUTHOR_EMAIL: "ada@example.org",
        GIT_COMMITTER_NAME: "Ada Example",
        GIT_COMMITTER_EMAIL: "ada@example.org",
      },
    });
    said += stdout;
    expect(stderr, script).not.toMatch(/error|fatal|execat:/i);
    expect(status, `${script}${stdout}${stderr}`).toBe(0);
  };

  beforeAll(() => {
    product = createProduct();
    writeFileSync(path.join(product.folder, "sources.yaml"), "sources: []\n");
    product = {
      ...product,
      env: { ...product.env, EXECAT_SOURCES: path.join(product.folder, "sources.yaml") },
    };
    mkdirSync(repository());
    mkdirSync(path.join(product.folder, "bin"));
    const command = path.join(product.folder, "bin/execat");
    writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${ROOT}/dist/src/main.js" "$@"\n`);
    chmodSync(command, 0o755);
    for (const { language, name, text } of readBlocks()) {
      if (language === "sh" && name === "") run(text);
      else if (name === "draft") draft = text;
      else if (name.includes(".")) {
        if (name === "ivoa-execution.yaml") expect(read(), "the draft in docs/publish.md").toBe(draft);
        writeFileSync(path.join(repository(), name), text);
      }
    }
  }, 120_000);
  afterAll(() => product.remove());

  it("goes from an empty folder to a crawl without an error", () => {
    expect(said).toContain("Wrote ivoa-execution.yaml");
    expect(said).toContain("0 errors, 0 warnings, 0 hints");
    expect(said).toMatch(/^published .*cube-moments/m);
  });

  it("leaves to the author what nobody could know, and proposes the terms that are right here", () => {
    const live = draft.split("\n").filter((line) => !/^\s*#/.test(line));
    expect(draft).toContain("TODO");
    for (const term of ["moment maps", "Spectral Cube", "moment map", "radio astronomy"]) {
      expect(live.filter((line) => line.trim().startsWith(`- ${term} #`))).not.toEqual([]);
    }
  });

  it("is found by its task, and not by another", async () => {
    const running = await product.serve({
      EXECAT_CRAWL_IN_SERVER: "false",
      EXECAT_SOURCES: product.env["EXECAT_SOURCES"] ?? "",
    });
    const find = async (task: string): Promise<string[]> => {
      const answer = await fetch(`${running.url}/api/v1/?task=${task}`);
      return ((await answer.json()) as { hits: { title: string }[] }).hits.map(({ title }) => title);
    };
    await expect.poll(() => find("moment-maps"), { timeout: 10_000 }).toEqual(["Cube Moments"]);
    expect(await find("photometry")).toEqual([]);
  });
});
