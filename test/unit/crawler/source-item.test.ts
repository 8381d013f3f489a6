import { describe, expect, it } from "vitest";
import { parseSources } from "../../../crawler/sources-file.ts";

const one = (text: string) => parseSources(`sources:\n${text}`, "sources.yaml")[0];

describe("forges in sources.yaml", () => {
  it.each([
    [
      "  - { key: a, github: { organisation: astro } }",
      { kind: "github", location: "https://github.com/astro" },
      { url: "https://github.com", of: "organisation", name: "astro" },
    ],
    [
      "  - { key: a, github: { topic: radio-astronomy } }",
      { kind: "github", location: "https://github.com/topics/radio-astronomy" },
      { url: "https://github.com", of: "topic", name: "radio-astronomy" },
    ],
    [
      "  - { key: a, github: { search: '' } }",
      { kind: "github", location: "https://github.com/search?type=code&q=ivoa-execution" },
      { url: "https://github.com", of: "search", words: "" },
    ],
    [
      "  - { key: a, gitlab: { url: 'https://forge.test/git/', group: astro/tools } }",
      { kind: "gitlab", location: "https://forge.test/git/astro/tools" },
      { url: "https://forge.test/git", of: "group", name: "astro/tools" },
    ],
    [
      "  - { key: a, gitlab: { repositories: [astro/tool] } }",
      { kind: "gitlab", location: "https://gitlab.com/astro/tool" },
      { url: "https://gitlab.com", of: "repositories", paths: ["astro/tool"] },
    ],
  ])("say what is listed: %s", (text, place, scope) => {
    expect(one(text)).toMatchObject({ ...place, options: { scope } });
  });

  it("keep what is asked besides, and nothing that is not", () => {
    const text = "  - { key: a, git: 'https://forge.test/t', every: PT15M, tags: 'v*', files: ['a/*.yaml'] }";
    expect(one(text)?.options).toEqual({ every: "PT15M", tags: "v*", files: ["a/*.yaml"] });
  });

  it.each([
    ["  - { key: a, github: {} }", "must say one thing to list"],
    ["  - { key: a, github: { organisation: a, user: b } }", "must say one thing to list"],
    ["  - { key: a, github: { organization: a } }", 'Did you mean "organisation"?'],
    ["  - { key: a, github: { organisation: '../x' } }", "has a form that is not allowed"],
    ["  - { key: a, gitlab: { organisation: a } }", 'Unknown key "organisation"'],
    ["  - { key: a, folder: x, every: 1h }", '"1h" is no duration'],
    ["  - { key: a, github: { url: 'file:///x', user: a } }", "has a form that is not allowed"],
  ])("are refused with a sentence: %s", (text, sentence) => {
    expect(() => one(text)).toThrow(sentence);
  });
});
