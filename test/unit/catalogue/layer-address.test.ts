import { assert, oneof, property, string, webUrl } from "fast-check";
import { describe, expect, it } from "vitest";
import { addressesOf, isPlaceOf, parseOrigin } from "../../../src/catalogue/layer-address.ts";

describe("what derivedFrom may name", () => {
  it.each([
    ["github.com/Group/tool", "github.com/group/tool"],
    ["github.com/group/tool/-/sub/folder~name", "github.com/group/tool/-/sub/folder~name"],
    ["github.com/group/tool@1.2.0", "github.com/group/tool"],
    ["/entries/github.com/group/tool", "github.com/group/tool"],
    ["local.examples/tool", "local.examples/tool"],
    ["https://catalogue.example.org/entries/github.com/group/tool~a@2", "github.com/group/tool~a"],
    ["https://catalogue.example.org/execat/entries/github.com/group/tool/document", "github.com/group/tool"],
    ["http://127.0.0.1:8080/entries/local.examples/tool?x=1#run", "local.examples/tool"],
    ["https://github.com/Group/Tool", "github.com/group/tool"],
    ["https://github.com/group/tool.git", "github.com/group/tool"],
    ["https://GitHub.com/group/tool/", "github.com/group/tool"],
    ["git@github.com:group/tool.git", "github.com/group/tool"],
    ["ssh://git@git.example.org:2222/group/tool.git", "git.example.org:2222/group/tool"],
    ["git+https://git.example.org/group/tool", "git.example.org/group/tool"],
    ["https://gitlab.example.org/a/b/c", "gitlab.example.org/a/b/c"],
  ])("reads %s", (text, target) => {
    expect(parseOrigin(text)).toEqual({ target, place: undefined });
  });

  it.each([
    ["https://github.com/group/tool/blob/main/ivoa-execution.yaml", "main/ivoa-execution.yaml"],
    ["https://github.com/group/tool/raw/main/a/b.yaml", "main/a/b.yaml"],
    ["https://github.com/group/tool/tree/main/a", "main/a"],
    ["https://raw.githubusercontent.com/group/tool/main/a/b.yaml", "main/a/b.yaml"],
    ["https://github.com/group/tool/-/blob/main/b.yaml", "main/b.yaml"],
    ["https://github.com/group/tool/src/branch/main/b.yaml", "main/b.yaml"],
  ])("reads %s as a place in a repository", (text, place) => {
    expect(parseOrigin(text)).toEqual({ target: "github.com/group/tool", place });
  });

  it("keeps all groups of a path on GitLab", () => {
    expect(parseOrigin("https://gitlab.com/a/b/c/-/blob/main/ivoa-execution.yaml")).toEqual({
      target: "gitlab.com/a/b/c",
      place: "main/ivoa-execution.yaml",
    });
  });

  it.each([
    "",
    "tool",
    "nothing at all",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "https://",
    "mailto:a@b.org",
  ])("does not read %j", (text) => {
    expect(parseOrigin(text)).toBeUndefined();
  });

  it("never throws, and what it reads is in lower case without a line break", () => {
    assert(
      property(
        oneof(
          string(),
          webUrl(),
          string().map((text) => `https://a.b/${text}`),
        ),
        (text) => {
          const target = parseOrigin(text)?.target ?? "";
          expect(target).toBe(target.toLowerCase());
          expect(target).not.toMatch(/\s/u);
        },
      ),
    );
  });

  it("reads every path that an entry can have as that entry", () => {
    const path = "git.example.org/group/tool/-/folder~name";
    const own = addressesOf({ path, host: "Git.example.org", repository: "group/tool" });
    expect(parseOrigin(path)?.target).toBe(own.path);
    expect(parseOrigin("https://git.example.org/group/tool.git")?.target).toBe(own.repository);
  });
});

describe("a place in a forge's address", () => {
  it("is a file, or its folder, behind the branch", () => {
    expect(isPlaceOf("main/a/b.yaml", "a/b.yaml", undefined)).toBe(true);
    expect(isPlaceOf("main/a", "a/b.yaml", undefined)).toBe(true);
    expect(isPlaceOf("main/a/b.yaml", "b.yaml", undefined)).toBe(false);
    expect(isPlaceOf("main", "a/b.yaml", undefined)).toBeUndefined();
  });

  it("knows a branch with a slash only when it is the repository's own", () => {
    expect(isPlaceOf("release/2/b.yaml", "b.yaml", "release/2")).toBe(true);
    expect(isPlaceOf("release/2/b.yaml", "b.yaml", "main")).toBe(false);
  });
});
