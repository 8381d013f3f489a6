import { readdirSync, readFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Curated } from "../../../src/curation/curated.ts";
import { readCurated } from "../../../src/curation/read-curated.ts";
import { loadVocabularies } from "../../../src/vocabulary/load.ts";
import { createVocabularies } from "../../../src/vocabulary/create-vocabularies.ts";
import { PATH, WORDS } from "./curation-texts.ts";

type Files = Readonly<Record<string, string>>;

const THINGS = "scheme: { title: Things }\nconcepts:\n  star: { prefLabel: star }\n";
const FACETS = `facets:
  - { key: task, scheme: words, label: What it does }
  - { key: object, scheme: things, label: Which things }
`;
const FILES: Files = {
  [PATH]: WORDS,
  "vocabularies/things.yaml": THINGS,
  "vocabularies/facets.yaml": FACETS,
};

function read(files: Files, before?: Curated): Promise<Curated> {
  return readCurated("c0", new Map(Object.entries(files)), before === undefined ? {} : { before });
}

const places = ({ findings }: Curated): readonly string[] =>
  findings.map(({ path, line, column, severity, rule, sentence, hint }) =>
    `${path}:${line}:${column} ${severity} ${rule} ${sentence} ${hint ?? ""}`.trim(),
  );

describe("the curation's files", () => {
  it("are read as vocabularies, overlays, collections and settled terms", async () => {
    const curated = await read({
      ...FILES,
      "settled-terms.yaml":
        "terms:\n  - { facet: task, text: Foo Bar, reason: A joke., by: Ada, at: 2026-11-30 }\n",
      "overlays/x.yaml":
        "entry: github.com/Org/repo\naddTerms: { task: source finder, object: [star] }\nhideTerms: { task: [whatever] }\nat: 2026-11-30\n",
      "collections/course.yaml": "title: Course\nitems:\n  - a/b\n  - { entry: c/d, note: Good. }\n",
      "README.md": "Others may keep things here.",
      "overlays/notes.txt": "x",
    });
    expect(curated.findings).toEqual([]);
    expect(curated.commit).toBe("c0");
    expect(curated.settled).toEqual([
      { facet: "task", text: "Foo Bar", reason: "A joke.", by: "Ada", at: "2026-11-30" },
    ]);
    expect(curated.overlays.get("github.com/org/repo")).toMatchObject({
      entry: "github.com/Org/repo",
      addTerms: new Map([
        ["task", ["source finder"]],
        ["object", ["star"]],
      ]),
      hideTerms: new Map([["task", ["whatever"]]]),
      at: "2026-11-30",
      note: undefined,
    });
    expect(curated.collections.get("course")).toEqual({
      id: "course",
      title: "Course",
      description: undefined,
      maintainer: undefined,
      vetted: true,
      items: [
        { entry: "a/b", note: undefined },
        { entry: "c/d", note: "Good." },
      ],
    });
    expect(curated.vocabularies.resolve("task", "source finder")).toMatchObject({ state: "resolved" });
  });

  it("give the vocabularies of a folder with these files, by the same hash", async () => {
    const folder = path.join(import.meta.dirname, "../../../vocabularies");
    const names = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
    const files = names.map(
      (name) => [`vocabularies/${name}`, readFileSync(path.join(folder, name), "utf8")] as const,
    );
    const { vocabularies, findings } = await readCurated("c", new Map(files.toReversed()), {});
    const loaded = await loadVocabularies(folder);
    expect(findings).toEqual([]);
    expect(vocabularies.hash).toBe(loaded.hash);
    expect(vocabularies.facets).toEqual(loaded.facets);
    expect(vocabularies.schemes).toEqual(loaded.schemes);
  });

  it("keep what was parsed", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "execat-curated-"));
    try {
      const keepIn = path.join(folder, "parsed");
      const first = await readCurated("c", new Map(Object.entries(FILES)), { keepIn });
      expect(readdirSync(keepIn).sort()).toEqual(["facets.yaml.json", "things.yaml.json", "words.yaml.json"]);
      const second = await readCurated("c", new Map(Object.entries(FILES)), { keepIn });
      expect(second.vocabularies.schemes).toEqual(first.vocabularies.schemes);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("settled terms", () => {
  const settled = "terms:\n  - facet: task\n    text: source hunting\n    reason: Too vague.\n";

  it("are what an unknown term resolves to, in their facet and in any spelling", async () => {
    const { vocabularies } = await read({ ...FILES, "settled-terms.yaml": settled });
    expect(vocabularies.resolve("task", "Source-Hunting")).toMatchObject({
      state: "unknown",
      settled: { reason: "Too vague." },
    });
    expect(vocabularies.resolve("task", "else").state).toBe("unknown");
    expect(vocabularies.resolve("task", "else")).not.toHaveProperty("settled");
    expect(vocabularies.resolve("object", "source hunting")).not.toHaveProperty("settled");
    // What a thread is given makes the same.
    const { schemes, facets, hash } = vocabularies;
    const again = createVocabularies(schemes, facets, hash, structuredClone(vocabularies.settled ?? []));
    expect(again.resolve("task", "source hunting")).toMatchObject({ settled: { reason: "Too vague." } });
  });

  it("count until a concept has them as a label", async () => {
    const words = WORDS.replace("altLabel: [finding]", "altLabel: [finding, source hunting]");
    const { vocabularies } = await read({ ...FILES, [PATH]: words, "settled-terms.yaml": settled });
    expect(vocabularies.resolve("task", "source hunting")).toMatchObject({ state: "resolved" });
  });

  it("change the vocabularies' hash", async () => {
    const hashes = await Promise.all(
      [
        FILES,
        { ...FILES, "settled-terms.yaml": settled },
        { ...FILES, "settled-terms.yaml": settled.replace("vague", "wide") },
      ].map(async (files) => (await read(files)).vocabularies.hash),
    );
    expect(new Set(hashes).size).toBe(3);
  });
});

describe("a vocabulary that is broken", () => {
  it("is the one of before, with a finding at its place, and the others are those of now", async () => {
    const before = await read(FILES);
    const curated = await read(
      {
        ...FILES,
        [PATH]: WORDS.replace("broader: [detection]", "broader: [detektion]"),
        "vocabularies/things.yaml": THINGS.replace("star:", "sun:"),
      },
      before,
    );
    expect(places(curated)).toEqual([
      'vocabularies/words.yaml:19:15 error vocabulary/concept-unknown "broader" of "source-extraction" names "detektion", which is no concept of this scheme. Did you mean "detection"?',
    ]);
    expect(curated.vocabularies.schemes.get("words")).toEqual(before.vocabularies.schemes.get("words"));
    expect(curated.vocabularies.findConcept("things", "sun")).toBeDefined();
    expect(curated.vocabularies.facets.map(({ key }) => key)).toEqual(["task", "object"]);
    expect(curated.vocabularies.hash).not.toBe(before.vocabularies.hash);
  });

  it("is left out with its facet where there was none before", async () => {
    const curated = await read({ ...FILES, [PATH]: "scheme: [" });
    expect(curated.findings[0]).toMatchObject({ path: PATH, line: 1, rule: "vocabulary/syntax" });
    expect([...curated.vocabularies.schemes.keys()]).toEqual(["things"]);
    expect(curated.vocabularies.facets).toEqual([
      { key: "object", scheme: "things", label: "Which things", multiple: true, order: 0 },
    ]);
    expect(curated.vocabularies.resolve("task", "x")).toMatchObject({ state: "unknown-facet" });
  });

  it("costs only the facets' names of now where facets.yaml is the broken one", async () => {
    const before = await read(FILES);
    for (const facets of ["facets: {}", FACETS.replace("key: object", "key: task")]) {
      const curated = await read({ ...FILES, "vocabularies/facets.yaml": facets }, before);
      expect(curated.findings.length).toBeGreaterThan(0);
      expect(curated.vocabularies.facets).toEqual(before.vocabularies.facets);
    }
    const alone = await read({ ...FILES, "vocabularies/facets.yaml": "facets: {}" });
    expect(alone.vocabularies.facets.map(({ key }) => key)).toEqual(["things", "words"]);
  });

  it("leaves out questions that name what is not there", async () => {
    const words = WORDS.replace(
      "concepts:",
      "examples:\n  - { text: Good?, filters: { task: [detection] } }\n  - { text: Bad?, filters: { tusk: [x] } }\nconcepts:",
    );
    const curated = await read({ ...FILES, [PATH]: words });
    expect(places(curated)).toHaveLength(1);
    expect(curated.vocabularies.schemes.get("words")?.exampleQuestions.map(({ text }) => text)).toEqual([
      "Good?",
    ]);
  });

  it("is nothing to take the catalogue down when all of them are gone", async () => {
    const before = await read(FILES);
    const curated = await read({}, before);
    expect(curated.findings).toMatchObject([{ rule: "curation/no-vocabulary", severity: "error" }]);
    expect(curated.vocabularies.schemes).toBe(before.vocabularies.schemes);
    expect((await read({})).vocabularies.facets).toEqual([]);
  });
});

describe("other files that are broken", () => {
  it("are findings with their places, and the nearest name", async () => {
    const curated = await read({
      ...FILES,
      "overlays/a.yaml": "entry: a/b\nadTerms: {}\n",
      "overlays/b.yaml": "note: x\nsummary: 5\n",
      "overlays/c.yaml": "entry: [\n",
      "overlays/d.yaml": "entry: d/e\naddTerms:\n  tsk: [x]\n  task:\n    - detection\n    - detektion\n",
      "overlays/e.yaml": "# again\nentry: D/E\n",
      "collections/My List.yaml": "title: x\n",
      "collections/list.yaml": "title: x\nitems:\n  - a\n  - { entry: b, nte: x }\n",
      "collections/twice.yaml": "title: x\nitems: [a, b, A]\n",
      "settled-terms.yaml": "terms:\n  - { facet: task }\n",
    });
    expect(places(curated)).toEqual([
      'settled-terms.yaml:2:5 error curation/shape "terms/0" lacks "text".',
      'overlays/a.yaml:2:1 error curation/key-unknown Unknown key "adTerms". Did you mean "addTerms"?',
      'overlays/b.yaml:1:1 error curation/shape The file lacks "entry".',
      'overlays/b.yaml:2:1 error curation/shape "summary" must be string.',
      expect.stringMatching(/^overlays\/c\.yaml:2:1 error curation\/syntax /u),
      'overlays/d.yaml:3:3 warning curation/facet-unknown There is no facet "tsk". Did you mean "task"?',
      'overlays/d.yaml:6:7 warning curation/term-unknown "detektion" is no concept of "task". Did you mean "detection"?',
      'overlays/e.yaml:2:1 warning curation/entry-twice "overlays/d.yaml" is about "D/E" already, and counts. Put both into one file.',
      'collections/My List.yaml:1:1 error curation/collection-id "My List" cannot be the id of a collection: use lower case letters, digits and "-". Rename the file, for instance to "my-list.yaml".',
      'collections/list.yaml:4:17 error curation/key-unknown Unknown key "nte". Did you mean "note"?',
      'collections/twice.yaml:2:15 warning curation/item-twice "A" is in the collection twice; the first counts. Take one of them out.',
    ]);
    expect([...curated.overlays.keys()]).toEqual(["d/e"]);
    expect([...curated.collections.keys()]).toEqual(["twice"]);
    expect(curated.settled).toEqual([]);
  });

  it("name a facet that is not there at each place that names it", async () => {
    const text = "entry: a/b\naddTerms: { tsk: [x] }\nhideTerms: { tsk: [y] }\n";
    expect(places(await read({ ...FILES, "overlays/x.yaml": text }))).toEqual([
      'overlays/x.yaml:2:13 warning curation/facet-unknown There is no facet "tsk". Did you mean "task"?',
      'overlays/x.yaml:3:14 warning curation/facet-unknown There is no facet "tsk". Did you mean "task"?',
    ]);
  });

  it("say what they said before, where that can be known", async () => {
    const good = {
      ...FILES,
      "collections/list.yaml": "title: x\n",
      "settled-terms.yaml": "terms: [{ facet: task, text: x }]\n",
    };
    const before = await read(good);
    const curated = await read({ ...good, "collections/list.yaml": "x", "settled-terms.yaml": "x" }, before);
    expect(curated.findings).toHaveLength(2);
    expect(curated.collections.get("list")?.title).toBe("x");
    expect(curated.settled).toEqual(before.settled);
    const empty = await read({ ...FILES, "settled-terms.yaml": "# None yet\n" }, before);
    expect([empty.settled, empty.findings]).toEqual([[], []]);
  });
});
