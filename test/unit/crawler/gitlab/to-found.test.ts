import { describe, expect, it } from "vitest";
import type { ForgeHost } from "../../../../crawler/forges/forge-host.ts";
import { idOf, isPath, toGid, toProject } from "../../../../crawler/forges/gitlab/to-found.ts";
import { tagsMarkOf } from "../../../../crawler/forges/gitlab/tags.ts";

const HOST: ForgeHost = {
  kind: "gitlab",
  url: "https://example.org/gitlab",
  host: "example.org",
  share: 1,
  report: false,
};
const NOW = new Date("2026-03-01T12:00:00Z");
const COMMIT = "0123456789abcdef0123456789abcdef01234567";

const NODE = {
  id: "gid://gitlab/Project/42",
  fullPath: "group/sub/tool",
  description: "Counts photons",
  topics: ["astronomy", "photometry"],
  archived: false,
  starCount: 7,
  isForked: true,
  lastActivityAt: "2026-02-01T00:00:00Z",
  repository: { empty: false, rootRef: "main", tree: { lastCommit: { sha: COMMIT } } },
};

describe("a project as GitLab says it", () => {
  it("is named by its number and its path, with addresses of the configured instance", () => {
    expect(toProject(NODE, HOST, NOW)).toEqual({
      found: {
        forge: "gitlab",
        forgeId: "42",
        host: "example.org",
        path: "group/sub/tool",
        url: "https://example.org/gitlab/group/sub/tool.git",
        webUrl: "https://example.org/gitlab/group/sub/tool",
        facts: {
          description: "Counts photons",
          topics: ["astronomy", "photometry"],
          stars: 7,
          archived: false,
          fork: true,
        },
      },
      hasRepository: true,
      head: { state: "head", commit: COMMIT, branch: "main", tagsMark: "2026-02-01T00:00:00.000Z" },
    });
  });

  it("is empty, without a repository, or without a commit: three different things", () => {
    const of = (repository: unknown) => toProject({ ...NODE, repository }, HOST, NOW);
    expect(of({ empty: true, rootRef: null, tree: null }).head).toEqual({ state: "empty" });
    expect(of(null)).toMatchObject({ hasRepository: false, head: undefined });
    expect(of({ empty: false, rootRef: "main", tree: null })).toMatchObject({
      hasRepository: true,
      head: undefined,
    });
  });

  it.each([
    ["no id", { id: null }],
    ["another kind of id", { id: "gid://gitlab/Group/1" }],
    ["a path that leads out", { fullPath: "group/../../etc" }],
    ["a path with a line's end", { fullPath: "group/tool\nx" }],
    ["a path that is a query", { fullPath: "group/tool?x" }],
    ["no path", { fullPath: null }],
  ])("is refused with %s", (_name, over) => {
    expect(() => toProject({ ...NODE, ...over }, HOST, NOW)).toThrow(/not understood/);
  });

  it("has one number in GraphQL and elsewhere", () => {
    expect(idOf(toGid("42"))).toBe("42");
    expect(idOf("gid://gitlab/Project/x")).toBeUndefined();
    expect(isPath("a/b-c_d.e/f")).toBe(true);
    expect(isPath("a//b")).toBe(false);
  });
});

describe("the mark of the tags", () => {
  it("is the last activity, once GitLab would move it again", () => {
    expect(tagsMarkOf("2026-03-01T10:54:00Z", NOW)).toBe("2026-03-01T10:54:00.000Z");
    expect(tagsMarkOf("2026-03-01T10:56:00Z", NOW)).toBeUndefined();
    expect(tagsMarkOf("2026-03-01T12:30:00Z", NOW)).toBeUndefined();
    expect(tagsMarkOf(undefined, NOW)).toBeUndefined();
    expect(tagsMarkOf("yesterday", NOW)).toBeUndefined();
  });
});
