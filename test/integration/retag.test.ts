import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createChecker } from "../../src/catalogue/checker.ts";
import type { TermRecord } from "../../src/catalogue/entry.ts";
import { checkInProcess } from "../../src/catalogue/guarded-checker.ts";
import { rebuildModels } from "../../src/catalogue/rebuild-models.ts";
import { retag } from "../../src/catalogue/retag.ts";
import { createSqlStore } from "../../src/catalogue/sql/index.ts";
import type { Store } from "../../src/catalogue/store.ts";
import type { Problem } from "../../src/manifest/problems.ts";
import type { Vocabularies } from "../../src/vocabulary/vocabulary.ts";
import { programChange, repository, source } from "../support/entry-builders.ts";
import { bytesOf, EXECUTABLE } from "../unit/manifest/support.ts";
import { loadFiles } from "../unit/vocabulary/vocabulary-folder.ts";

const AT = "2026-11-24T10:00:00.000Z";
const CONCEPTS = ["alpha", "beta", "gamma"] as const;
const LABELS = ["first way", "second way", "a colon: here"];
const TEXTS = [
  ...CONCEPTS,
  ...LABELS,
  "Alpha",
  "alphas",
  "no such",
  'with "quotes"',
  "größer",
  "x".repeat(80),
];
const FACETS = ["task", "tusk", "input"];

/** What one concept is in one version of the vocabulary; absent when it has none. */
const concept = fc.option(
  fc.record({
    alternative: fc.option(fc.constantFrom(...LABELS)),
    replacedBy: fc.option(fc.subarray([...CONCEPTS], { maxLength: 2 })),
  }),
  { freq: 4 },
);
const version = fc.record({
  concepts: fc.tuple(concept, concept, concept),
  settled: fc.subarray(TEXTS, { maxLength: 3 }),
});
type Version = typeof version extends fc.Arbitrary<infer T> ? T : never;

const document = fc.record({
  terms: fc.array(fc.record({ facet: fc.constantFrom(...FACETS), text: fc.constantFrom(...TEXTS) }), {
    maxLength: 8,
  }),
  secret: fc.boolean(),
});
type Document = typeof document extends fc.Arbitrary<infer T> ? T : never;

async function toVocabularies({ concepts, settled }: Version): Promise<Vocabularies> {
  const lines = concepts.flatMap((it, index) => {
    const id = CONCEPTS[index];
    if (it === null || id === undefined) return [];
    // Only by such as there are, and further down, so that there is no circle.
    const others = (it.replacedBy ?? []).filter((other) => {
      const at = CONCEPTS.indexOf(other);
      return at > index && concepts[at] !== null;
    });
    const fields = {
      prefLabel: id,
      ...(it.alternative === null ? {} : { altLabel: [it.alternative] }),
      ...(it.replacedBy === null ? {} : { deprecated: true, replacedBy: others, since: "2026-01-01" }),
    };
    return [`  ${id}: ${JSON.stringify(fields)}`];
  });
  const read = await loadFiles({
    "task.yaml": `scheme: {title: T, namespace: "https://example.org/task#"}\nconcepts:\n  other: {prefLabel: other}\n${lines.join("\n")}\n`,
    "facets.yaml":
      "facets: [{key: task, scheme: task, label: Task}, {key: input, scheme: task, label: Input}]",
  });
  return {
    ...read,
    resolve(facet, text) {
      const resolution = read.resolve(facet, text);
      const isSettled = resolution.state === "unknown" && settled.includes(text);
      return isSettled ? { ...resolution, settled: { reason: undefined } } : resolution;
    },
  };
}

function toText({ terms, secret }: Document): string {
  const facets = FACETS.map((facet) => [facet, terms.filter((term) => term.facet === facet)] as const);
  const lines = facets.flatMap(([facet, own]) =>
    own.length === 0 ? [] : [`    ${facet}:`, ...own.map(({ text }) => `      - ${JSON.stringify(text)}`)],
  );
  const environment = secret ? "# password: hunter2hunter2hunter2\n" : "";
  const block = lines.length === 0 ? "" : `  terms:\n${lines.join("\n")}\n`;
  return `${EXECUTABLE}${environment}discovery:\n  title: Root\n  summary: Takes roots.\n${block}`;
}

async function createStore(texts: readonly string[]): Promise<Store> {
  const store = await createSqlStore({ file: ":memory:" });
  await store.migrate();
  await store.sources.save(source());
  for (const [number, text] of texts.entries()) {
    const id = `01P${number}`;
    const path = `local.examples/p${number}`;
    const change = programChange({ id, path, repositoryId: `R${number}` });
    const documents = change.documents.map((it) => ({ ...it, bytes: bytesOf(text) }));
    await store.entries.apply({
      repository: repository({ id: `R${number}`, forgeId: path, path }),
      problems: [],
      programs: [{ ...change, documents, terms: [] }],
      seen: [],
      at: AT,
    });
  }
  return store;
}

interface Shown {
  readonly terms: readonly TermRecord[] | undefined;
  readonly problems: readonly Problem[];
}

/** All but what follows from several terms at once. */
async function readShown(store: Store, count: number): Promise<readonly Shown[]> {
  const shown: Shown[] = [];
  for (let number = 0; number < count; number += 1) {
    const entry = await store.entries.get(`01P${number}`);
    shown.push({ terms: entry?.terms, problems: entry?.problems ?? [] });
  }
  return shown;
}

/** A few, since reading one takes longer than all else here. */
const VERSIONS = await Promise.all(fc.sample(version, { numRuns: 12, seed: 8 }).map(toVocabularies));

const rebuild = (store: Store, vocabularies: Vocabularies): Promise<unknown> =>
  rebuildModels({ store, checker: checkInProcess(createChecker(vocabularies)), now: () => new Date(AT) });

describe("retagging", () => {
  it("leaves what a check of every manifest with the new vocabularies would leave", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(document, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(...VERSIONS),
        fc.constantFrom(...VERSIONS),
        fc.boolean(),
        async (documents, before, after, isBeforeKnown) => {
          const store = await createStore(documents.map(toText));
          try {
            await rebuild(store, before);
            const written = (await store.terms.listWritten()).map(({ facet, text }) => [facet, text]);
            const change = {
              vocabularies: after,
              ...(isBeforeKnown ? { before } : {}),
              commit: "c1",
              at: AT,
              alsoIndex: [],
            };
            await retag(store, change);
            const retagged = await readShown(store, documents.length);
            expect((await store.terms.listWritten()).map(({ facet, text }) => [facet, text])).toEqual(
              written,
            );
            expect(await retag(store, change)).toBe(0);
            await rebuild(store, after);
            expect(retagged).toEqual(await readShown(store, documents.length));
          } finally {
            await store.close();
          }
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);
});
