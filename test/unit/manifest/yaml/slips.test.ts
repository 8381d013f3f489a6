import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyFixes } from "../../../../src/manifest/yaml/apply-fixes.ts";
import { parseYaml } from "../../../../src/manifest/yaml/parse-yaml.ts";
import { bytesOf } from "../support.ts";

interface Case {
  readonly text: string;
  readonly rule: string;
  /** Where the finding is, as `line:column-endColumn`. */
  readonly place: string;
  /** What is read all the same. */
  readonly value: unknown;
  /** The text once its fixes are applied; absent when there is not one right answer. */
  readonly fixed?: string;
}

const CASES: readonly Case[] = [
  {
    text: "a:\n  python: > 3.10\n  numpy: x\nb: 1\n",
    rule: "yaml/value-start",
    place: "2:11-17",
    value: { a: { python: "> 3.10", numpy: "x" }, b: 1 },
    fixed: 'a:\n  python: "> 3.10"\n  numpy: x\nb: 1\n',
  },
  {
    text: "a: `foo` bar # kept\nb: 1\n",
    rule: "yaml/value-start",
    place: "1:4-13",
    value: { a: "`foo` bar", b: 1 },
    fixed: 'a: "`foo` bar" # kept\nb: 1\n',
  },
  {
    text: "a: [draft] tool\n",
    rule: "yaml/value-start",
    place: "1:4-16",
    value: { a: "[draft] tool" },
    fixed: 'a: "[draft] tool"\n',
  },
  {
    text: "a: {x: > 3, y: 2}\n",
    rule: "yaml/value-start",
    place: "1:8-11",
    value: { a: { x: "> 3", y: 2 } },
    fixed: 'a: {x: "> 3", y: 2}\n',
  },
  { text: "%foo\nb: 1\n", rule: "yaml/value-start", place: "1:1-5", value: { b: 1 } },
  {
    text: "title: Root: square\nd: 1\n",
    rule: "yaml/colon-in-value",
    place: "1:8-20",
    value: { title: "Root: square", d: 1 },
    fixed: 'title: "Root: square"\nd: 1\n',
  },
  { text: "a: x image: y\n", rule: "yaml/colon-in-value", place: "1:4-14", value: { a: "x image: y" } },
  {
    text: "a:\n\tb: 1\n\tc: 2\nd: 1\n",
    rule: "yaml/tab",
    place: "2:1-2",
    value: { a: { b: 1, c: 2 }, d: 1 },
    fixed: "a:\n  b: 1\n  c: 2\nd: 1\n",
  },
  {
    text: "a:\n    b: 1\n\tc: 2\n    d: 1\n",
    rule: "yaml/tab",
    place: "3:1-2",
    value: { a: { b: 1, c: 2, d: 1 } },
    fixed: "a:\n    b: 1\n    c: 2\n    d: 1\n",
  },
  {
    text: "a:\n  b:\n\tc: 2\n",
    rule: "yaml/tab",
    place: "3:1-2",
    value: { a: { b: null, c: 2 } },
  },
  {
    text: "a:\n  title:Root\n  b: x\n",
    rule: "yaml/colon",
    place: "2:8-9",
    value: { a: { title: "Root", b: "x" } },
    fixed: "a:\n  title: Root\n  b: x\n",
  },
  { text: "a: : b\n", rule: "yaml/colon", place: "1:3-5", value: { a: "b" }, fixed: "a: b\n" },
  {
    text: "a:\n  b = 3\n  c: 1\n",
    rule: "yaml/colon",
    place: "2:4-7",
    value: { a: { b: 3, c: 1 } },
    fixed: "a:\n  b: 3\n  c: 1\n",
  },
  { text: "a: 1\nfoo\nb: 2\n", rule: "yaml/colon", place: "2:1-4", value: { a: 1, b: 2 } },
  {
    text: 'a: "foo\nb: 1\nc: "x"\n',
    rule: "yaml/quotes",
    place: "1:4-8",
    value: { a: "foo", b: 1, c: "x" },
    fixed: 'a: "foo"\nb: 1\nc: "x"\n',
  },
  {
    text: "a: 'foo\nb: 1\n",
    rule: "yaml/quotes",
    place: "1:4-8",
    value: { a: "foo", b: 1 },
    fixed: "a: 'foo'\nb: 1\n",
  },
  {
    text: 'a: "Root" of\nb: 1\n',
    rule: "yaml/quotes",
    place: "1:4-13",
    value: { a: '"Root" of', b: 1 },
    fixed: "a: '\"Root\" of'\nb: 1\n",
  },
  {
    text: "a: 'Newton's way'\n",
    rule: "yaml/quotes",
    place: "1:4-18",
    value: { a: "Newton's way" },
    fixed: 'a: "Newton\'s way"\n',
  },
  {
    text: 'a: "x\\d+"\n',
    rule: "yaml/quotes",
    place: "1:4-10",
    value: { a: "x\\d+" },
    fixed: "a: 'x\\d+'\n",
  },
  { text: 'a: "x\\d\\n"\n', rule: "yaml/quotes", place: "1:4-11", value: { a: "x\\d\\n" } },
  { text: 'a: ["x, "y"]\nb: 1\n', rule: "yaml/quotes", place: "1:4-13", value: { a: [], b: 1 } },
  {
    text: 'a: "x",\nb: 1\n',
    rule: "yaml/quotes",
    place: "1:7-8",
    value: { a: "x", b: 1 },
    fixed: 'a: "x"\nb: 1\n',
  },
  {
    text: "a:\n  - 'x' ;  # kept\n  - y\n",
    rule: "yaml/quotes",
    place: "2:8-10",
    value: { a: ["x", "y"] },
    fixed: "a:\n  - 'x'  # kept\n  - y\n",
  },
  {
    text: '{\n "a": "x",,\n "b": 1}\n',
    rule: "yaml/quotes",
    place: "2:11-12",
    value: { a: "x", b: 1 },
    fixed: '{\n "a": "x",\n "b": 1}\n',
  },
  { text: 'a: "x", "y"\nb: 1\n', rule: "yaml/quotes", place: "1:4-12", value: { a: "x", b: 1 } },
  { text: 'a: "x" "y"\nb: 1\n', rule: "yaml/quotes", place: "1:4-11", value: { a: "x", b: 1 } },
  { text: 'a: "x", b: "y"\n', rule: "yaml/quotes", place: "1:4-15", value: { a: "x" } },
  {
    text: "summary: Fits two profiles: one and\n    another.\nb: 1\n",
    rule: "yaml/colon-in-value",
    place: "1:10-36",
    value: { summary: "Fits two profiles: one and", b: 1 },
  },
  {
    text: 'a:\n  b: "Finds\n    it.\n  c: 1\n',
    rule: "yaml/quotes",
    place: "2:6-12",
    value: { a: { b: "Finds", c: 1 } },
  },
  {
    text: 'a:\n  b: "Finds" all\n    of it.\n  c: 1\n',
    rule: "yaml/quotes",
    place: "2:6-17",
    value: { a: { b: '"Finds" all', c: 1 } },
  },
  {
    text: "a:\n  b: | Finds it.\n    And more.\n  c: 1\n",
    rule: "yaml/value-start",
    place: "2:6-17",
    value: { a: { b: "| Finds it.", c: 1 } },
  },
  {
    text: "a: [1, 2\nb: 1\n",
    rule: "yaml/bracket",
    place: "1:4-9",
    value: { a: [1, 2], b: 1 },
    fixed: "a: [1, 2]\nb: 1\n",
  },
  {
    text: "a: [1, 2]]\nb: 1\n",
    rule: "yaml/bracket",
    place: "1:10-11",
    value: { a: [1, 2], b: 1 },
    fixed: "a: [1, 2]\nb: 1\n",
  },
  {
    text: "a: {x: 1]\nb: 1\n",
    rule: "yaml/bracket",
    place: "1:9-10",
    value: { a: { x: 1 }, b: 1 },
    fixed: "a: {x: 1}\nb: 1\n",
  },
  {
    text: "a:\n  kind: foo\n    image: x\n  c: 1\n",
    rule: "yaml/indentation",
    place: "3:5-10",
    value: { a: { kind: "foo", image: "x", c: 1 } },
  },
  {
    text: "a:\n    kind: foo\n  image: x\n",
    rule: "yaml/indentation",
    place: "3:3-8",
    value: { a: { kind: "foo", image: "x" } },
  },
  { text: "a:\n  - x\n  b: 1\n", rule: "yaml/indentation", place: "3:3-4", value: { a: ["x"] } },
  { text: "a:\n  b: 1\n  - x\n", rule: "yaml/hyphen", place: "3:3-4", value: { a: { b: 1 } } },
  { text: "a:\n  -b: 1\n   c: 2\n", rule: "yaml/hyphen", place: "2:3-4", value: { a: [{ b: 1, c: 2 }] } },
  {
    text: "a:\n  - --in\n  -/data\n  - --out\nb: 1\n",
    rule: "yaml/hyphen",
    place: "3:3-4",
    value: { a: ["--in", "/data", "--out"], b: 1 },
    fixed: "a:\n  - --in\n  - /data\n  - --out\nb: 1\n",
  },
  {
    text: "a:\n- b\n-c\nd: 1\n",
    rule: "yaml/hyphen",
    place: "3:1-2",
    value: { a: ["b", "c"], d: 1 },
    fixed: "a:\n- b\n- c\nd: 1\n",
  },
  {
    text: "command:\n  - a\n  -o\n",
    rule: "yaml/hyphen",
    place: "3:3-4",
    value: { command: ["a", "-o"] },
  },
  {
    text: "a:\n  - b c\n    d: 1\n  - e: 2\n",
    rule: "yaml/colon",
    place: "2:5-8",
    value: { a: [{}, { e: 2 }] },
  },
  { text: "a: - b\nc: 1\n", rule: "yaml/hyphen", place: "1:4-7", value: { a: [], c: 1 } },
  {
    text: "a:\u00A0b\nc: 1\n",
    rule: "yaml/odd-space",
    place: "1:3-4",
    value: { a: "b", c: 1 },
    fixed: "a: b\nc: 1\n",
  },
  {
    text: "a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n",
    rule: "yaml/merge-conflict",
    place: "2:1-13",
    value: { a: 1, b: 2 },
  },
  {
    text: "a: *.fits\nb: 1\n",
    rule: "yaml/alias-unresolved",
    place: "1:4-10",
    value: { a: null, b: 1 },
    fixed: 'a: "*.fits"\nb: 1\n',
  },
  { text: "a: &foo bar\n", rule: "yaml/anchor-unused", place: "1:9-12", value: { a: "bar" } },
  { text: "a: Tool #1 of\n", rule: "yaml/comment-in-value", place: "1:4-8", value: { a: "Tool" } },
  {
    text: "a: “foo”\n",
    rule: "yaml/curly-quotes",
    place: "1:4-9",
    value: { a: "“foo”" },
    fixed: 'a: "foo"\n',
  },
  { text: "a: {{ x }}\n", rule: "yaml/key", place: "1:5-10", value: { a: {} } },
];

describe("slips in YAML", () => {
  it.each(CASES)("$rule in $text", ({ text, rule, place, value, fixed }) => {
    const { documents, problems } = parseYaml(bytesOf(text), "file.yaml");
    const found = [...problems, ...documents.flatMap((document) => [...document.problems])];
    expect(found.map((one) => `${one.rule} ${one.line}:${one.column}-${one.endColumn}`)).toEqual([
      `${rule} ${place}`,
    ]);
    expect(documents.map((document) => document.value)).toEqual([value]);
    expect(applyFixes(text, found).text).toBe(fixed ?? text);
  });

  it("are found all in one run, each at its place in the author's text", () => {
    const text = "a: > 1\nb: @x\nc:d\ne: 'f's'\nf: 0644\ng: [1\nh: 1\n";
    const { documents } = parseYaml(bytesOf(text), "file.yaml");
    expect(documents[0]?.problems.map(({ rule, line, column }) => [rule, line, column])).toEqual([
      ["yaml/value-start", 1, 4],
      ["yaml/value-start", 2, 4],
      ["yaml/colon", 3, 2],
      ["yaml/quotes", 4, 4],
      ["yaml/bracket", 6, 4],
      ["yaml/other-reading", 5, 4],
    ]);
    expect(documents[0]?.value).toMatchObject({ a: "> 1", b: "@x", c: "d", e: "f's", g: [1], h: 1 });
    expect(documents[0]?.places.rangeOf("/h")).toMatchObject({ line: 7, column: 4 });
  });

  it("say how a text of several lines is written, where only its first line could be mended", () => {
    const hints = ["a: b c: d\n  e\n", "a: > b\n  c\n", 'a: "b\n  c\nd: 1\n'].map(
      (text) => parseYaml(bytesOf(text), "file.yaml").documents[0]?.problems[0]?.hint,
    );
    expect(hints[0]).toContain(">-");
    expect(hints[1]).toContain("Leave > alone");
    expect(hints[2]).toContain(">-");
  });

  it("find places on a line that is mended where they are in the text", () => {
    const { documents } = parseYaml(bytesOf("a: {x: > 3, y: 2}\n"), "file.yaml");
    expect(documents[0]?.places.rangeOf("/a/y")).toMatchObject({ line: 1, column: 16, endColumn: 17 });
  });

  it("in the environment give no fix, which would show the value", () => {
    const { documents } = parseYaml(bytesOf("environment:\n  NAME: @hunter2\n"), "file.yaml");
    expect(documents[0]?.problems[0]?.rule).toBe("yaml/value-start");
    expect(JSON.stringify(documents[0]?.problems)).not.toContain("hunter2");
  });

  it("in brackets over several lines are one finding, since all that follows is odd", () => {
    const { documents } = parseYaml(bytesOf('{"a": 1\n "b": 2,\n "c" 3,\n "d": 4}\n'), "file.json");
    expect(documents[0]?.problems).toHaveLength(1);
    expect(documents[0]?.value).toBeUndefined();
  });

  it("never lose an error, throw, or give a place that the text does not have", () => {
    const piece = fc.constantFrom(
      "a",
      "b c",
      ": ",
      ":",
      "- ",
      "-",
      "\n",
      "\n  ",
      "\n    ",
      "\n\t",
      '"',
      "'",
      "[",
      "]",
      "{",
      "}",
      "> ",
      "|",
      "*",
      "&x ",
      "@",
      "%",
      "#",
      " #",
      "---\n",
      "<<<<<<< x\n",
      "=======\n",
      "\u00A0",
      "\\",
      ",",
      "? ",
      "1",
      "\r\n",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join("");
        const { documents, problems } = parseYaml(bytesOf(text), "file.yaml");
        const lines = text.split("\n");
        for (const document of documents) {
          const hasErrors = document.problems.some(({ severity }) => severity === "error");
          if (document.value === undefined) expect(hasErrors || problems.length > 0).toBe(true);
          for (const { line, column, endLine, endColumn } of document.problems) {
            expect(line).toBeLessThanOrEqual(lines.length);
            expect(column).toBeLessThanOrEqual((lines[line - 1] ?? "").length + 1);
            expect(endLine > line || endColumn >= column).toBe(true);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
