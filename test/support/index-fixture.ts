import { pino } from "pino";
import { createSqlStore } from "../../src/catalogue/sql/index.ts";
import type { Store } from "../../src/catalogue/store.ts";
import {
  createIndexWriter,
  type IndexWriter,
  type IndexWriterOptions,
} from "../../src/search/index-writer.ts";
import type { SearchEngine } from "../../src/search/search-engine.ts";
import type { Vocabularies } from "../../src/vocabulary/vocabulary.ts";
import { programChange, repository, source } from "./entry-builders.ts";

const START = Date.parse("2026-11-24T10:00:00.000Z");

/** What a process has of its own; the fixture's vocabularies when absent. */
export type WriterParts = Partial<Pick<IndexWriterOptions, "vocabularies" | "refresh">>;

/** A store in memory with programs in it, and a clock that its index writers go by. */
export interface IndexFixture {
  readonly store: Store;
  writer(engine: SearchEngine, parts?: WriterParts): IndexWriter;
  /** Publishes `count` programs, numbered from `from`, which makes an index job for each. */
  publish(count: number, title: string, from?: number): Promise<void>;
  /** Lets a minute go by. */
  wait(): void;
}

export async function createIndexFixture(vocabularies: Vocabularies): Promise<IndexFixture> {
  const store = await createSqlStore({ file: ":memory:" });
  await store.migrate();
  await store.sources.save(source());
  let time = START;
  const now = (): Date => new Date(time);
  return {
    store,
    writer: (engine, parts = {}) =>
      createIndexWriter({
        store,
        engine,
        vocabularies: () => vocabularies,
        now,
        log: pino({ level: "silent" }),
        ...parts,
      }),
    async publish(count, title, from = 0) {
      const programs = Array.from({ length: count }, (_, index) => {
        const number = 10_000 + from + index;
        return programChange({
          id: `01P${number}`,
          path: `local.examples/p${number}`,
          title: `${title} ${number}`,
        });
      });
      await store.entries.apply({
        repository: repository(),
        problems: [],
        programs,
        seen: [],
        at: now().toISOString(),
      });
    },
    wait() {
      time += 60_000;
    },
  };
}

/** All but one method of an engine, for a test that puts its own in that place. */
export function delegate(engine: SearchEngine): Omit<SearchEngine, "replaceAll"> {
  return {
    name: engine.name,
    isShared: engine.isShared,
    describe: () => engine.describe(),
    updateSettings: (...all) => engine.updateSettings(...all),
    upsert: (documents) => engine.upsert(documents),
    remove: (ids) => engine.remove(ids),
    list: (...page) => engine.list(...page),
    search: (query) => engine.search(query),
    countValues: (...all) => engine.countValues(...all),
    close: () => engine.close(),
  };
}
