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
