import { describe, expect, it } from "vitest";
import { extractManifests } from "../../../crawler/stages/extract.ts";
import { tooLarge } from "../../../crawler/forges/manifest-files.ts";

const file = (path: string, bytes: Uint8Array | undefined = Buffer.from(path)) => ({
  path,
  blobId: path,
  bytes,
});

describe("the manifests of a tree", () => {
  it("come with the discovery file of their own folder", () => {
    const { manifests } = extractManifests({
      commit: "c",
      facts: [],
      files: [file("a/ivoa-discovery.yaml"), file("a/ivoa-execution.yaml"), file("b/ivoa-execution.json")],
      problems: [],
    });
    expect(manifests.map((one) => [one.file, one.discovery?.file])).toEqual([
      ["a/ivoa-execution.yaml", "a/ivoa-discovery.yaml"],
      ["b/ivoa-execution.json", undefined],
    ]);
  });

  it("are held back when the discovery file beside them could not be read", () => {
    const problem = tooLarge("ivoa-discovery.yaml", 2_000_000);
    const { manifests, problems } = extractManifests({
      commit: "c",
      facts: [],
      files: [{ path: "ivoa-discovery.yaml", blobId: "x", bytes: undefined }, file("ivoa-execution.yaml")],
      problems: [problem],
    });
    expect(manifests[0]).toMatchObject({
      bytes: undefined,
      problems: [{ rule: "crawl/discovery-not-read" }],
    });
    expect(problems).toEqual([problem]);
  });
});

describe("manifests that are far down", () => {
  const deep = file("a/b/c/d/e/ivoa-execution.yaml");
  const tree = {
    commit: "c",
    facts: [],
    files: [file("a/b/c/d/ivoa-execution.yaml"), deep, file("x/ivoa-execution.yml")],
    problems: [],
  };

  it("are not read below the fourth folder, and told of", () => {
    const { manifests, problems } = extractManifests(tree);
    expect(manifests.map((one) => one.file)).toEqual(["a/b/c/d/ivoa-execution.yaml", "x/ivoa-execution.yml"]);
    expect(problems).toMatchObject([{ rule: "crawl/too-deep", file: deep.path, severity: "warning" }]);
  });

  it("are read where the operator's globs say so, and nothing else is", () => {
    const { manifests, problems } = extractManifests(tree, ["a/**/e/*.yaml"]);
    expect(manifests.map((one) => one.file)).toEqual([deep.path]);
    expect(problems).toEqual([]);
  });
});
