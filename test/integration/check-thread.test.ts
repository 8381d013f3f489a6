import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createCheckThread, type CheckThreadOptions } from "../../src/catalogue/check-thread/index.ts";
import { createChecker } from "../../src/catalogue/checker.ts";
import {
  checkInProcess,
  type FileToCheck,
  type GuardedChecker,
} from "../../src/catalogue/guarded-checker.ts";
import { createVocabularies } from "../../src/vocabulary/create-vocabularies.ts";
import type { Vocabularies } from "../../src/vocabulary/vocabulary.ts";
import { loadVocabularies } from "../../src/vocabulary/load.ts";
import { withSynonym } from "../support/changed-vocabularies.ts";
import { broken, manifest } from "../support/crawl-fixture.ts";
import { createTempFolder } from "../support/git-fixture.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

function file(text: string, name = "ivoa-execution.yaml"): FileToCheck {
  return { bytes: new TextEncoder().encode(text), file: name };
}

// Each thread of a test reads the sources anew, and a thread that runs out of memory does so slowly.
describe("the checking thread", { timeout: 90_000 }, () => {
  let vocabularies: Vocabularies;
  let checker: GuardedChecker | undefined;
  const start = (options: Partial<CheckThreadOptions> = {}): GuardedChecker =>
    (checker = createCheckThread({ vocabularies: () => vocabularies, ...options }));
  const rulesOf = async (text: string): Promise<readonly string[]> => {
    const [checked] = (await checker?.check([file(text)])) ?? [];
    return (checked?.problems ?? []).map(({ rule }) => rule);
  };
  beforeAll(async () => {
    vocabularies = await loadVocabularies(path.join(ROOT, "vocabularies"));
  });
  afterEach(() => checker?.close());

  it("finds what the checker in this process finds, in the order of the files", async () => {
    const files = [
      file(manifest({ title: "One" }), "a/ivoa-execution.yaml"),
      file(broken(manifest()), "b/ivoa-execution.yaml"),
      {
        ...file(manifest().split("discovery:")[0] ?? ""),
        discovery: { file: "ivoa-discovery.yaml", bytes: file("discovery: {title: Two}\n").bytes },
      },
    ];
    const here = await checkInProcess(createChecker(vocabularies)).check(files);
    expect(await start().check(files)).toEqual(here);
    expect(here.map(({ documents }) => documents[0]?.publishable)).toEqual([true, false, true]);
  });

  it("serves several calls at once, each with its own answers", async () => {
    start();
    const titles = await Promise.all(
      ["One", "Two", "Three"].map(async (title) => {
        const [checked] = (await checker?.check([file(manifest({ title }))])) ?? [];
        return checked?.documents[0]?.model?.discovery?.title;
      }),
    );
    expect(titles).toEqual(["One", "Two", "Three"]);
  });

  it("ends a text that takes too long, says so at its first line, and serves the next from a fresh thread", async () => {
    const costlyOnes = withLabels(vocabularies, (number) => `${"a".repeat(60)} ${number}`);
    start({ vocabularies: () => costlyOnes, timeMs: 700 });
    const [checked] =
      (await checker?.check([
        file(
          costly((number) => `${"a".repeat(56)}bbbb ${number}`),
          "tools/ivoa-execution.yaml",
        ),
      ])) ?? [];
    expect(checked?.documents).toEqual([]);
    expect(checked?.problems).toMatchObject([
      {
        rule: "document/too-costly",
        severity: "error",
        file: "tools/ivoa-execution.yaml",
        line: 1,
        column: 1,
        sentence: "Reading this text took more than 0.7 s and was ended.",
      },
    ]);
    expect(await rulesOf(manifest())).toEqual(["image/digest-missing"]);
  });

  describe("with little memory", () => {
    // Each term means all of the concepts, and its hint names them.
    beforeEach(() => {
      const costlyOnes = withLabels(vocabularies, () => "a".repeat(60));
      start({ vocabularies: () => costlyOnes, memoryMb: 40 });
    });

    it("ends a text that takes too much of it, and reads what stands before and behind it", async () => {
      const answers = (await checker?.check([file(manifest()), file(costly()), file(manifest())])) ?? [];
      expect(answers.map(({ documents }) => documents.length)).toEqual([1, 0, 1]);
      expect(answers[1]?.problems.map(({ rule }) => rule)).toEqual(["document/too-costly"]);
    });

    it("reads nothing more of a call after three of them", async () => {
      const files = [...Array.from({ length: 3 }, () => file(costly())), file(manifest())];
      const answers = (await checker?.check(files)) ?? [];
      expect(answers.map(({ problems }) => problems[0]?.rule)).toEqual(Array(4).fill("document/too-costly"));
      expect(answers.at(-1)?.problems[0]?.sentence).toContain("was not read");
    });
  });

  describe("when the vocabularies change", () => {
    const CONCEPT = { scheme: "task", id: "source-extraction" };
    const text = `${manifest()}  terms:\n    task: [blinkenfinder]\n`;
    const meaningsOf = async (thread: GuardedChecker, copies = 1): Promise<readonly unknown[]> => {
      const answers = await thread.check(Array.from({ length: copies }, () => file(text)));
      return answers.map(({ documents }) => documents[0]?.terms[0]?.conceptId);
    };

    it("answers the next call with the new terms, from a fresh thread, and ends the one under way as it began", async () => {
      let current = vocabularies;
      const thread = start({ vocabularies: () => current });
      expect(await meaningsOf(thread)).toEqual([undefined]);
      const underWay = meaningsOf(thread, 20);
      current = withSynonym(vocabularies, CONCEPT, "blinkenfinder");
      const next = meaningsOf(thread, 2);
      expect(await underWay).toEqual(Array(20).fill(undefined));
      expect(await next).toEqual([CONCEPT.id, CONCEPT.id]);
      current = vocabularies;
      expect(await meaningsOf(thread)).toEqual([undefined]);
    });

    it("knows in the thread what was settled to mean nothing", async () => {
      const settled = [{ facet: "task", text: "Blinkenfinder", reason: "It finds nothing." }];
      const { schemes, facets } = vocabularies;
      const deciding = createVocabularies(schemes, facets, "settled", settled);
      const files = [file(text)];
      const here = await checkInProcess(createChecker(deciding)).check(files);
      expect(await start({ vocabularies: () => deciding }).check(files)).toEqual(here);
      expect(here).not.toEqual(await checkInProcess(createChecker(vocabularies)).check(files));
    });
  });

  it("refuses a call when too many wait", async () => {
    const thread = start({ mostWaiting: 1 });
    const calls = [1, 2, 3].map(() => thread.check([file(manifest())]));
    await expect(calls[2]).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS" });
    await Promise.all(calls.slice(0, 2));
  });

  it("fails what waits when it is closed, and everything after", async () => {
    start();
    const call = expect(checker?.check([file(manifest())])).rejects.toMatchObject({
      code: "ENGINE_UNAVAILABLE",
    });
    await checker?.close();
    await call;
    await expect(checker?.check([file(manifest())])).rejects.toMatchObject({ code: "ENGINE_UNAVAILABLE" });
  });

  it("keeps no process alive, and works as it is built", () => {
    const at = (name: string): string =>
      JSON.stringify(pathToFileURL(path.join(ROOT, "dist/src", name)).href);
    const script = `
      import { createCheckThread } from ${at("catalogue/check-thread/index.js")};
      import { loadVocabularies } from ${at("vocabulary/load.js")};
      const vocabularies = await loadVocabularies(${JSON.stringify(path.join(ROOT, "vocabularies"))});
      const checker = createCheckThread({ vocabularies: () => vocabularies });
      const [checked] = await checker.check([{ file: "a.yaml", bytes: new TextEncoder().encode("a: 1\\n") }]);
      process.stdout.write(checked.problems[0].rule);
    `;
    const folder = createTempFolder();
    const program = path.join(folder.path, "check.mjs");
    writeFileSync(program, script);
    const ended = spawnSync(process.execPath, [program], { encoding: "utf8", timeout: 20_000 });
    folder.remove();
    expect(ended).toMatchObject({ status: 0, stdout: "executable/missing", stderr: "" });
  });
});

/** Four thousand concepts more, nearly or wholly of the names that `costly` has: reading it takes much. */
function withLabels(vocabularies: Vocabularies, labelOf: (number: number) => string): Vocabularies {
  const [facet] = vocabularies.facets;
  const scheme = vocabularies.schemes.get(facet?.scheme ?? "");
  const [concept] = scheme?.concepts.values() ?? [];
  if (scheme === undefined || concept === undefined) throw new Error("There is no vocabulary.");
  const concepts = new Map(scheme.concepts);
  for (let number = 1_000; number < 5_000; number += 1) {
    const id = `${"a".repeat(60)}${number}`;
    concepts.set(id, {
      ...concept,
      id,
      prefLabel: labelOf(number),
      altLabels: [],
      hiddenLabels: [],
      broader: [],
    });
  }
  const schemes = new Map(vocabularies.schemes).set(scheme.id, { ...scheme, concepts });
  return createVocabularies(schemes, vocabularies.facets, "costly");
}

/** One label in many spellings, since a text that stands there twice is looked up once. */
function inCapitals(number: number): string {
  const capitals = number.toString(2).padStart(60, "0");
  return Array.from(capitals, (bit) => (bit === "1" ? "A" : "a")).join("");
}

/** Two hundred terms; what they cost is up to the vocabulary. */
function costly(termOf: (number: number) => string = inCapitals): string {
  const terms = Array.from({ length: 200 }, (_, number) => termOf(number));
  return `${manifest()}  terms:\n    task: [${terms.join(", ")}]\n`;
}
