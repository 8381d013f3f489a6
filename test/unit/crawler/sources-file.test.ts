import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deriveKey } from "../../../crawler/add-source.ts";
import { parseSources } from "../../../crawler/sources-file.ts";

describe("sources.yaml", () => {
  const parse = (text: string) => parseSources(text, "sources.yaml");

  it("lists folders and git repositories", () => {
    const text =
      "sources:\n  - key: examples\n    folder: examples\n    label: Examples\n  - key: tool\n    git: https://example.org/tool\n";
    expect(parse(text)).toEqual([
      { key: "examples", kind: "folder", location: "examples", label: "Examples", options: {} },
      { key: "tool", kind: "git", location: "https://example.org/tool", label: undefined, options: {} },
    ]);
  });

  it("may be empty", () => {
    expect(parse("")).toEqual([]);
    expect(parse("sources: []\n")).toEqual([]);
  });

  it.each([
    ["sources:\n  - key: a\n    foldr: x\n", 'sources.yaml:3:5 Unknown key "foldr". Did you mean "folder"?'],
    ["source: []\n", 'sources.yaml:1:1 Unknown key "source". Did you mean "sources"?'],
    ["sources:\n  - folder: x\n", 'sources.yaml:2:5 "sources/0" lacks "key".'],
    ["sources:\n  - key: A b\n    folder: x\n", "sources.yaml:2:10 "],
    ["sources:\n  - key: a\n", "says not where to look"],
    ["sources:\n  - key: a\n    folder: x\n    git: https://example.org/x\n", "says more than one place"],
    [
      "sources:\n  - key: a\n    folder: x\n  - key: a\n    folder: y\n",
      'sources.yaml:4:10 The key "a" is used twice.',
    ],
    [
      "sources:\n  - key: a\n    git: ftp://example.org/x\n",
      'sources.yaml:3:10 The source "ftp://example.org/x"',
    ],
    ["sources: [\n", "sources.yaml:2:1 "],
    ["- a\n", "sources.yaml:1:1 "],
  ])("tells with line and column what is wrong: %j", (text, finding) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ code: "SOURCE_INVALID", message: expect.stringContaining(finding) }),
    );
  });

  it("tells all findings together", () => {
    const text = "sources:\n  - key: a\n    foldr: x\n  - key: b\n    gti: y\n";
    expect(() => parse(text)).toThrow(/3:5[\s\S]*5:5/);
  });

  it("parses or throws its own error, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((json) => `sources: ${json}`),
        ),
        (text) => {
          try {
            parse(text);
          } catch (error) {
            expect(error).toMatchObject({ name: "ExecatError", code: "SOURCE_INVALID" });
          }
        },
      ),
    );
  });
});

describe("the key of a new source", () => {
  it("is the repository's name, with what stands before it where that is taken", () => {
    const url = "https://example.org/Group/My_Tool.git";
    expect(deriveKey(url, new Set())).toBe("my-tool");
    expect(deriveKey(url, new Set(["my-tool"]))).toBe("group-my-tool");
    expect(deriveKey(url, new Set(["my-tool", "group-my-tool", "example-org-group-my-tool"]))).toBe(
      "my-tool-2",
    );
    expect(deriveKey("./", new Set())).toBe("source");
  });
});
