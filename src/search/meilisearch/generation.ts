import type { EnqueuedTask, IndexSwap } from "meilisearch";
import type { IndexSettings, SearchDocument } from "../search-engine.ts";
import { aboutName, loadAbout, toAboutRow, type About } from "./about.ts";
import type { Connection } from "./connection.ts";
import { codeOf, taskFailed } from "./failures.ts";
import { toMeilisearchSettings } from "./index-settings.ts";
import { toRow, type Row } from "./rows.ts";
import { toKey } from "./names.ts";

/** Documents in one task; also bounded by their characters, since a request may hold 100 MB. */
const BATCH = 1000;
const BATCH_CHARACTERS = 8_000_000;
/** Tasks that wait in Meilisearch at a time: it takes several together, which is quicker. */
const AHEAD = 8;
const TASK_TIMEOUT_MS = 60 * 60_000;
/** An index that was begun and not touched for so long is what a crash left. */
const LEFT_BEHIND_MS = 6 * 60 * 60_000;

/** An index that is filled beside the one in use. */
export interface NewGeneration {
  fill(documents: AsyncIterable<SearchDocument> | Iterable<SearchDocument>): Promise<void>;
  /** Writes and removes what changed meanwhile; `undefined` is a removal. */
  change(changes: ReadonlyMap<string, SearchDocument | undefined>): Promise<void>;
  /** Puts it in the place of the one in use, in one moment, and deletes that. */
  swap(): Promise<void>;
  /** Deletes it; whether that succeeds or not, what it leaves is deleted later. */
  drop(): Promise<void>;
}

export interface GenerationOptions {
  readonly connection: Connection;
  readonly indexName: string;
  readonly about: About;
  readonly now: () => Date;
  readonly onProgress?: ((documents: number) => void) | undefined;
}

/** Makes an empty index with its settings, which Meilisearch is told before the documents. */
export async function beginGeneration(options: GenerationOptions): Promise<NewGeneration> {
  const { connection, indexName, about } = options;
  const name = `${indexName}_${about.generation}`;
  await deleteLeftBehind(options);
  for (const uid of [name, aboutName(name)]) await createIndex(connection, uid);
  await connection.run(
    (client) => client.index(name).updateSettings(toMeilisearchSettings(about.settings)),
    TASK_TIMEOUT_MS,
  );
  await connection.run(
    (client) => client.index(aboutName(name)).addDocuments([toAboutRow(about)]),
    TASK_TIMEOUT_MS,
  );
  return {
    fill: (documents) => fill(options, name, documents),
    async change(changes) {
      const written = [...changes.values()].filter((document) => document !== undefined);
      const removed = [...changes].filter(([, document]) => document === undefined).map(([id]) => id);
      await writeDocuments(connection, name, { documents: written, settings: about.settings });
      await removeDocuments(connection, name, removed);
    },
    async swap() {
      for (const uid of [indexName, aboutName(indexName)])
        if (!(await exists(connection, uid))) await createIndex(connection, uid);
      const pairs: IndexSwap[] = [
        { indexes: [indexName, name], rename: false },
        { indexes: [aboutName(indexName), aboutName(name)], rename: false },
      ];
      await connection.enqueue((client) => client.swapIndexes(pairs));
      await waitForSwap(options);
      await dropQuietly(connection, name);
    },
    drop: () => dropQuietly(connection, name),
  };
}

/** Writes documents to an index and waits until they are found. */
export async function writeDocuments(
  connection: Connection,
  indexName: string,
  {
    documents,
    settings,
    timeoutMs = TASK_TIMEOUT_MS,
  }: {
    readonly documents: readonly SearchDocument[];
    readonly settings: IndexSettings;
    readonly timeoutMs?: number | undefined;
  },
): Promise<void> {
  if (documents.length === 0) return;
  const rows = documents.map((document) => toRow(document, settings));
  await connection.run((client) => client.index<Row>(indexName).addDocuments(rows), timeoutMs);
}

export async function removeDocuments(
  connection: Connection,
  indexName: string,
  ids: readonly string[],
  timeoutMs = TASK_TIMEOUT_MS,
): Promise<void> {
  if (ids.length === 0) return;
  await connection.run((client) => client.index(indexName).deleteDocuments(ids.map(toKey)), timeoutMs);
}

async function fill(
  { connection, about, onProgress }: GenerationOptions,
  name: string,
  documents: AsyncIterable<SearchDocument> | Iterable<SearchDocument>,
): Promise<void> {
  const waiting: { readonly task: EnqueuedTask; readonly size: number }[] = [];
  let batch: SearchDocument[] = [];
  let characters = 0;
  let done = 0;
  const settleFirst = async (): Promise<void> => {
    const first = waiting.shift();
    if (first === undefined) return;
    await connection.settle(first.task, TASK_TIMEOUT_MS);
    done += first.size;
    onProgress?.(done);
  };
  const send = async (): Promise<void> => {
    const rows = batch.map((document) => toRow(document, about.settings));
    const task = await connection.enqueue((client) => client.index<Row>(name).addDocuments(rows));
    waiting.push({ task, size: rows.length });
    batch = [];
    characters = 0;
    if (waiting.length >= AHEAD) await settleFirst();
  };
  for await (const document of documents) {
    batch.push(document);
    characters += document.description.length + document.card.length + document.terms.join("").length;
    if (batch.length >= BATCH || characters >= BATCH_CHARACTERS) await send();
  }
  if (batch.length > 0) await send();
  while (waiting.length > 0) await settleFirst();
}

/**
 * A key that is bound to certain indexes cannot see the task of a swap. One that comes after it in the queue tells
 * that it is over, and the index itself whether it succeeded.
 */
async function waitForSwap({ connection, indexName, about }: GenerationOptions): Promise<void> {
  const nothing = ["nothing"];
  await connection.run(
    (client) => client.index(aboutName(indexName)).deleteDocuments(nothing),
    TASK_TIMEOUT_MS,
  );
  const found = await connection.write((client) => loadAbout(client, indexName));
  if (found?.generation !== about.generation) throw taskFailed("indexSwap", undefined);
}

async function createIndex(connection: Connection, uid: string): Promise<void> {
  await connection.run((client) => client.createIndex(uid, { primaryKey: "key" }), TASK_TIMEOUT_MS);
}

async function exists(connection: Connection, uid: string): Promise<boolean> {
  return connection.write(async (client) => {
    try {
      await client.getRawIndex(uid);
      return true;
    } catch (error) {
      if (codeOf(error) === "index_not_found") return false;
      throw error;
    }
  });
}

async function deleteLeftBehind({ connection, indexName, now }: GenerationOptions): Promise<void> {
  const { results } = await connection.write((client) => client.getRawIndexes({ limit: 1000 }));
  const isBeside = new RegExp(`^${indexName}_g[0-9a-z]+(_about)?$`, "u");
  for (const { uid, updatedAt } of results) {
    if (!isBeside.test(uid) || now().getTime() - Date.parse(updatedAt) < LEFT_BEHIND_MS) continue;
    await connection.run((client) => client.deleteIndex(uid), TASK_TIMEOUT_MS);
  }
}

async function dropQuietly(connection: Connection, name: string): Promise<void> {
  try {
    for (const uid of [name, aboutName(name)])
      await connection.run((client) => client.deleteIndex(uid), TASK_TIMEOUT_MS);
  } catch {
    // It is deleted as left behind by a later rebuild.
  }
}
