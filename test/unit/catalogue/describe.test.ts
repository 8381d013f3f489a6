import { describe as suite, expect, it } from "vitest";
import { describe, type Surroundings } from "../../../src/catalogue/describe.ts";
import { MAX_SUMMARY } from "../../../src/first-sentence.ts";
import type { Discovery, ManifestModel } from "../../../src/manifest/model.ts";

const place: Surroundings = {
  repository: { path: "group/tool", facts: undefined },
  folder: "docker",
  facts: undefined,
};
const nothing: Discovery = {
  authors: [],
  publications: [],
  keywords: [],
  terms: [],
  inputs: [],
  parameters: [],
  layers: [],
  listed: true,
};

function model(
  discovery?: Partial<Discovery>,
  executable: Partial<ManifestModel["executable"]> = {},
): ManifestModel {
  return {
    executable: { kind: "docker-container", kindState: "concrete", ...executable },
    storage: [],
    data: [],
    discovery: discovery === undefined ? undefined : { ...nothing, ...discovery },
  };
}

suite("title and summary of an entry", () => {
  it("are the author's own where there are any", () => {
    const own = describe(model({ title: " Aegean\n", summary: "Finds sources." }), place);
    expect(own).toMatchObject({
      title: "Aegean",
      titleFrom: "author",
      summary: "Finds sources.",
      summaryFrom: "author",
    });
  });

  it("come from the manifest where there is no discovery block", () => {
    const told = describe(
      model(undefined, { name: "aegean", description: "Finds sources. And more." }),
      place,
    );
    expect(told).toMatchObject({
      title: "aegean",
      titleFrom: "manifest",
      summary: "Finds sources.",
      summaryFrom: "manifest",
    });
  });

  it("fall back to the folder, then to the repository, and are marked as such", () => {
    expect(describe(model(), place)).toMatchObject({
      title: "docker",
      titleFrom: "repository",
      summary: undefined,
    });
    expect(describe(model(), { ...place, folder: "" }).title).toBe("tool");
  });

  it("take the first sentence of a longer description, without its headings, cut at a word", () => {
    const long = `# Aegean\n\n${"word ".repeat(60)}`;
    const { summary = "" } = describe(model({ description: long }), place);
    expect(summary.length).toBeLessThanOrEqual(MAX_SUMMARY);
    expect(summary).toMatch(/^word .*word…$/);
  });

  it("say whether the author wants it listed", () => {
    expect(describe(model({ listed: false }), place).listed).toBe(false);
    expect(describe(model(), place).listed).toBe(true);
  });
});
