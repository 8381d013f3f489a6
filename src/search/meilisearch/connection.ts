import type { EnqueuedTask, EnqueuedTaskPromise, Meilisearch } from "meilisearch";
import { setTimeout } from "node:timers/promises";
import type * as MeilisearchClient from "meilisearch";
import { ExecatError } from "../../errors.ts";
import { closed, stillBusy, taskFailed, toUnavailable } from "./failures.ts";
import { findOrMakeKeys, type EngineKeys } from "./keys.ts";

export interface ConnectionOptions {
  readonly url: string;
  readonly indexName: string;
  /** Makes the two others when they are not given, and is used for nothing else. */
  readonly masterKey?: string | undefined;
  readonly searchKey?: string | undefined;
  readonly indexKey?: string | undefined;
}

/** Calls of Meilisearch, each with the key that just suffices. Fails with `ENGINE_UNAVAILABLE` only. */
export interface Connection {
  read<T>(work: (client: Meilisearch) => Promise<T>): Promise<T>;
  write<T>(work: (client: Meilisearch) => Promise<T>): Promise<T>;
  /** Hands a task over; tasks are done in the order in which they are taken. */
  enqueue(task: (client: Meilisearch) => EnqueuedTaskPromise): Promise<EnqueuedTask>;
  /** Waits for the end of a task, and fails when it failed. */
  settle(task: EnqueuedTask, timeoutMs: number): Promise<void>;
  /** Both. */
  run(task: (client: Meilisearch) => EnqueuedTaskPromise, timeoutMs: number): Promise<void>;
  readonly isClosed: boolean;
  /** Breaks off what is under way. */
  close(): void;
}

const READ_TIMEOUT_MS = 10_000;
/** A batch of documents is some megabytes. */
const WRITE_TIMEOUT_MS = 60_000;
const FIRST_POLL_MS = 5;
const LAST_POLL_MS = 250;

interface Clients {
  readonly read: Meilisearch;
  readonly write: Meilisearch;
}

/** Nothing is called before it is needed, so that a server starts while Meilisearch is away. */
export function createConnection(options: ConnectionOptions): Connection {
  const closing = new AbortController();
  let clients: Promise<Clients> | undefined;
  const connect = (): Promise<Clients> => {
    const connecting = (clients ??= openClients(options));
    connecting.catch(() => {
      clients = undefined;
    });
    return connecting;
  };
  const call = async <T>(work: (clients: Clients) => Promise<T>): Promise<T> => {
    if (closing.signal.aborted) throw closed();
    try {
      return await work(await connect());
    } catch (error) {
      throw closing.signal.aborted ? closed(error) : toUnavailable(error);
    }
  };
  const enqueue: Connection["enqueue"] = (task) => call(async ({ write }) => task(write));
  const settle: Connection["settle"] = (task, timeoutMs) =>
    call(({ write }) => waitForTask(write, task, timeoutMs, closing.signal));
  return {
    read: (work) => call(({ read }) => work(read)),
    write: (work) => call(({ write }) => work(write)),
    enqueue,
    settle,
    run: async (task, timeoutMs) => settle(await enqueue(task), timeoutMs),
    get isClosed() {
      return closing.signal.aborted;
    },
    close: () => {
      closing.abort();
    },
  };
}

async function openClients(options: ConnectionOptions): Promise<Clients> {
  const { Meilisearch: Client } = await loadClient();
  const open = (apiKey: string | undefined, timeout: number): Meilisearch =>
    new Client({
      host: options.url,
      ...(apiKey === undefined ? {} : { apiKey }),
      timeout,
      // Compressed answers come in pieces, each of which waits for the other side's acknowledgement: 40 ms a search.
      requestInit: { headers: { "accept-encoding": "identity" } },
    });
  let { searchKey, indexKey }: EngineKeys = { searchKey: options.searchKey, indexKey: options.indexKey };
  if (options.masterKey !== undefined && (searchKey === undefined || indexKey === undefined)) {
    const made = await findOrMakeKeys(open(options.masterKey, READ_TIMEOUT_MS), options.indexName);
    searchKey ??= made.searchKey;
    indexKey ??= made.indexKey;
  }
  return { read: open(searchKey ?? indexKey, READ_TIMEOUT_MS), write: open(indexKey, WRITE_TIMEOUT_MS) };
}

/** Asks again and again, each time later: a small change takes some milliseconds, a batch of a rebuild seconds. */
async function waitForTask(
  client: Meilisearch,
  { taskUid }: EnqueuedTask,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  let waited = 0;
  for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(pollMs * 1.5, LAST_POLL_MS)) {
    const { status, type, error } = await client.tasks.getTask(taskUid);
    if (status === "succeeded") return;
    if (status === "failed" || status === "canceled") throw taskFailed(type, error?.message);
    if (waited >= timeoutMs) throw stillBusy(type);
    await setTimeout(pollMs, undefined, { signal });
    waited += pollMs;
  }
}

async function loadClient(): Promise<typeof MeilisearchClient> {
  try {
    return await import("meilisearch");
  } catch (error) {
    throw new ExecatError("ENGINE_UNAVAILABLE", "The client of Meilisearch is not installed.", {
      hint: "Run `npm install meilisearch`, or unset EXECAT_MEILI_URL.",
      cause: error,
    });
  }
}
