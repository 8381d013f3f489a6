import { describe, expect, it } from "vitest";
import { isRefName, MAX_TAGS, toHead } from "../../../../crawler/forges/git/refs.ts";

const HEAD = "a".repeat(40);
const OBJECT = "b".repeat(40);
const COMMIT = "c".repeat(40);
const advertised = (refs: Readonly<Record<string, string>>, headTarget?: string) =>
  toHead({ ids: new Map(Object.entries(refs)), headTarget });

describe("what a server advertises", () => {
  it("is a head with its branch, and tags with the commits that they lead to, the newest first", () => {
    const refs = { HEAD, "refs/tags/v1.2": HEAD, "refs/tags/v1.10": OBJECT, "refs/tags/v1.10^{}": COMMIT };
    expect(advertised(refs, "refs/heads/trunk")).toEqual({
      state: "head",
      commit: HEAD,
      branch: "trunk",
      tags: [
        { name: "v1.10", commit: COMMIT },
        { name: "v1.2", commit: HEAD },
      ],
      tagsLeftOut: undefined,
    });
  });

  it("is empty without a head, or with one that is no id", () => {
    expect(advertised({ "refs/tags/v1": HEAD })).toEqual({ state: "empty" });
    expect(advertised({ HEAD: "--upload-pack=x" })).toEqual({ state: "empty" });
  });

  it("keeps the tags that look newest, and counts the others", () => {
    const refs = Object.fromEntries(
      Array.from({ length: MAX_TAGS + 5 }, (_, at) => [`refs/tags/v0.${String(at)}`, HEAD]),
    );
    const head = advertised({ HEAD, ...refs });
    expect(head).toMatchObject({ tagsLeftOut: 5 });
    expect(head.state === "head" && head.tags?.[0]?.name).toBe(`v0.${String(MAX_TAGS + 4)}`);
  });

  it.each([
    ["../../evil"],
    ["a..b"],
    ["a b"],
    ["-u"],
    [".hidden"],
    ["a.lock"],
    ["a/"],
    ["a@{1}"],
    ["a\u0000"],
    [""],
  ])("leaves out the name %j", (name) => {
    expect(isRefName(name)).toBe(false);
    expect(advertised({ HEAD, [`refs/tags/${name}`]: HEAD })).toMatchObject({ tags: [] });
    expect(advertised({ HEAD }, `refs/heads/${name}`)).toMatchObject({ branch: undefined });
  });

  it("takes the names that people give", () => {
    for (const name of ["v1.0", "release/2026-01", "2026.1", "tool@1.2.3", "größer"])
      expect(isRefName(name)).toBe(true);
  });
});
