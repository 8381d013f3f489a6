import { describe, expect, it } from "vitest";
import { reasonToExclude } from "../../../crawler/stages/exclude.ts";
import type { SourceOptions } from "../../../src/catalogue/sources.ts";

const FORK = { topics: [], archived: false, fork: true };
const reason = (options: SourceOptions, path: string, fork = false): string | undefined =>
  reasonToExclude({ key: "astro", options }, { path, facts: fork ? FORK : undefined });
const organisation = { url: "https://forge.test", of: "organisation", name: "astro" } as const;

describe("a source leaves out", () => {
  it("what its globs name, in any case", () => {
    const options = { exclude: ["astro/old-*", "astro/sub/**"] };
    expect(reason(options, "Astro/Old-tool")).toContain('"astro/old-*"');
    expect(reason(options, "astro/sub/deep/tool")).toContain('"astro/sub/**"');
    expect(reason(options, "astro/new-tool")).toBeUndefined();
    expect(reason(options, "astro/new/old-tool")).toBeUndefined();
  });

  it("forks, unless they are wanted or listed by name", () => {
    expect(reason({ scope: organisation }, "astro/fork", true)).toContain("fork");
    expect(reason({ scope: organisation, forks: true }, "astro/fork", true)).toBeUndefined();
    const byName = { url: "https://forge.test", of: "repositories", paths: ["astro/fork"] } as const;
    expect(reason({ scope: byName }, "astro/fork", true)).toBeUndefined();
    expect(reason({}, "astro/fork", true)).toBeUndefined();
  });
});
