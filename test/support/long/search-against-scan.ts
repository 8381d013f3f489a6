import { deepStrictEqual } from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateEntries } from "../../../bench/generate-entries.ts";
import { findProjectRoot } from "../../../src/project-root.ts";
import { createEmbeddedEngine } from "../../../src/search/embedded/index.ts";
import { settingsFor, toSearchDocument } from "../../../src/search/indexing.ts";
import type {
  IndexSettings,
  SearchDocument,
  SearchEngine,
  SearchQuery,
} from "../../../src/search/search-engine.ts";
import { loadVocabularies } from "../../../src/vocabulary/load.ts";
import { EVERYTHING } from "../../conformance/search-engine-bench.ts";
import { createDice, measure, type Dice, type LongRow } from "./long-row.ts";
import { SearchScan } from "./search-scan.ts";

export interface SearchScanSizes {
  readonly documents: number;
  readonly queries: number;
}

const PAGE = 7;
const QUERIES_BETWEEN_WRITES = 25;

/**
 * Asks the embedded engine, on a real file, what a scan of all documents answers too, with documents written and
 * removed in between, all of them replaced, and the file opened anew. Totals, counts, hits and pages must agree.
 */
export async function runSearchAgainstScan(sizes: SearchScanSizes, seed: number): Promise<LongRow> {
  const size = `${sizes.documents} documents, ${sizes.queries} queries`;
  return measure({ test: "search-against-scan", seed, size }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "execat-long-"));
    const bench = await Bench.open(join(folder, "index.sqlite"), sizes.documents, seed);
    try {
      for (let number = 0; number < sizes.queries; number += 1) {
        if (number % QUERIES_BETWEEN_WRITES === 0) await bench.write();
        await bench.ask(number);
      }
      return `all equal; ${bench.tally()}`;
    } finally {
      await bench.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

class Bench {
  readonly #file: string;
  readonly #dice: Dice;
  readonly #pool: readonly SearchDocument[];
  readonly #words: readonly string[];
  readonly #settings: IndexSettings;
  readonly #scan = new SearchScan();
  readonly #tally = { hits: 0, pages: 0, upserts: 0, removals: 0, replacements: 0, reopened: 0, empty: 0 };
  #engine: SearchEngine;

  private constructor(file: string, pool: readonly SearchDocument[], settings: IndexSettings, seed: number) {
    this.#file = file;
    this.#pool = pool;
    this.#dice = createDice(seed);
    this.#engine = createEmbeddedEngine({ file });
    this.#settings = settings;
    this.#words = [
      ...new Set(pool.flatMap(({ title, summary }) => `${title} ${summary}`.match(/[a-z]+/gu) ?? [])),
    ];
  }

  /** Half of the documents stand in the index at first; the others come later, also in the place of those. */
  static async open(file: string, count: number, seed: number): Promise<Bench> {
    const vocabularies = await loadVocabularies(join(findProjectRoot(), "vocabularies"));
    const entries = [...generateEntries({ count, seed, vocabularies })];
    const pool = entries.map((entry) => toSearchDocument(entry, vocabularies));
    // Without synonyms, which a scan for one word knows nothing of.
    const settings = { facets: settingsFor(vocabularies).settings.facets, synonyms: new Map() };
    const bench = new Bench(file, pool, settings, seed);
    await bench.#replaceAll(pool.filter((_, index) => index % 2 === 0));
    return bench;
  }

  close(): Promise<void> {
    return this.#engine.close();
  }

  tally(): string {
    return Object.entries(this.#tally)
      .map(([what, count]) => `${count} ${what}`)
      .join(", ");
  }

  async write(): Promise<void> {
    const dice = this.#dice;
    const upserts = Array.from({ length: dice.below(30) }, () => this.#randomDocument());
    for (const document of upserts) this.#scan.put(document);
    await this.#engine.upsert(upserts);
    const ids = this.#scan.ids;
    const removed = Array.from({ length: ids.length === 0 ? 0 : dice.below(20) }, () => dice.pick(ids));
    for (const id of removed) this.#scan.remove(id);
    await this.#engine.remove([...removed, "no-such-id"]);
    this.#tally.upserts += upserts.length;
    this.#tally.removals += removed.length;
    if (dice.chance(0.06)) await this.#replaceWhileWriting();
    if (dice.chance(0.05)) await this.#reopen();
    await this.#askForAll("after a write");
  }

  /** What is written wrongly is found at once by the counts of everything. */
  #askForAll(when: string): Promise<void> {
    const facets = this.#settings.facets.filter(({ kind }) => kind === "values").map(({ key }) => key);
    return this.#compare({ ...EVERYTHING, limit: 0, facets }, when);
  }

  /** A document of the pool, or one that stands under another's id: then its words and values must go. */
  #randomDocument(): SearchDocument {
    const document = this.#dice.pick(this.#pool);
    return this.#dice.chance(0.3) ? { ...document, id: this.#dice.pick(this.#pool).id } : document;
  }

  async #replaceAll(documents: readonly SearchDocument[]): Promise<void> {
    await this.#engine.replaceAll(documents, this.#settings, "hash");
    this.#scan.clear();
    for (const document of documents) this.#scan.put(document);
    this.#tally.replacements += 1;
  }

  /** Readers see the old whole until the new one is there; what is written meanwhile is in both. */
  async #replaceWhileWriting(): Promise<void> {
    const share = this.#dice.number();
    const next = this.#pool.filter(() => this.#dice.chance(share));
    const late = this.#randomDocument();
    const gone = this.#dice.pick(this.#pool.filter(({ id }) => id !== late.id)).id;
    const writeLate = async (): Promise<void> => {
      await this.#engine.upsert([late]);
      await this.#engine.remove([gone]);
      this.#scan.put(late);
      this.#scan.remove(gone);
      await this.#askForAll("while all is replaced");
    };
    await this.#engine.replaceAll(halfway(next, writeLate), this.#settings, "hash");
    this.#scan.clear();
    for (const document of next) this.#scan.put(document);
    this.#scan.put(late);
    this.#scan.remove(gone);
    this.#tally.replacements += 1;
  }

  async #reopen(): Promise<void> {
    await this.#engine.close();
    this.#engine = createEmbeddedEngine({ file: this.#file });
    this.#tally.reopened += 1;
  }

  /** Asks one query for its total, its counts and its first hits; now and then page by page to the end. */
  async ask(number: number): Promise<void> {
    await this.#compare(this.#randomQuery(), `number ${number}`);
  }

  async #compare(query: SearchQuery, which: string): Promise<void> {
    const expected = this.#scan.search(query);
    const result = await this.#engine.search(query);
    const about = `query ${which}: ${describeQuery(query)}`;
    deepStrictEqual(result.total, expected.ids.size, `total of ${about}`);
    for (const facet of query.facets) {
      deepStrictEqual(
        sorted(result.counts.get(facet) ?? new Map()),
        sorted(expected.counts.get(facet) ?? new Map()),
        `counts of "${facet}" in ${about}`,
      );
    }
    if (expected.ids.size === 0) this.#tally.empty += 1;
    const rest = Math.max(0, expected.ids.size - query.offset);
    deepStrictEqual(result.hits.length, Math.min(query.limit, rest), `hits of ${about}`);
    for (const hit of result.hits) this.#checkHit(hit, expected.ids, about);
    this.#tally.hits += result.hits.length;
    if (expected.ids.size <= 300 && this.#dice.chance(0.3)) await this.#leaf(query, expected.ids, about);
  }

  #checkHit(
    hit: { readonly id: string; readonly card: string },
    ids: ReadonlySet<string>,
    about: string,
  ): void {
    deepStrictEqual(ids.has(hit.id), true, `"${hit.id}" does not belong to ${about}`);
    deepStrictEqual(hit.card, this.#scan.get(hit.id)?.card, `card of "${hit.id}" in ${about}`);
  }

  /** All pages together hold every match once; newest first and without a text they have an order that is known. */
  async #leaf(query: SearchQuery, ids: ReadonlySet<string>, about: string): Promise<void> {
    const found: string[] = [];
    for (let offset = 0; ; offset += PAGE) {
      const { hits } = await this.#engine.search({ ...query, offset, limit: PAGE, facets: [] });
      found.push(...hits.map((hit) => hit.id));
      this.#tally.pages += 1;
      if (hits.length < PAGE) break;
    }
    deepStrictEqual([...found].sort(), [...ids].sort(), `pages of ${about}`);
    const date = (id: string): string => this.#scan.get(id)?.updatedAt ?? "";
    const byId = [...ids].sort();
    if (query.sort === "newest") {
      const newest = byId.sort((left, right) => compare(date(right), date(left)) || compare(left, right));
      deepStrictEqual(found, newest, `order of ${about}`);
    } else if (query.text === "") deepStrictEqual(found, byId, `order of ${about}`);
  }

  #randomQuery(): SearchQuery {
    const dice = this.#dice;
    const like = dice.pick(this.#pool);
    const filters = new Map<string, readonly string[]>();
    for (const [facet, values] of like.values) {
      if (values.length === 0 || !dice.chance(0.25)) continue;
      const others = dice.pick(this.#pool).values.get(facet) ?? [];
      filters.set(facet, [dice.pick(values), ...(dice.chance(0.4) ? others : [])]);
    }
    if (dice.chance(0.03)) filters.set(dice.pick(["task", "no-such-facet", "__proto__"]), ["no-such-value"]);
    const ranges = new Map(
      ["cores", "memory", "no-such-number"]
        .filter((key) => dice.chance(key === "no-such-number" ? 0.02 : 0.2))
        .map((key) => [key, this.#randomRange()]),
    );
    return {
      text: dice.chance(0.6) ? this.#randomWord() : "",
      filters,
      ranges,
      sort: dice.chance(0.5) ? "relevance" : "newest",
      offset: dice.chance(0.2) ? dice.below(60) : 0,
      limit: dice.pick([0, 1, 10, 100]),
      facets: this.#settings.facets.filter((facet) => facet.kind === "values").map((facet) => facet.key),
    };
  }

  #randomRange(): { readonly min?: number; readonly max?: number } {
    const [low, high] = [2 ** this.#dice.below(7), 2 ** this.#dice.below(8)];
    return {
      ...(this.#dice.chance(0.7) ? { min: low } : {}),
      ...(this.#dice.chance(0.7) ? { max: high } : {}),
    };
  }

  /** A word that stands somewhere, its beginning, its other number, or one that stands nowhere. */
  #randomWord(): string {
    const word = this.#dice.pick(this.#words);
    switch (this.#dice.below(5)) {
      case 0:
        return word.slice(0, 1 + this.#dice.below(word.length));
      case 1:
        return word.endsWith("s") ? word.slice(0, -1) : `${word}s`;
      case 2:
        return word.toUpperCase();
      case 3:
        return this.#dice.chance(0.2) ? `${word}qqq` : word;
      default:
        return word;
    }
  }
}

/** The documents, with some work done when half of them have been read. */
async function* halfway(
  documents: readonly SearchDocument[],
  work: () => Promise<void>,
): AsyncGenerator<SearchDocument> {
  const half = documents.length >>> 1;
  yield* documents.slice(0, half);
  await work();
  yield* documents.slice(half);
}

function sorted(counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...counts].sort(([left], [right]) => compare(left, right));
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function describeQuery(query: SearchQuery): string {
  return JSON.stringify({
    ...query,
    filters: [...query.filters],
    ranges: [...query.ranges],
    facets: undefined,
  });
}
