import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { layerChange, PYTHON, type LayerOptions } from "../support/layer-builders.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";
import { term } from "./programs.ts";

const TOOL: LayerOptions = {
  id: "01A",
  at: "dev/tool",
  layers: ["github.com/pack/tool"],
  program: { title: "Moments", titleFrom: "author", summary: "Makes moment maps.", summaryFrom: "author" },
  discovery: { license: "MIT", authors: [{ name: "Ada" }], description: "Has **zebrafish** clipping." },
  model: { executable: PYTHON },
  terms: [term("task", "moment-maps")],
};
const IMAGE: LayerOptions = {
  id: "01B",
  at: "pack/tool",
  role: "packager",
  derivedFrom: "https://github.com/dev/tool.git",
  discovery: { license: "BSD-3-Clause" },
};
const TRAP: LayerOptions = {
  id: "01C",
  at: "evil/tool",
  role: "packager",
  derivedFrom: "github.com/dev/tool",
  program: { title: "Better Moments", titleFrom: "author" },
};
const LOST: LayerOptions = {
  id: "01D",
  at: "lost/tool",
  role: "publisher",
  derivedFrom: "github.com/no/where",
};

let app: WebApp;
beforeAll(async () => {
  app = await startWebApp();
  for (const options of [TOOL, IMAGE, TRAP, LOST]) await app.publish(layerChange(options));
});
afterAll(() => app.close());

describe("pages of layers", () => {
  it("show at the packager's document the chain, what it inherits and what it changed", async () => {
    const { status, text } = await app.get("/entries/github.com/pack/tool");
    expect(status).toBe(200);
    expect(text).toContain("<h1>Moments</h1>");
    for (const words of [
      "from the developer’s document",
      "recognised: its origin lists it",
      "shown in search",
      "zebrafish",
      "inherited from the developer",
      "changed; the",
      "“Python program”",
    ])
      expect(text).toContain(words);
    const document = await app.get("/entries/github.com/pack/tool/document?dialect=D");
    expect(document.text).not.toContain("zebrafish");
  });

  it("say the same in the JSON twin, whose document stays the author's own", async () => {
    const { body } = await app.json("/api/v1/entries/github.com/pack/tool");
    expect(body.document.model.discovery).toMatchObject({ license: "BSD-3-Clause", authors: [] });
    expect(body.layers).toMatchObject({ shown: "github.com/pack/tool", coveredBy: null, claim: null });
    expect(body.layers.chain).toMatchObject([
      {
        path: "github.com/dev/tool",
        layer: "developer",
        owner: "github.com/dev",
        current: false,
        part: true,
      },
      {
        path: "github.com/pack/tool",
        layer: "packager",
        owner: "github.com/pack",
        current: true,
        shown: true,
      },
    ]);
    const field = (key: string) => body.layers.fields.find((one: { key: string }) => one.key === key);
    expect(field("title")).toMatchObject({
      inherited: true,
      from: { path: "github.com/dev/tool" },
      changed: null,
    });
    expect(field("license")).toMatchObject({
      text: "BSD-3-Clause",
      inherited: false,
      changed: { text: "MIT" },
    });
    expect(field("terms.task")).toMatchObject({ inherited: true });
  });

  it("say at the developer's document what covers it, and who else claims it", async () => {
    const { status, text } = await app.get("/entries/github.com/dev/tool");
    expect(status).toBe(200);
    expect(text).toMatch(
      /Search shows this program as the packager’s document: <a href="\/entries\/github.com\/pack/,
    );
    expect(text).toMatch(
      /Also packaged by github.com\/evil, unverified: <a href="\/entries\/github.com\/evil\/tool"/,
    );
    const { body } = await app.json("/api/v1/entries/github.com/dev/tool");
    expect(body.layers).toMatchObject({
      coveredBy: { path: "github.com/pack/tool" },
      unverified: [{ path: "github.com/evil/tool", owner: "github.com/evil" }],
    });
  });

  it("give who only claims nothing of the origin's, and say so", async () => {
    const { text } = await app.get("/entries/github.com/evil/tool");
    expect(text).toContain("Says that it packages, unverified:");
    expect(text).toContain("layer/unverified");
    expect(text).not.toContain("zebrafish");
    expect(text).not.toContain("Makes moment maps.");
  });

  it("say that an origin is unknown, on the entry and on the repository", async () => {
    const { text } = await app.get("/entries/github.com/lost/tool");
    expect(text).toContain("layer/origin-unknown");
    const { body } = await app.json("/api/v1/repositories/R01D");
    expect(body.repository.problems).toMatchObject([
      { rule: "layer/origin-unknown", file: "ivoa-execution.yaml" },
    ]);
    expect((await app.get("/rules/layer/origin-unknown")).status).toBe(200);
  });

  it("show the program once in search, with the others one click away, and mark the claim", async () => {
    const { text } = await app.get("/?q=moments");
    expect(text).toMatch(
      /Also as: <a href="\/entries\/github.com\/dev\/tool"[^>]*>developer’s document<\/a>/,
    );
    expect(text).toMatch(
      /Says that it packages <a href="\/entries\/github.com\/dev\/tool">Moments<\/a>, unverified/,
    );
    const { body } = await app.json("/api/v1/?task=moment-maps");
    expect(body.hits).toMatchObject([
      { path: "github.com/pack/tool", also: [{ path: "github.com/dev/tool" }] },
    ]);
  });

  it("say nothing of layers where there are none", async () => {
    await app.publish(layerChange({ id: "01E", at: "dev/alone" }));
    const { text } = await app.get("/entries/github.com/dev/alone");
    expect(text).not.toContain('id="layers"');
    const { body } = await app.json("/api/v1/entries/github.com/dev/alone");
    expect(body.layers).toMatchObject({ chain: [{ path: "github.com/dev/alone" }], fields: [], claim: null });
  });
});
