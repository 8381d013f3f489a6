import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseReleases } from "../../../crawler/stages/releases.ts";

const choose = (names: readonly string[], pattern?: string): readonly string[] =>
  chooseReleases(
    names.map((name) => ({ name, commit: "c" })),
    pattern,
  ).map((release) => release.tag);

describe("releases among tags", () => {
  it.each([
    ["SemVer, with and without v", ["v1.9.0", "v1.10.0", "1.2", "v2"], ["v2", "v1.10.0", "v1.9.0", "1.2"]],
    [
      "candidates before their release",
      ["v1.0", "v1.0rc10", "v1.0-rc.9", "v1.0b2", "v1.0.dev3", "v0.9"],
      ["v1.0", "v1.0rc10", "v1.0-rc.9", "v1.0b2", "v1.0.dev3", "v0.9"],
    ],
    ["corrections after it", ["1.0", "1.0.post1", "1.0.0.1"], ["1.0.0.1", "1.0.post1", "1.0"]],
    ["CalVer", ["2024.05", "2023.12.1", "2024.10"], ["2024.10", "2024.05", "2023.12.1"]],
    ["dates", ["2024-05-17", "20240518", "2023-12-31"], ["20240518", "2024-05-17", "2023-12-31"]],
    [
      "a word before the number",
      ["tool-1.2.3", "release/1.10", "version_1.3"],
      ["release/1.10", "version_1.3", "tool-1.2.3"],
    ],
  ])("come newest first: %s", (_what, names, expected) => {
    expect(choose(names)).toEqual(expected);
    expect(choose([...names].reverse())).toEqual(expected);
  });

  it("are told from other tags", () => {
    expect(
      choose(["latest", "nightly", "3", "wip-fix", "before-merge", "v1.0", "fix-issue", "1.0-broken-build"]),
    ).toEqual(["v1.0"]);
  });

  it("are what the operator's glob says, when there is one", () => {
    expect(choose(["v1.0", "prod-2", "prod-10", "prod-old"], "prod-*")).toEqual([
      "prod-10",
      "prod-2",
      "prod-old",
    ]);
  });

  it("know candidates", () => {
    const found = chooseReleases(
      [
        { name: "v2.0rc1", commit: "a" },
        { name: "v1.0.post1", commit: "b" },
      ],
      undefined,
    );
    expect(found.map(({ tag, prerelease }) => [tag, prerelease])).toEqual([
      ["v2.0rc1", true],
      ["v1.0.post1", false],
    ]);
  });

  it("come in one order, whatever the order of the tags and whatever they are called", () => {
    const name = fc.oneof(
      fc.stringMatching(/^v?\d{1,3}(\.\d{1,3}){0,4}((rc|a|post|\.dev)\d{0,2})?$/),
      fc.string({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (names, dice) => {
        const shuffled = names.toSorted(() => ((dice.next().value as number) % 3) - 1);
        expect(choose(shuffled)).toEqual(choose(names));
      }),
    );
  });
});
