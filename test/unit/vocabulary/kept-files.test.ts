import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadVocabularies } from "../../../src/vocabulary/load.ts";
import type { Vocabularies } from "../../../src/vocabulary/vocabulary.ts";

const TEXT = `scheme: { title: Words }
concepts:
  "9": { prefLabel: nine, altLabel: [neun] }
  "010": { prefLabel: ten, broader: ["9"] }
  a: { prefLabel: { de: Wort, en: word } }
`;

let folder: string;
let kept: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "execat-kept-"));
  mkdirSync(path.join(folder, "vocabularies"));
  mkdirSync(path.join(folder, "data"));
  kept = path.join(folder, "data/parsed");
  write(TEXT);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(text: string): void {
  writeFileSync(path.join(folder, "vocabularies/words.yaml"), text);
}

async function load(): Promise<Vocabularies> {
  return loadVocabularies(path.join(folder, "vocabularies"), kept);
}

/** Puts another label into what was kept, so that a test can see where a label comes from. */
function mark(): void {
  const file = path.join(kept, "words.yaml.json");
  writeFileSync(file, readFileSync(file, "utf8").replace('"nine"', '"from the kept form"'));
}

describe("a vocabulary that was parsed before", () => {
  it("is the same as one that is parsed, in the same order", async () => {
    const first = await load();
    const second = await load();
    expect([...(second.schemes.get("words")?.concepts.keys() ?? [])]).toEqual(["9", "010", "a"]);
    expect(second.schemes).toEqual(first.schemes);
    expect(second.hash).toBe(first.hash);
    expect(second.resolve("words", "neun")).toEqual(first.resolve("words", "neun"));
  });

  it("is not parsed again while its text is the same, and is when it changes", async () => {
    await load();
    mark();
    expect((await load()).findConcept("words", "9")?.prefLabel).toBe("from the kept form");
    write(TEXT.replace("ten", "Ten"));
    expect((await load()).findConcept("words", "9")?.prefLabel).toBe("nine");
    expect((await load()).findConcept("words", "010")?.prefLabel).toBe("Ten");
  });

  it("is parsed again when what was kept is broken", async () => {
    await load();
    for (const text of ["", "null", '{"hash": 1}', "{"]) {
      writeFileSync(path.join(kept, "words.yaml.json"), text);
      expect((await load()).findConcept("words", "9")?.prefLabel).toBe("nine");
    }
  });

  it("still has places for what is found among several files", async () => {
    write(`${TEXT}examples: [{ text: Which?, filters: { words: ["9"] } }]\n`);
    await load();
    // The facet that the question names goes away, and the question's own file is as it was.
    writeFileSync(
      path.join(folder, "vocabularies/facets.yaml"),
      "facets: [{ key: w, scheme: words, label: W }]\n",
    );
    await expect(load()).rejects.toThrow(/words\.yaml:6:\d+: There is no facet "words"/u);
  });

  it("is not kept while anything is wrong, nor where there is no data folder", async () => {
    write(TEXT.replace('broader: ["9"]', 'broader: ["8"]'));
    await expect(load()).rejects.toThrow(/names "8"/u);
    expect(existsSync(kept)).toBe(false);
    write(TEXT);
    rmSync(path.join(folder, "data"), { recursive: true });
    await load();
    expect(readdirSync(folder)).toEqual(["vocabularies"]);
  });
});
