import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { patchYaml } from "../../../src/curation/edits/patch-yaml.ts";
import {
  parseYaml,
  sameValue,
  withKey,
  type YamlMap,
  type YamlValue,
} from "../../../src/curation/edits/yaml-value.ts";

/** Everything that a file of a curator may look like: comments in all places, styles mixed. */
const TEXT = `# Head of the file
scheme: { title: "Words", source: 'theirs' } # in one line

# What there is
concepts:
  # First section
  a: # the first
    prefLabel: alpha # why
    definition: >-   # long
      Some words that are folded
      over two lines.

    # Inner comment
    altLabel:
      # All of them
      - first   # one
      # About second
      - "second"
      - third
      # Below the last
    note:
    since: 1.10

  # Second section
  b: {prefLabel: beta, altLabel: [one, 'two', "three"]}
  "9":
    prefLabel: nine
# Tail
`;

function read(text: string): YamlMap {
  const value = parseYaml(text)?.value;
  if (!(value instanceof Map)) throw new Error(`Not a map:\n${text}`);
  return value;
}

function setIn(map: YamlMap, path: readonly string[], value: YamlValue | undefined): YamlMap {
  const [key = "", ...rest] = path;
  if (rest.length === 0) return withKey(map, key, value);
  return withKey(map, key, setIn(map.get(key) as YamlMap, rest, value));
}

/** The lines that go and come, as a patch would show them. */
function changes(before: string, after: string | undefined): readonly string[] {
  if (after === undefined) return ["cannot"];
  const old = before.split("\n");
  const made = after.split("\n");
  let start = 0;
  while (start < old.length && old[start] === made[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < made.length - start && old.at(-1 - end) === made.at(-1 - end))
    end += 1;
  return [
    ...old.slice(start, old.length - end).map((line) => `-${line}`),
    ...made.slice(start, made.length - end).map((line) => `+${line}`),
  ];
}

function set(path: readonly string[], value: YamlValue | undefined, text = TEXT): readonly string[] {
  return changes(text, patchYaml(text, setIn(read(text), path, value)));
}

describe("a file that is changed in one place", () => {
  it("changes a text and leaves the comment behind it", () => {
    expect(set(["concepts", "a", "prefLabel"], "other")).toEqual([
      "-    prefLabel: alpha # why",
      "+    prefLabel: other # why",
    ]);
  });

  it("keeps the quotes that stand there", () => {
    expect(set(["scheme", "title"], "Other")[1]).toBe(
      `+scheme: { title: "Other", source: 'theirs' } # in one line`,
    );
    expect(set(["scheme", "source"], "it's")[1]).toBe(
      `+scheme: { title: "Words", source: 'it''s' } # in one line`,
    );
  });

  it("folds a long text and keeps its comment", () => {
    expect(set(["concepts", "a", "definition"], "Short.")).toEqual([
      "-    definition: >-   # long",
      "-      Some words that are folded",
      "-      over two lines.",
      "+    definition: Short.   # long",
    ]);
    expect(set(["concepts", "a", "prefLabel"], `word ${"and another ".repeat(10)}end`)).toEqual([
      "-    prefLabel: alpha # why",
      "+    prefLabel: >- # why",
      `+      word ${"and another ".repeat(7)}and`,
      "+      another and another and another end",
    ]);
  });

  it("adds to a list in lines and takes from it with the comment above", () => {
    expect(set(["concepts", "a", "altLabel"], ["first", "second", "new", "third"])).toEqual(["+      - new"]);
    expect(set(["concepts", "a", "altLabel"], ["first", "third"])).toEqual([
      "-      # About second",
      `-      - "second"`,
    ]);
    expect(set(["concepts", "a", "altLabel"], ["second", "third"])).toEqual(["-      - first   # one"]);
  });

  it("turns the order of a list, with the comments of its items", () => {
    expect(set(["concepts", "a", "altLabel"], ["second", "first", "third"])).toEqual([
      "-      - first   # one",
      "-      # About second",
      `-      - "second"`,
      "+      # About second",
      `+      - "second"`,
      "+      - first   # one",
    ]);
  });

  it("adds to a list between brackets, and breaks it where its line becomes too long", () => {
    expect(set(["concepts", "b", "altLabel"], ["one", "two", "three", "a: b"])[1]).toBe(
      `+  b: {prefLabel: beta, altLabel: [one, 'two', "three", "a: b"]}`,
    );
    const text = "altLabel: [one, 'two']\nother: x\n";
    const long = "l".repeat(100);
    expect(set(["altLabel"], ["one", "two", long], text)).toEqual([
      "-altLabel: [one, 'two']",
      "+altLabel:",
      "+  - one",
      "+  - 'two'",
      `+  - ${long}`,
    ]);
  });

  it("puts a new key behind its neighbour, before the heading of what follows", () => {
    const map = read(TEXT);
    const concepts = map.get("concepts") as YamlMap;
    const next = withKey(
      map,
      "concepts",
      withKey(concepts, "c", new Map([["prefLabel", "gamma"]]), ["a", "c"]),
    );
    expect(changes(TEXT, patchYaml(TEXT, next))).toEqual(["+  c:", "+    prefLabel: gamma"]);
    expect(patchYaml(TEXT, next)).toContain("since: 1.10\n  c:\n    prefLabel: gamma\n\n  # Second section");
  });

  it("takes a key out, in lines with the comment right above it, and between brackets", () => {
    expect(set(["concepts", "a", "altLabel"], undefined)).toContain("-    # Inner comment");
    expect(set(["concepts", "b", "altLabel"], undefined)[1]).toBe("+  b: {prefLabel: beta}");
    expect(set(["concepts", "b", "prefLabel"], undefined)[1]).toBe(`+  b: {altLabel: [one, 'two', "three"]}`);
    expect(set(["concepts", "b"], undefined)).not.toContain("-  # Second section");
  });

  it("fills what is empty", () => {
    expect(set(["concepts", "a", "note"], "now")).toEqual(["-    note:", "+    note: now"]);
    expect(patchYaml("# Only a comment\n", new Map([["terms", ["x"]]]))).toBe(
      "# Only a comment\nterms:\n  - x\n",
    );
    expect(
      patchYaml(
        "a: {}\nb: []\n",
        new Map<string, YamlValue>([
          ["a", new Map([["x", "w"]])],
          ["b", ["z"]],
        ]),
      ),
    ).toBe("a:\n  x: w\nb: [z]\n");
  });

  it("keeps line ends, the mark at the beginning and a missing end", () => {
    const text = "\uFEFFa: one\r\nlist:\r\n  - x\r\nb: two";
    expect(patchYaml(text, setIn(read(text), ["c"], "three"))).toBe(`${text}\r\nc: three`);
    expect(patchYaml(text, setIn(read(text), ["b"], undefined))).toBe("\uFEFFa: one\r\nlist:\r\n  - x");
    expect(patchYaml(text, setIn(read(text), ["list"], ["x", "z"]))).toBe(
      text.replace("- x", "- x\r\n  - z"),
    );
    expect(patchYaml(text, setIn(read(text), ["a"], "1\n2"))).toBe(text.replace("one", "|-\r\n  1\r\n  2"));
  });

  it("gives up rather than break what hangs together elsewhere", () => {
    const text = "a: &one [x]\nb: *one\n";
    expect(patchYaml(text, setIn(read(text), ["a"], ["z"]))).toBeUndefined();
    expect(patchYaml(text, setIn(read(text), ["b"], ["z"]))).toBe("a: &one [x]\nb: [z]\n");
    expect(patchYaml("a: 1\na: 2\n", new Map())).toBeUndefined();
    expect(patchYaml("a: [\n", new Map())).toBeUndefined();
  });
});

const strange = fc.oneof(
  fc.constantFrom(
    "yes",
    "No",
    "null",
    "~",
    "1",
    "1.0",
    "0x1f",
    "2026-11-30",
    ": ",
    "a: b",
    "a #b",
    "#a",
    "@a",
    "`a",
    "- a",
    "-",
    "? a",
    "[a]",
    "{a}",
    "a, b",
    "'",
    '"',
    "\\",
    "!a",
    "&a",
    "*a",
    "|",
    ">",
    "%a",
    "a:",
    "é",
    "ü: ",
    " a",
    "a ",
    "a  b",
    "\n",
    "a\nb",
    "a\n",
    "\na",
    "a\n\nb",
    "a\n b",
    "\ta",
    "a\tb",
    "a\r\nb",
    "\u0085",
    "\u2028",
    "\uFEFF",
    "---",
    "...",
    "<<",
    "=",
    "on",
    "\ud800",
    "x".repeat(130),
    `${"word ".repeat(40)}end`,
    `${"word ".repeat(40)}\n${"word ".repeat(40)}`,
    `${"word  ".repeat(40)}end`,
    `# ${"word ".repeat(40)}end`,
    `--- ${"w ".repeat(70)}`,
  ),
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
);

describe("any text", () => {
  const places = fc.constantFrom<readonly string[]>(
    ["scheme", "title"],
    ["scheme", "new"],
    ["concepts", "a", "prefLabel"],
    ["concepts", "a", "definition"],
    ["concepts", "a", "note"],
    ["concepts", "a", "new"],
    ["concepts", "b", "prefLabel"],
    ["concepts", "new"],
  );

  it("reads back as the same text, wherever it is written", () => {
    fc.assert(
      fc.property(places, strange, fc.boolean(), (place, value, windows) => {
        const text = windows ? TEXT.replaceAll("\n", "\r\n") : TEXT;
        const next = setIn(read(text), place, value);
        const made = patchYaml(text, next);
        expect(made).toBeDefined();
        expect(sameValue(read(made ?? ""), next)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("reads back as the same items of a list, and as the same keys", () => {
    const lists = fc.constantFrom<readonly string[]>(
      ["concepts", "a", "altLabel"],
      ["concepts", "b", "altLabel"],
      ["new"],
    );
    const known = fc.constantFrom("first", "second", "third", "one", "two", "three");
    fc.assert(
      fc.property(
        lists,
        fc.array(fc.oneof(known, strange), { maxLength: 6 }),
        strange,
        (place, items, key) => {
          const next = withKey(setIn(read(TEXT), place, items), key, items);
          const made = patchYaml(TEXT, next);
          expect(made).toBeDefined();
          expect(sameValue(read(made ?? ""), next)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
