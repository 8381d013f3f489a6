import { join } from "node:path";
import PQueue from "p-queue";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateDocuments, makeQueries } from "../../bench/search.ts";
import { findProjectRoot } from "../../src/project-root.ts";
import { createEmbeddedEngine } from "../../src/search/embedded/index.ts";
import { settingsFor } from "../../src/search/indexing.ts";
import type { SearchEngine, SearchQuery, SearchResult } from "../../src/search/search-engine.ts";
import { createPhraseBook } from "../../src/search/text-query.ts";
import { toSingular, toWords } from "../../src/search/words.ts";
import { loadVocabularies } from "../../src/vocabulary/load.ts";
import { MEILI_URL, openTestEngine, removeTestIndexes } from "../support/meilisearch.ts";

const DOCUMENTS = 2000;
/** Compared; more are made, since some are left out. */
const QUERIES = 2000;
const MADE = 3000;
const PARALLEL = 4;
/** What Meilisearch looks at of a query, and of a phrase with synonyms. */
const MOST_WORDS = 10;
const LONGEST_PHRASE = 3;

const vocabularies = await loadVocabularies(join(findProjectRoot(), "vocabularies"));
const { settings, hash } = settingsFor(vocabularies);
const phrases = createPhraseBook(settings.synonyms);
const phraseKeys = new Set([...settings.synonyms.keys()].map((phrase) => keyOf(foldedWords(phrase))));

describe.skipIf(MEILI_URL === undefined)("both engines over one catalogue", () => {
  let embedded: SearchEngine;
  let meilisearch: SearchEngine;
  beforeAll(async () => {
    embedded = createEmbeddedEngine({ file: ":memory:" });
    meilisearch = openTestEngine();
    for (const engine of [embedded, meilisearch])
      await engine.replaceAll(generateDocuments(DOCUMENTS, vocabularies), settings, hash);
  }, 300_000);
  afterAll(async () => {
    await embedded.close();
    await meilisearch.close();
    await removeTestIndexes();
  });

  it("find the same totals, counts and, where the order is fixed, hits in 2,000 queries", async () => {
    const pairs = pairsWrittenAsOne();
    const queries: SearchQuery[] = [];
    for (const query of makeQueries(MADE, vocabularies))
      if (queries.length < QUERIES && !(await isExcluded(query, pairs))) queries.push(query);
    expect(queries).toHaveLength(QUERIES);
    const different: string[] = [];
    const queue = new PQueue({ concurrency: PARALLEL });
    await queue.addAll(
      queries.map((query) => async () => {
        const [one, other] = [await embedded.search(query), await meilisearch.search(query)];
        if (digest(query, one) !== digest(query, other))
          different.push(`${query.text} ${JSON.stringify([...query.filters])}: ${one.total}, ${other.total}`);
      }),
    );
    expect(different).toEqual([]);
  }, 300_000);

  /**
   * What the engines are allowed to answer differently:
   * - nothing is spelt so: Meilisearch then looks for near spellings, which the embedded engine does not know;
   * - the last word, or one of a phrase with synonyms, is two neighbouring words of some document written as one:
   *   Meilisearch finds these too;
   * - a phrase with synonyms holds a shorter one with synonyms, which Meilisearch follows as well, or has more words
   *   than Meilisearch looks at; or the query has.
   */
  async function isExcluded(query: SearchQuery, pairs: ReadonlySet<string>): Promise<boolean> {
    const text = phrases.read(query.text);
    if (text === undefined) return false;
    const parts = text.parts.map((part) => ({ ...part, own: part.words.flatMap((unit) => unit.words) }));
    const open = parts.flatMap(({ own, synonyms }, index) =>
      synonyms.length > 0 || index === parts.length - 1 ? own : [],
    );
    if (open.some((word) => pairs.has(word))) return true;
    if (parts.flatMap((part) => part.own).length > MOST_WORDS) return true;
    const known = parts.filter((part) => part.synonyms.length > 0).map((part) => part.own);
    if (known.some((own) => own.length > LONGEST_PHRASE || holdsShorter(own))) return true;
    const everywhere = { ...query, filters: new Map(), ranges: new Map(), limit: 0, facets: [] };
    return (await embedded.search(everywhere)).total === 0;
  }
});

function holdsShorter(words: readonly string[]): boolean {
  for (let start = 0; start < words.length; start += 1) {
    for (let end = start + 1; end <= words.length; end += 1) {
      if (end - start < words.length && phraseKeys.has(keyOf(words.slice(start, end)))) return true;
    }
  }
  return false;
}

function pairsWrittenAsOne(): ReadonlySet<string> {
  const pairs = new Set<string>();
  for (const document of generateDocuments(DOCUMENTS, vocabularies)) {
    const { title, terms, keywords, names, summary, description } = document;
    for (const text of [title, ...terms, ...keywords, ...names, summary, description]) {
      const words = foldedWords(text);
      for (const [index, word] of words.entries()) pairs.add(word + (words[index + 1] ?? " "));
    }
  }
  return pairs;
}

function foldedWords(text: string): readonly string[] {
  return toWords(text).map((word) => word.folded);
}

function keyOf(words: readonly string[]): string {
  return words.map(toSingular).join(" ");
}

/** Total, counts, and the hits where their order says nothing of relevance. */
function digest(query: SearchQuery, { total, hits, counts }: SearchResult): string {
  const counted = query.facets.map((facet) => [
    facet,
    [...(counts.get(facet) ?? [])].map(([value, count]) => `${value} ${count}`).sort(),
  ]);
  const isFixed = query.sort === "newest" || query.text === "";
  return JSON.stringify([total, counted, isFixed ? hits.map(({ id, card }) => [id, card]) : hits.length]);
}
