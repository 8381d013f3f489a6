import { describe, expect, it } from "vitest";
import { factKindOf, pickFactFiles } from "../../../src/repository-facts/fact-files.ts";
import { readFactFiles, type FactsRead } from "../../../src/repository-facts/read-fact-files.ts";
import { tellFacts } from "../../../src/repository-facts/tell-facts.ts";

const read = (files: Readonly<Record<string, string | Uint8Array>>): FactsRead =>
  readFactFiles(
    new Map(Object.entries(files).map(([name, text]) => [name, Uint8Array.from(Buffer.from(text))])),
  );
const tell = (files: Readonly<Record<string, string>>) =>
  tellFacts({ own: read(files).sayings, isAloneInFolder: true, top: [], isAlone: true });

const APACHE = "Apache License Version 2.0";
const MIT = 'Permission is hereby granted, free of charge … the software is provided "as is"';
const GPL = "GNU General Public License version 3";
const LGPL = "GNU Lesser General Public License version 3";

describe("the files that describe a program", () => {
  it.each([
    ["codemeta.json", "codemeta"],
    ["CITATION.cff", "citation"],
    ["LICENSE", "license"],
    ["Licence.txt", "license"],
    ["LICENSE-MIT", "license"],
    ["COPYING.LESSER", "license"],
    ["readme.rst", "readme"],
    ["README", "readme"],
    ["license.py", undefined],
    ["README.fr.md", undefined],
    ["LICENSES", undefined],
    ["ivoa-execution.yaml", undefined],
  ])("%s is known by its name", (name, kind) => {
    expect(factKindOf(name)).toBe(kind);
  });

  it("are one of a kind, a README as Markdown first, and a few licences", () => {
    const names = ["README", "README.rst", "readme.md", ..."abcdef".split("").map((it) => `LICENSE-${it}`)];
    expect(pickFactFiles(names)).toEqual(["LICENSE-a", "LICENSE-b", "LICENSE-c", "LICENSE-d", "readme.md"]);
  });

  it("give a licence only where they leave no doubt which", () => {
    expect(tell({ LICENSE: APACHE })).toEqual({
      license: { value: "Apache-2.0", from: { kind: "license", file: "LICENSE" } },
    });
    expect(tell({ "LICENSE-MIT": MIT, "LICENSE-APACHE": APACHE })).toEqual({
      unknownLicense: {
        value: ["LICENSE-APACHE", "LICENSE-MIT"],
        from: { kind: "license", file: "LICENSE-APACHE" },
      },
    });
    expect(tell({ COPYING: GPL, "COPYING.LESSER": LGPL })?.license?.value).toBe("LGPL-3.0-only");
  });

  it("give nothing of a README without words, and nothing at all where there is nothing", () => {
    expect(tell({ "README.md": "![x](y.png)\n" })).toBeUndefined();
    expect(tell({})).toBeUndefined();
  });

  it("cut a long first sentence at a word, since lists have no more room", () => {
    const summary =
      tell({ "README.md": `# A\n\n${"Finds many roots ".repeat(30)}.\n` })?.summary?.value ?? "";
    expect(summary.length).toBeLessThanOrEqual(160);
    expect(summary).toMatch(/\w…$/u);
  });
});

describe("hostile files", () => {
  it.each([
    ["aliases that grow without end", "CITATION.cff", aliases()],
    ["deep lists in YAML", "CITATION.cff", "[".repeat(200_000)],
    ["deep lists in JSON", "codemeta.json", "[".repeat(200_000)],
    ["text that is no UTF-8", "README.md", Buffer.from([0xff, 0xfe, 0x41])],
    ["a list where a map should be", "CITATION.cff", "- title: x\n"],
    ["JSON that is no object", "codemeta.json", "4"],
  ])("with %s are left out with a reason", (_, name, text) => {
    const { sayings, unread } = read({ [name]: text });
    expect(sayings).toEqual([]);
    expect(unread).toEqual([{ file: name, reason: expect.stringMatching(/\w/) as unknown }]);
    expect(unread[0]?.reason.length).toBeLessThanOrEqual(200);
  });

  it("reach nothing by keys such as __proto__", () => {
    const text =
      '{"__proto__": {"name": "evil", "polluted": true}, "constructor": {"prototype": {"polluted": 1}}}';
    expect(tell({ "codemeta.json": text })).toBeUndefined();
    expect(tell({ "CITATION.cff": "__proto__: {title: evil}\ntoString: x\n" })).toBeUndefined();
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("are cut to what a page can show, without hidden characters", () => {
    const facts = tell({
      "codemeta.json": JSON.stringify({
        name: "A\u202Eb\u0000\uD800c",
        version: "9".repeat(1000),
        description: "long ".repeat(20_000),
        keywords: Array.from({ length: 10_000 }, (_, index) => `word ${index}`),
        author: Array.from({ length: 10_000 }, (_, index) => ({ name: `Name ${index}` })),
      }),
    });
    expect(facts?.title?.value).toBe("Abc");
    expect(facts?.version).toBeUndefined();
    expect(facts?.description?.value.length).toBeLessThanOrEqual(5000);
    expect(facts?.keywords?.value).toHaveLength(50);
    expect(facts?.authors?.value).toHaveLength(200);
  });

  it("name no address but of the web", () => {
    const text = JSON.stringify({
      url: "javascript:alert(1)",
      codeRepository: "file:///etc/passwd",
      name: "A",
    });
    expect(Object.keys(tell({ "codemeta.json": text }) ?? {})).toEqual(["title"]);
  });
});

function aliases(): string {
  const names = "abcdefghij".split("");
  const lines = names.map((name, index) => {
    const items = Array.from({ length: 9 }, () => (index === 0 ? "x" : `*${names[index - 1] ?? ""}`));
    return `${name}: &${name} [${items.join(", ")}]`;
  });
  return `${lines.join("\n")}\n`;
}
