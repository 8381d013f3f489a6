import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseReleases, hasEnoughReleases } from "../../../crawler/stages/releases.ts";

const tagged = (names: readonly string[]) => names.map((name) => ({ name, commit: "c" }));
const choose = (names: readonly string[], pattern?: string, path = "group/tool"): readonly string[] =>
  chooseReleases(tagged(names), { pattern, path }).map((release) => release.tag);

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
      { pattern: undefined, path: "tool" },
    );
    expect(found.map(({ tag, prerelease }) => [tag, prerelease])).toEqual([
      ["v2.0rc1", true],
      ["v1.0.post1", false],
    ]);
  });

  it.each([
    [["nightly-20260101", "v1.2.3"], ["v1.2.3"]],
    [["d_2024_05_17", "w_2024_20", "v27_0_0"], ["v27_0_0"]],
    [["docs-5.0", "build-1234", "v2.1.0"], ["v2.1.0"]],
    [["backup-2025-01-01", "v3.4", "old/v9.0", "test-v9"], ["v3.4"]],
    [["nightly/v9.0", "dev-20260101", "snapshot-9.1", "1.0"], ["1.0"]],
    [["stable-3.1", "2024.1"], ["2024.1"]],
    [
      ["core/v9.0", "Tool/v1.2", "tool-1.1", "tool_v1.0", "tool1.0rc1"],
      ["Tool/v1.2", "tool-1.1", "tool_v1.0", "tool1.0rc1"],
    ],
    [
      ["release-1.3", "rel/1.2", "r1.1", "ver1.0", "tool-release-0.9"],
      ["release-1.3", "rel/1.2", "r1.1", "ver1.0", "tool-release-0.9"],
    ],
    [
      ["v2024-05-17", "2024-05-16"],
      ["v2024-05-17", "2024-05-16"],
    ],
  ])("are those with a version's words where there are some: %j", (names, expected) => {
    expect(choose(names)).toEqual(expected);
    expect(choose(names.toReversed())).toEqual(expected);
  });

  it("may have the repository's name before their numbers, whatever it is", () => {
    expect(choose(["d-1.0", "d-1.1", "w-9"], undefined, "group/d")).toEqual(["d-1.1", "d-1.0"]);
    expect(choose(["2mass-tools-1.0", "2mass_tools-2"], undefined, "2mass.tools")).toEqual([
      "2mass_tools-2",
      "2mass-tools-1.0",
    ]);
    expect(choose(["toolbox-9.0", "v1.0"])).toEqual(["v1.0"]);
    expect(choose(["tool2.1", "tool20.1", "tool2-3"], undefined, "tool2")).toEqual(["tool2-3"]);
    expect(choose(["tool2.1", "tool20.1"], undefined, "tool2")).toEqual(["tool20.1", "tool2.1"]);
  });

  it("are those with other words where there are no others, and at last what is built each night, as candidates", () => {
    expect(choose(["prod-2.0", "prod-1.0", "nightly-20260101"])).toEqual(["prod-2.0", "prod-1.0"]);
    expect(
      chooseReleases(tagged(["nightly-20260101", "nightly-20260102"]), { pattern: undefined, path: "tool" }),
    ).toEqual([
      { tag: "nightly-20260102", commit: "c", prerelease: true },
      { tag: "nightly-20260101", commit: "c", prerelease: true },
    ]);
    expect(choose(["nightly-20260102", "v1.0"], "nightly-*")).toEqual(["nightly-20260102"]);
  });

  it("are enough when as many as are read have a version's words", () => {
    const wish = { pattern: undefined, path: "tool" };
    const twenty = Array.from({ length: 20 }, (_, at) => String(at + 1));
    expect(hasEnoughReleases(tagged(twenty.map((at) => `v1.${at}`)), wish)).toBe(true);
    expect(hasEnoughReleases(tagged(twenty.slice(1).map((at) => `v1.${at}`)), wish)).toBe(false);
    expect(hasEnoughReleases(tagged(twenty.map((at) => `nightly-${at}`)), wish)).toBe(false);
    expect(
      hasEnoughReleases(tagged(twenty.map((at) => `nightly-${at}`)), { ...wish, pattern: "nightly-*" }),
    ).toBe(true);
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
