import { describe, expect, it } from "vitest";
import { MAX_BYTES } from "../../../../src/manifest/yaml/decode.ts";
import { parseYaml } from "../../../../src/manifest/yaml/parse-yaml.ts";
import { bytesOf, placeOf } from "../support.ts";

function problemsOf(bytes: Uint8Array): readonly string[] {
  const { documents, problems } = parseYaml(bytes, "file.yaml");
  return [...problems, ...documents.flatMap((document) => [...document.problems])].map(
    (problem) => `${placeOf(problem)} ${problem.severity} ${problem.rule}`,
  );
}

describe("bytes", () => {
  it("refuses UTF-16, Latin-1 and NUL at the file's start", () => {
    const utf16 = new Uint8Array(Buffer.from("\uFEFFa: b\n", "utf16le"));
    expect(problemsOf(utf16)).toEqual(["1:1-1:1 error file/encoding"]);
    expect(problemsOf(new Uint8Array(Buffer.from("a: café\n", "latin1")))).toEqual([
      "1:1-1:1 error file/encoding",
    ]);
    expect(problemsOf(bytesOf("a: \0\n"))).toEqual(["1:1-1:1 error file/encoding"]);
  });

  it("drops a byte order mark with a hint, and counts columns without it", () => {
    const { documents } = parseYaml(bytesOf("\uFEFFa: b"), "file.yaml");
    expect(problemsOf(bytesOf("\uFEFFa: b"))).toEqual(["1:1-1:1 hint file/byte-order-mark"]);
    expect(documents[0]?.places.rangeOf("/a")).toEqual({ line: 1, column: 4, endLine: 1, endColumn: 5 });
  });

  it("takes CR LF with a hint", () => {
    expect(problemsOf(bytesOf("a: b\r\nc: d\r\n"))).toEqual(["1:1-1:1 hint file/crlf"]);
    expect(parseYaml(bytesOf("a: b\r\nc: d\r\n"), "file.yaml").documents[0]?.value).toEqual({
      a: "b",
      c: "d",
    });
  });

  it("refuses an empty file and one of comments", () => {
    expect(problemsOf(bytesOf(""))).toEqual(["1:1-1:1 error file/empty"]);
    expect(problemsOf(bytesOf("# nothing yet\n\n---\n"))).toEqual(["1:1-1:1 error file/empty"]);
  });

  it("takes a file of the limit and refuses one byte more", () => {
    const text = `a: ${"x".repeat(MAX_BYTES - 3)}`;
    expect(problemsOf(bytesOf(text))).toEqual([]);
    expect(problemsOf(bytesOf(`${text}x`))).toEqual(["1:1-1:1 error file/too-large"]);
  });
});

describe("places", () => {
  const text = [
    "a: 1",
    "list:",
    "  - name: x",
    "    text: 'y z'",
    "  - {k: v}",
    'e: "ü😀", '.slice(0, -2),
  ].join("\n");
  const places = parseYaml(bytesOf(text), "file.yaml").documents[0]?.places;

  it.each([
    ["/a", "1:4-1:5"],
    ["/list/0/text", "4:11-4:16"],
    ["/list/1/k", "5:9-5:10"],
    ["/e", "6:4-6:9"],
  ])("finds the value of %s", (pointer, place) => {
    const range = places?.rangeOf(pointer);
    expect(`${range?.line}:${range?.column}-${range?.endLine}:${range?.endColumn}`).toBe(place);
  });

  it("marks the key of the nearest parent for what does not exist", () => {
    expect(places?.rangeOf("/list/0/missing/deeper")).toMatchObject({ line: 3, column: 5 });
    expect(places?.rangeOf("/missing")).toMatchObject({ line: 1, column: 1, endColumn: 2 });
  });

  it("gives a scalar as it is written", () => {
    const document = parseYaml(bytesOf("v: 1.10\n"), "file.yaml").documents[0];
    expect(document?.places.sourceOf("/v")).toBe("1.10");
  });

  it("reads JSON with keys that need escapes in a pointer", () => {
    const document = parseYaml(bytesOf('{"a/b": {"c~d": true}}'), "file.json").documents[0];
    expect(document?.places.rangeOf("/a~1b/c~0d")).toMatchObject({ line: 1, column: 17, endColumn: 21 });
  });
});

describe("YAML", () => {
  it("reports duplicate keys at the second one, merge keys and keys that are no text", () => {
    expect(problemsOf(bytesOf("a: 1\nb: 2\na: 3\n"))).toEqual(["3:1-3:2 error yaml/duplicate-key"]);
    expect(problemsOf(bytesOf("a: &x {b: 1}\nc:\n  <<: *x\n"))).toEqual(["3:3-3:5 error yaml/merge-key"]);
    expect(problemsOf(bytesOf("[a]: 1\n"))).toEqual(["1:1-1:4 error yaml/key"]);
  });

  it.each(["on", "Yes", "NO", "off", "0644", "1_000", "1:30:00", "0o17"])(
    "warns of %s without quotes only",
    (text) => {
      expect(problemsOf(bytesOf(`a: ${text}\n`))).toEqual([
        `1:4-1:${4 + text.length} warning yaml/other-reading`,
      ]);
      expect(problemsOf(bytesOf(`a: "${text}"\n`))).toEqual([]);
    },
  );

  it.each(["true", "10", "1.4.0", "2024-12-02", "0", "0x1F", "y", "12:75", "-1"])(
    "does not warn of %s",
    (text) => {
      expect(problemsOf(bytesOf(`a: ${text}\n`))).toEqual([]);
    },
  );

  it("never shows a value of the environment", () => {
    const { documents } = parseYaml(bytesOf("executable:\n  environment:\n    PIN: 0644\n"), "file.yaml");
    expect(documents[0]?.problems[0]?.rule).toBe("yaml/other-reading");
    expect(JSON.stringify(documents[0]?.problems)).not.toContain("0644");
  });

  it("keeps documents apart when one of them is broken", () => {
    const { documents } = parseYaml(bytesOf("a: 1\n---\nb: [\n---\nc: 3\n"), "file.yaml");
    expect(documents.map(({ value }) => value)).toEqual([{ a: 1 }, { b: [] }, { c: 3 }]);
    expect(documents.map(({ problems }) => problems.length > 0)).toEqual([false, true, false]);
  });

  it("reads 100 documents of a file and says that there are more", () => {
    const { documents, problems } = parseYaml(bytesOf("--- 1\n".repeat(120)), "file.yaml");
    expect(documents).toHaveLength(100);
    expect(problems.map(({ rule }) => rule)).toEqual(["file/too-many-documents"]);
    expect(problemsOf(bytesOf("--- 1\n".repeat(100)))).toEqual([]);
    expect(problemsOf(bytesOf("--- 1\n".repeat(101)))).toEqual(["102:1-102:1 error file/too-many-documents"]);
  });

  it("keeps keys that would reach a prototype as keys", () => {
    const { documents } = parseYaml(
      bytesOf("__proto__: {polluted: true}\nconstructor: {prototype: {x: 1}}\n"),
      "f",
    );
    const value = documents[0]?.value as Record<string, unknown>;
    expect(Object.getPrototypeOf(value)).toBe(null);
    expect(Object.keys(value)).toEqual(["__proto__", "constructor"]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("limits", () => {
  it("takes 64 levels and refuses 65", () => {
    const nested = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}\n`;
    expect(problemsOf(bytesOf(nested(64)))).toEqual([]);
    expect(problemsOf(bytesOf(nested(65)))[0]).toMatch(/error yaml\/depth$/u);
    expect(problemsOf(bytesOf(nested(5000)))[0]).toMatch(/error yaml\/depth$/u);
  });

  it("expands aliases to 10,000 values and no more", () => {
    const list = `a: &a [${"1, ".repeat(98)}1]\nb:\n`;
    expect(problemsOf(bytesOf(`${list}${"- *a\n".repeat(100)}`))).toEqual([]);
    expect(problemsOf(bytesOf(`${list}${"- *a\n".repeat(101)}`))).toEqual([
      "103:3-103:5 error yaml/alias-limit",
    ]);
  });

  it("stops a bomb of aliases and an alias inside its own anchor", () => {
    const levels = Array.from(
      { length: 20 },
      (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level}, `.repeat(10)}]`,
    );
    expect(problemsOf(bytesOf(`l0: &l0 x\n${levels.join("\n")}\n`))).toHaveLength(1);
    expect(problemsOf(bytesOf("a: &a [*a]\n"))[0]).toMatch(/yaml\/(?:depth|alias-limit)$/u);
  });

  it.each([
    ["plain text", `a: ${"x ".repeat(MAX_BYTES / 2 - 2)}x`],
    ["text in double quotes", `a: "${'\\"'.repeat(MAX_BYTES / 2 - 3)}"`],
    ["text in single quotes", `a: '${"''".repeat(MAX_BYTES / 2 - 3)}'`],
    ["a block of lines", `a: |\n${" words of a line of a text\n".repeat(MAX_BYTES / 27 - 1)}`],
    ["a folded block", `a: >\n${" words of a line of a text\n".repeat(MAX_BYTES / 27 - 1)}`],
  ])("reads a megabyte of %s", (_, text) => {
    const { documents, problems } = parseYaml(bytesOf(text), "file.yaml");
    expect([...problems, ...documents.flatMap((document) => [...document.problems])]).toEqual([]);
    expect(JSON.stringify(documents[0]?.value).length).toBeGreaterThan(MAX_BYTES / 3);
  });

  it("gives up where wrong backslashes or parts are too many, and says where", () => {
    const escapes = parseYaml(bytesOf(`a: 1\nb: "${"\\q".repeat(501)}"\n`), "file.yaml");
    expect(escapes.problems.map(({ rule, line }) => [rule, line])).toEqual([["yaml/too-many-parts", 2]]);
    const right = String.raw`a: "${String.raw`\n\u00e9\x41\U0001F600\\`.repeat(600)}"`;
    expect(problemsOf(bytesOf(right))).toEqual([]);
    const keys = parseYaml(bytesOf("k: 1\n".repeat(5_000)), "file.yaml");
    expect(keys.problems.map(({ rule, line }) => [rule, line])).toEqual([["yaml/too-many-parts", 2_858]]);
    const lines = parseYaml(bytesOf(`a: |\n${" x\n".repeat(60_000)}`), "file.yaml");
    expect(lines.problems.map(({ rule, line }) => [rule, line])).toEqual([["yaml/too-many-parts", 50_001]]);
  });

  it.each([
    ["open brackets", "[".repeat(MAX_BYTES)],
    ["nested dashes", "- ".repeat(MAX_BYTES / 2)],
    ["nested maps", "{a: ".repeat(MAX_BYTES / 4)],
    ["empty braces", "{}".repeat(MAX_BYTES / 2)],
    ["commas", `[${",".repeat(MAX_BYTES - 2)}]`],
    ["keys", Array.from({ length: 90_000 }, (_, index) => `k${index}: 1`).join("\n")],
    ["the same key", "k: 1\n".repeat(MAX_BYTES / 5)],
    ["aliases", `a: &a [1]\nb: [${"*a,".repeat(300_000)}]`],
    ["broken quotes", '"\\x"'.repeat(MAX_BYTES / 4)],
    ["broken escapes", `a: "${"\\q".repeat(MAX_BYTES / 2 - 3)}"`],
    ["directives", "%a\n".repeat(MAX_BYTES / 3)],
    ["documents", "---\n".repeat(MAX_BYTES / 4)],
  ])("gives up on a megabyte of %s with an error", (_, text) => {
    const { documents, problems } = parseYaml(bytesOf(text), "file.yaml");
    const found = [...problems, ...documents.flatMap((document) => [...document.problems])];
    expect(found.some(({ severity }) => severity === "error")).toBe(true);
    expect(found.length).toBeLessThan(10_000);
  });
});
