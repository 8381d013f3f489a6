import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { looksLikeGit, parseGitAddress } from "../../../crawler/git-address.ts";
import { repositoryOf } from "../../../crawler/forges/git/index.ts";
import { ExecatError } from "../../../src/errors.ts";

describe("a git address", () => {
  it.each([
    ["https://Example.org/group/tool.git", { protocol: "https", host: "example.org", path: "group/tool" }],
    ["https://example.org:8443/tool/", { protocol: "https", host: "example.org:8443", path: "tool" }],
    ["ssh://git@example.org:2222/~me/tool", { protocol: "ssh", host: "example.org:2222", path: "~me/tool" }],
    ["git@example.org:group/tool.git", { protocol: "ssh", host: "example.org", path: "group/tool" }],
    ["file:///srv/git/group/tool.git", { protocol: "file", host: "", path: "srv/git/group/tool" }],
  ])("is taken apart: %s", (location, expected) => {
    expect(parseGitAddress(location)).toMatchObject(expected);
  });

  it.each([
    "--upload-pack=touch /tmp/x",
    "ext::sh -c touch% /tmp/x",
    "ssh://-oProxyCommand=touch/x",
    "ssh://-oProxyCommand=x@example.org/x",
    "-oProxyCommand=x@example.org:tool",
    "https://user:secret@example.org/tool",
    "https://user@example.org/tool",
    "https://example.org/",
    "https://example.org/tool?x=1",
    "https://example.org/to\nol",
    "file://example.org/tool",
    "file:relative/tool",
    "ftp://example.org/tool",
    "javascript:alert(1)",
  ])("is refused when it is none that git may get: %s", (location) => {
    expect(() => parseGitAddress(location)).toThrow(ExecatError);
  });

  it("never repeats a password in its failure", () => {
    expect(() => parseGitAddress("https://user:secret@example.org/tool")).toThrow(/^(?!.*secret)/);
  });

  it("parses or throws its own error, and what it gives to git never looks like an option", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((text) => `ssh://${text}`),
        ),
        (text) => {
          try {
            const address = parseGitAddress(text);
            expect(address.url).toMatch(/^(?:https?|ssh|file):\/\//);
            expect(address.hostname.startsWith("-")).toBe(false);
            expect(address.path).not.toBe("");
          } catch (error) {
            expect(error).toMatchObject({ name: "ExecatError", code: "SOURCE_INVALID" });
          }
        },
      ),
    );
  });

  it("is told from a folder by its scheme", () => {
    expect(["examples", "./a:b/c", "/srv/tools", "../x"].map(looksLikeGit)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(["https://a/b", "git@a:b", "file:///a"].map(looksLikeGit)).toEqual([true, true, true]);
  });

  it("names one repository alike however its address is written", () => {
    const ids = [
      "https://example.org/group/tool.git",
      "git@example.org:group/tool",
      "https://EXAMPLE.org/group/tool/",
    ];
    expect(new Set(ids.map((location) => repositoryOf({ key: "k", location }).forgeId)).size).toBe(1);
  });

  it("gives a repository of this machine the host of its source", () => {
    const found = repositoryOf({ key: "mine", location: "file:///srv/git/group/tool.git" });
    expect(found).toMatchObject({ host: "local.mine", path: "tool", webUrl: undefined });
  });
});
