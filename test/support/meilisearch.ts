import { randomBytes } from "node:crypto";
import { Meilisearch } from "meilisearch";
import {
  createMeilisearchEngine,
  type MeilisearchEngineOptions,
} from "../../src/search/meilisearch/index.ts";
import type { SearchEngine } from "../../src/search/search-engine.ts";

/** The server that `EXECAT_TEST_MEILI` names, and its master key. */
export const MEILI_URL = process.env["EXECAT_TEST_MEILI"];
export const MEILI_MASTER_KEY = process.env["EXECAT_TEST_MEILI_KEY"];

/** Of this process: test files run side by side and clear up after themselves. */
const PREFIX = `execattest${randomBytes(4).toString("hex")}`;

/** The name of an index that no other test uses. */
export function newIndexName(): string {
  return `${PREFIX}${randomBytes(4).toString("hex")}`;
}

/** An engine with an index of its own, unless the options name one. */
export function openTestEngine(options: Partial<MeilisearchEngineOptions> = {}): SearchEngine {
  return createMeilisearchEngine({
    url: MEILI_URL ?? "",
    indexName: newIndexName(),
    masterKey: MEILI_MASTER_KEY,
    now: () => new Date(),
    ...options,
  });
}

/** A client that may do everything. */
export function openMaster(url = MEILI_URL ?? ""): Meilisearch {
  return new Meilisearch({
    host: url,
    ...(MEILI_MASTER_KEY === undefined ? {} : { apiKey: MEILI_MASTER_KEY }),
  });
}

/** Deletes the indexes and keys that tests of this process made. */
export async function removeTestIndexes(): Promise<void> {
  const master = openMaster();
  const { results: indexes } = await master.getRawIndexes({ limit: 1000 });
  const own = indexes.filter(({ uid }) => uid.startsWith(PREFIX));
  for (const { uid } of own) await master.deleteIndex(uid);
  const { results: keys } = await master.getKeys({ limit: 1000 });
  for (const { uid, indexes: names } of keys) {
    if (names.every((name) => name.startsWith(PREFIX))) await master.deleteKey(uid);
  }
}
