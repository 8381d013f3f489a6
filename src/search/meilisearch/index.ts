import { randomBytes } from "node:crypto";
import type { MultiSearchQuery } from "meilisearch";
import { ExecatError } from "../../errors.ts";
import type {
  IndexSettings,
  ListedDocument,
  SearchDocument,
  SearchEngine,
  SearchQuery,
  SearchResult,
} from "../search-engine.ts";
import { hasSameFacets } from "../same-facets.ts";
import { createPhraseBook, type PhraseBook } from "../text-query.ts";
import { loadAbout, type About } from "./about.ts";
import { toResult, totalOf, type Found } from "./answer.ts";
import { createConnection, type Connection, type ConnectionOptions } from "./connection.ts";
import { closed, codeOf } from "./failures.ts";
import { beginGeneration, removeDocuments, writeDocuments, type NewGeneration } from "./generation.ts";
import { updateSynonyms, writeAbout } from "./change-settings.ts";
import { toKey } from "./names.ts";
import { planGeneration, planSearches, planTextAlone, type AskedQuery } from "./queries.ts";

export interface MeilisearchEngineOptions extends ConnectionOptions {
  readonly now: () => Date;
  /** Called now and then while everything is indexed anew, with the documents done. */
  readonly onProgress?: ((documents: number) => void) | undefined;
}

/**
 * Searches with a Meilisearch server, which several processes may share. Nothing is called before it is needed: when
 * the server is away, each call fails with `ENGINE_UNAVAILABLE`, and works again when it is back.
 * Throws `SETTINGS_INVALID` for an index name that would let one catalogue's keys reach another's index.
 */
export function createMeilisearchEngine(options: MeilisearchEngineOptions): SearchEngine {
  if (!/^[A-Za-z0-9-]{1,200}$/u.test(options.indexName)) {
    throw new ExecatError("SETTINGS_INVALID", `An index cannot be called "${options.indexName}".`, {
      hint: "Use letters, digits and hyphens in EXECAT_MEILI_INDEX.",
    });
  }
  return new MeilisearchEngine(options);
}

type Documents = AsyncIterable<SearchDocument> | Iterable<SearchDocument>;

/** What was learnt of the generation in use. */
interface Known {
  readonly about: About;
  readonly phrases: PhraseBook;
  readonly keys: ReadonlySet<string>;
  readonly valueFacets: ReadonlySet<string>;
}

const NEVER_FILLED = { documents: 0, settingsHash: undefined };
const NOTHING: SearchResult = { total: 0, hits: [], counts: new Map() };
/** A change of a few documents takes well under a second; a rebuild before it in the queue may take longer. */
const WRITE_TIMEOUT_MS = 45_000;
/** Failures that an index gives that was swapped between our learning of it and our asking. */
const OUTDATED = /^(index_not_found|invalid_search_(facets|filter|sort|attributes_to_search_on))$/u;
const ATTEMPTS = 4;

class MeilisearchEngine implements SearchEngine {
  readonly name = "meilisearch";
  readonly isShared = true;
  readonly #options: MeilisearchEngineOptions;
  readonly #connection: Connection;
  #known: Known | undefined;
  /** What was written while a new generation is filled, to be written to that one too; `undefined` is a removal. */
  #late: Map<string, SearchDocument | undefined> | undefined;
  /** Writes and the end of a rebuild, one after the other: a change between its last look and the swap were lost. */
  #writing: Promise<unknown> = Promise.resolve();
  #replacing: Promise<void> = Promise.resolve();

  constructor(options: MeilisearchEngineOptions) {
    this.#options = options;
    this.#connection = createConnection(options);
  }

  async describe(): Promise<{ readonly documents: number; readonly settingsHash: string | undefined }> {
    const known = await this.#learn();
    if (known === undefined) return NEVER_FILLED;
    try {
      const found = await this.#connection.read((client) =>
        client.index(this.#options.indexName).search("", { hitsPerPage: 0, page: 1 }),
      );
      return { documents: found.totalHits, settingsHash: known.about.settingsHash };
    } catch (error) {
      // Somebody deleted it, and left what was said of it.
      if (error instanceof ExecatError && codeOf(error.cause) === "index_not_found") return NEVER_FILLED;
      throw error;
    }
  }

  async replaceAll(documents: Documents, settings: IndexSettings, settingsHash: string): Promise<void> {
    const current = this.#replacing.then(() => this.#replace(documents, settings, settingsHash));
    this.#replacing = current.catch(() => undefined);
    await current;
  }

  async updateSettings(settings: IndexSettings, settingsHash: string): Promise<boolean> {
    const current = this.#replacing.then(() =>
      this.#inTurn(() => this.#changeSettings(settings, settingsHash)),
    );
    this.#replacing = current.then(
      () => undefined,
      () => undefined,
    );
    return current;
  }

  upsert(documents: readonly SearchDocument[]): Promise<void> {
    return this.#inTurn(() => this.#change(new Map(documents.map((document) => [document.id, document]))));
  }

  remove(ids: readonly string[]): Promise<void> {
    return this.#inTurn(() => this.#change(new Map(ids.map((id) => [id, undefined]))));
  }

  async list(afterId: string | undefined, limit: number): Promise<readonly ListedDocument[]> {
    if ((await this.#learn()) === undefined) return [];
    const { results } = await this.#connection.write((client) =>
      client.index<ListedDocument & Record<string, unknown>>(this.#options.indexName).getDocuments({
        fields: ["id", "hash"],
        limit,
        sort: ["key:asc"],
        ...(afterId === undefined ? {} : { filter: `key > "${toKey(afterId)}"` }),
      }),
    );
    return results.map(({ id, hash }) => ({ id, hash }));
  }

  async search(query: SearchQuery): Promise<SearchResult> {
    let known = this.#known ?? (await this.#learn());
    for (let attempt = 1; known !== undefined; attempt += 1) {
      const result = await this.#ask(known, query, attempt < ATTEMPTS);
      if (result !== undefined) return result;
      known = await this.#learn();
    }
    return NOTHING;
  }

  async countValues(
    query: SearchQuery,
    facet: string,
    among: readonly string[],
  ): Promise<ReadonlyMap<string, number>> {
    const { counts } = await this.search({ ...query, offset: 0, limit: 0, facets: [facet] });
    const counted = counts.get(facet) ?? new Map<string, number>();
    const wanted = new Set(among);
    return new Map([...counted].filter(([value]) => wanted.has(value)));
  }

  async close(): Promise<void> {
    this.#connection.close();
    await this.#replacing;
    await this.#writing;
  }

  /** What the index in use is; `undefined` when there is none. */
  async #learn(): Promise<Known | undefined> {
    const about = await this.#connection.read((client) => loadAbout(client, this.#options.indexName));
    if (about === undefined) return (this.#known = undefined);
    if (about.generation === this.#known?.about.generation) return this.#known;
    const { facets, synonyms } = about.settings;
    this.#known = {
      about,
      phrases: createPhraseBook(synonyms),
      keys: new Set(facets.map((facet) => facet.key)),
      valueFacets: new Set(facets.filter((facet) => facet.kind === "values").map((facet) => facet.key)),
    };
    return this.#known;
  }

  /** `undefined` when another generation took the place of the known one meanwhile, which `mayRetry` allows. */
  async #ask(known: Known, query: SearchQuery, mayRetry: boolean): Promise<SearchResult | undefined> {
    if (isForeign(known, query)) return NOTHING;
    const { indexName } = this.#options;
    const text = known.phrases.read(query.text, query.meanings);
    const asked: AskedQuery = { indexName, query, text, valueFacets: known.valueFacets, spelling: "strict" };
    const planned = planSearches(asked);
    const found = await this.#searchAll(
      known,
      planned.map(({ search }) => search),
      mayRetry,
    );
    if (found === undefined) return undefined;
    if (text === undefined || totalOf(found[0]) > 0) return toResult(planned, found, text);
    return this.#askLoosely(known, asked, mayRetry);
  }

  /** Near spellings are looked for only when nothing at all is spelt so: not when a filter leaves nothing. */
  async #askLoosely(known: Known, asked: AskedQuery, mayRetry: boolean): Promise<SearchResult | undefined> {
    const planned = planSearches({ ...asked, spelling: "loose" });
    const searches = [...planned.map(({ search }) => search), planTextAlone(asked)];
    const found = await this.#searchAll(known, searches, mayRetry);
    if (found === undefined) return undefined;
    if (totalOf(found.at(-1)) === 0) return toResult(planned, found, asked.text);
    const strict = planSearches(asked);
    const again = await this.#searchAll(
      known,
      strict.map(({ search }) => search),
      mayRetry,
    );
    return again === undefined ? undefined : toResult(strict, again, asked.text);
  }

  /** The generation is asked first and last: an index may be swapped between two searches of one request. */
  async #searchAll(
    known: Known,
    searches: readonly MultiSearchQuery[],
    mayRetry: boolean,
  ): Promise<readonly Found[] | undefined> {
    const generation = planGeneration(this.#options.indexName);
    try {
      const { results } = await this.#connection.read((client) =>
        client.multiSearch({ queries: [generation, ...searches, generation] }),
      );
      const isSame = [results[0], results.at(-1)].every(
        (result) => result?.hits[0]?.["generation"] === known.about.generation,
      );
      // The searches ask for rows of documents.
      return isSame || !mayRetry ? (results.slice(1, -1) as unknown as readonly Found[]) : undefined;
    } catch (error) {
      const code = error instanceof ExecatError ? codeOf(error.cause) : undefined;
      if (mayRetry && code !== undefined && OUTDATED.test(code)) return undefined;
      throw error;
    }
  }

  /** Writes again when the index was swapped meanwhile, by another process: the new one may not have the change. */
  async #change(changes: ReadonlyMap<string, SearchDocument | undefined>): Promise<void> {
    if (this.#connection.isClosed) throw closed();
    if (changes.size === 0) return;
    for (const [id, document] of changes) this.#late?.set(id, document);
    const written = [...changes.values()].filter((document) => document !== undefined);
    const removed = [...changes].filter(([, document]) => document === undefined).map(([id]) => id);
    const { indexName } = this.#options;
    let known = await this.#learn();
    for (;;) {
      if (known === undefined && this.#late !== undefined) return;
      if (known === undefined) throw notFilled();
      const { settings, generation } = known.about;
      const timeoutMs = WRITE_TIMEOUT_MS;
      await writeDocuments(this.#connection, indexName, { documents: written, settings, timeoutMs });
      await removeDocuments(this.#connection, indexName, removed, timeoutMs);
      known = await this.#learn();
      if (known?.about.generation === generation) return;
    }
  }

  /**
   * It counts as another generation, by which other processes see that there are other synonyms to read. What it is
   * called comes last: whoever ends in between leaves an index with the hash of before, which is done again.
   */
  async #changeSettings(settings: IndexSettings, settingsHash: string): Promise<boolean> {
    if (this.#connection.isClosed) throw closed();
    const { indexName } = this.#options;
    let known = await this.#learn();
    for (;;) {
      if (known === undefined || !hasSameFacets(known.about.settings, settings)) return false;
      const { generation } = known.about;
      await updateSynonyms(this.#connection, indexName, settings, WRITE_TIMEOUT_MS);
      known = await this.#learn();
      // Else another process put another index in its place meanwhile.
      if (known?.about.generation === generation) break;
    }
    const about: About = { generation: this.#newGeneration(), settingsHash, settings };
    await writeAbout(this.#connection, indexName, about, WRITE_TIMEOUT_MS);
    await this.#learn();
    return true;
  }

  #newGeneration(): string {
    return `g${this.#options.now().getTime().toString(36)}${randomBytes(4).toString("hex")}`;
  }

  async #replace(documents: Documents, settings: IndexSettings, settingsHash: string): Promise<void> {
    const { indexName, now, onProgress } = this.#options;
    const about: About = { generation: this.#newGeneration(), settingsHash, settings };
    const late = new Map<string, SearchDocument | undefined>();
    this.#late = late;
    let next: NewGeneration | undefined;
    try {
      next = await beginGeneration({ connection: this.#connection, indexName, about, now, onProgress });
      await next.fill(this.#untilClosed(documents));
      const filled = next;
      await this.#inTurn(async () => {
        await filled.change(late);
        await filled.swap();
        this.#late = undefined;
      });
    } catch (error) {
      if (!this.#connection.isClosed) await next?.drop();
      throw this.#connection.isClosed ? closed(error) : error;
    } finally {
      this.#late = undefined;
    }
    await this.#learn();
  }

  async *#untilClosed(documents: Documents): AsyncGenerator<SearchDocument> {
    for await (const document of documents) {
      if (this.#connection.isClosed) throw closed();
      yield document;
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#writing.then(work);
    this.#writing = result.catch(() => undefined);
    return result;
  }
}

/** Whether a filter is on a facet that the index does not have: it then matches nothing. */
function isForeign({ keys, valueFacets }: Known, { filters, ranges }: SearchQuery): boolean {
  return (
    [...filters].some(([facet, values]) => values.length > 0 && !valueFacets.has(facet)) ||
    [...ranges].some(
      ([facet, { min, max }]) =>
        (min !== undefined || max !== undefined) && (!keys.has(facet) || valueFacets.has(facet)),
    )
  );
}

function notFilled(): ExecatError {
  return new ExecatError("ENGINE_UNAVAILABLE", "The search index was never filled.", {
    hint: "`execat reindex` fills it; a server does so when it starts.",
  });
}
