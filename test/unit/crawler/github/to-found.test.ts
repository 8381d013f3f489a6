import { describe, expect, it } from "vitest";
import type { ForgeHost } from "../../../../crawler/forges/forge-host.ts";
import type { GitHubApi } from "../../../../crawler/forges/github/access.ts";
import { askHeads } from "../../../../crawler/forges/github/heads.ts";
import { fromGraphQl, fromRest } from "../../../../crawler/forges/github/to-found.ts";

const HOST: ForgeHost = {
  kind: "github",
  url: "https://github.com",
  host: "github.com",
  share: 1,
  report: false,
};
const COMMIT = "a".repeat(40);

const tag = (target: unknown) => ({ nodes: [{ name: "v1", target }] });
const node = (over: Record<string, unknown>) => ({
  id: "R_1",
  nameWithOwner: "survey/tool",
  defaultBranchRef: { name: "main", target: { oid: COMMIT } },
  ...over,
});

describe("a repository as GitHub gives it", () => {
  it.each([
    ["../tool"],
    ["survey/.."],
    ["survey"],
    ["survey/tool/more"],
    ["survey/to ol"],
    ["survey/tool\n"],
    ["-u/http://x"],
    [undefined],
    [{}],
  ])("is refused under the name %j", (name) => {
    expect(() => fromGraphQl(HOST, node({ nameWithOwner: name }))).toThrow("is no name");
    expect(() => fromRest(HOST, { node_id: "R_1", full_name: name })).toThrow("is no name");
  });

  it("has addresses made of its name, whatever the answer says", () => {
    const found = fromRest(HOST, {
      node_id: "R_1",
      full_name: "survey/tool",
      clone_url: "file:///etc",
      html_url: "javascript:alert(1)",
      homepage: "javascript:alert(1)",
    });
    expect(found).toMatchObject({
      url: "https://github.com/survey/tool.git",
      webUrl: "https://github.com/survey/tool",
      facts: { homepage: undefined },
    });
  });

  it.each([
    ["a commit", { __typename: "Commit", oid: COMMIT }, COMMIT],
    [
      "a tag of a commit",
      { __typename: "Tag", oid: "b".repeat(40), target: { __typename: "Commit", oid: COMMIT } },
      COMMIT,
    ],
    [
      "a tag of a tag",
      { __typename: "Tag", target: { __typename: "Tag", target: { __typename: "Commit", oid: COMMIT } } },
      COMMIT,
    ],
    ["a file", { __typename: "Blob", oid: COMMIT }, undefined],
    ["a tag of a tree", { __typename: "Tag", target: { __typename: "Tree", oid: COMMIT } }, undefined],
    ["nothing", null, undefined],
    ["what is no commit's name", { __typename: "Commit", oid: "--upload-pack=x" }, undefined],
  ])("has a tag that leads to %s", (_what, target, commit) => {
    const { head } = fromGraphQl(HOST, node({ refs: tag(target) }));
    expect(head).toMatchObject({ tags: commit === undefined ? [] : [{ name: "v1", commit }] });
  });

  it("has no head while the list of its tags is cut off, so that no version goes", () => {
    const cut = { totalCount: 2, nodes: [{ name: "v1", target: { __typename: "Commit", oid: COMMIT } }] };
    expect(fromGraphQl(HOST, node({ refs: cut })).head).toBeUndefined();
    expect(fromGraphQl(HOST, node({ refs: { ...cut, totalCount: 1 } })).head).toMatchObject({
      state: "head",
    });
  });

  it("fails for the one whose tags are cut off when heads are asked for", async () => {
    const nodes = [
      { __typename: "Repository", ...node({ refs: { totalCount: 1, nodes: [] } }) },
      { __typename: "Repository", ...node({ refs: { totalCount: 0, nodes: [] } }) },
    ];
    const api = {
      host: HOST.host,
      addresses: { graphql: "https://api.github.com/graphql" },
      request: async () => ({ status: 200, headers: new Map(), json: { data: { nodes } } }),
    } as unknown as GitHubApi;
    const asked = ["a", "b"].map((id) => ({ id, forgeId: "R_1", path: "survey/tool" }));
    const heads = await askHeads(HOST, api, asked, new AbortController().signal);
    expect(heads.get("a")).toMatchObject({ state: "failed", error: { code: "UPSTREAM_FAILED" } });
    expect(heads.get("b")).toMatchObject({ state: "head", tags: [] });
  });

  it("has no licence when GitHub does not know it", () => {
    const licensed = (spdxId: unknown) => fromGraphQl(HOST, node({ licenseInfo: { spdxId } })).facts?.license;
    expect([licensed("MIT"), licensed("NOASSERTION"), licensed("NONE"), licensed(null)]).toEqual([
      "MIT",
      undefined,
      undefined,
      undefined,
    ]);
  });
});
