import { join } from "node:path";
import { pino } from "pino";
import { monotonicFactory } from "ulid";
import { createCrawler, type Crawler, type CrawlProgress, type CrawlRequest } from "../../crawler/crawl.ts";
import { createDirectoryForge } from "../../crawler/forges/directory/index.ts";
import { createSummingMeter } from "../../crawler/meter.ts";
import { createGitForge } from "../../crawler/forges/git/index.ts";
import { createForges, type ForgesOptions } from "../../crawler/forges/create-forges.ts";
import { syncSources } from "../../crawler/sources.ts";
import type { SourceEntry } from "../../crawler/sources-file.ts";
import { createChecker, type Checker } from "../../src/catalogue/checker.ts";
import { checkInProcess } from "../../src/catalogue/guarded-checker.ts";
import type { CrawlRun, Repository, Source, SourceOptions } from "../../src/catalogue/sources.ts";
import { createSqlStore, type SqlStore } from "../../src/catalogue/sql/index.ts";
import { loadVocabularies } from "../../src/vocabulary/load.ts";
import { createTempFolder } from "./git-fixture.ts";

/** A crawler with a store in memory, the real checker and a clock that only moves when it is told to. */
export interface CrawlFixture {
  /** A folder for repositories. */
  readonly folder: string;
  readonly store: SqlStore;
  readonly checker: Checker;
  readonly progress: CrawlProgress[];
  crawl(request?: Partial<CrawlRequest>): Promise<CrawlRun>;
  /** The crawler with some parts exchanged, on the same store. */
  crawlerWith(parts: CrawlerParts): Crawler;
  addSource(key: string, kind: Source["kind"], location: string, options?: SourceOptions): Promise<void>;
  /** The one repository of a source. */
  repository(key: string): Promise<Repository>;
  forward(milliseconds: number): void;
  close(): Promise<void>;
}

export interface CrawlerParts {
  readonly checkedWith?: string;
  readonly forges?: Partial<ForgesOptions>;
  readonly gitTimeoutMs?: number;
  readonly allowHosts?: readonly string[];
  readonly parallel?: number;
  readonly sharesStore?: boolean;
}

export async function createCrawlFixture(parts: CrawlerParts = {}): Promise<CrawlFixture> {
  const temp = createTempFolder();
  const store = await createSqlStore({ file: ":memory:" });
  await store.migrate();
  const vocabularies = await loadVocabularies(join(import.meta.dirname, "../../vocabularies"));
  const checker = createChecker(vocabularies);
  let clock = Date.UTC(2026, 5, 1);
  const now = (): Date => new Date(clock);
  const newId = monotonicFactory();
  const progress: CrawlProgress[] = [];
  const sources: SourceEntry[] = [];
  const crawlerWith = (some: CrawlerParts): Crawler =>
    createCrawler({
      store,
      checker: checkInProcess(checker),
      vocabularies: () => vocabularies,
      forges: createForges({
        directory: createDirectoryForge({ baseDir: temp.path }),
        git: createGitForge({
          mirrorsDir: join(temp.path, ".mirrors"),
          timeoutMs: some.gitTimeoutMs ?? 20_000,
          allowHosts: some.allowHosts ?? [],
          environment: { PATH: process.env["PATH"] ?? "/usr/bin" },
        }),
        ...some.forges,
      }),
      checkedWith: some.checkedWith ?? "checker-1",
      sharesStore: some.sharesStore ?? false,
      meter: createSummingMeter(),
      pageOf: (id) => `https://catalogue.example.org/repositories/${id}`,
      parallel: some.parallel ?? 4,
      now,
      newId,
      random: () => 0.5,
      log: pino({ level: "silent" }),
    });
  const crawler = crawlerWith(parts);
  return {
    folder: join(temp.path, "repositories"),
    store,
    checker,
    progress,
    crawlerWith,
    crawl: (request = {}) =>
      crawler.crawl({
        signal: new AbortController().signal,
        onProgress: (event) => progress.push(event),
        ...request,
      }),
    async addSource(key, kind, location, options = {}) {
      sources.push({ key, kind, location, label: undefined, options });
      await syncSources(sources, { store, now, newId });
    },
    async repository(key) {
      const source = await store.sources.find(key);
      const [first] = await store.sources.listRepositories(source?.id ?? "");
      if (first === undefined) throw new Error(`Source "${key}" has no repository.`);
      return first;
    },
    forward(milliseconds) {
      clock += milliseconds;
    },
    async close() {
      await store.close();
      temp.remove();
    },
  };
}

/** A small manifest that can be published. */
export function manifest(options: { name?: string; title?: string; image?: string } = {}): string {
  const { name = "tool", title = "A tool", image = "example.org/tool:1.0" } = options;
  return `executable:
  kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/docker-container.yaml
  image:
    locations:
      - ${image}
discovery:
  name: ${name}
  title: ${title}
  summary: Does one thing to images.
`;
}

/** What makes that manifest one that cannot be published: at line 4, column 5. */
export function broken(text: string): string {
  return text.replace("locations:", "places:");
}
