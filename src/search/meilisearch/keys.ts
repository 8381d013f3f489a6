import { createHash } from "node:crypto";
import type { KeyCreation, Meilisearch } from "meilisearch";
import { codeOf } from "./failures.ts";

export interface EngineKeys {
  readonly searchKey: string | undefined;
  readonly indexKey: string | undefined;
}

/** What a web server needs to answer searches. */
const SEARCH_ACTIONS = ["search"] as const;

/** What the index writer needs: documents, and indexes to fill and swap. Nothing about keys, dumps or the server. */
const INDEX_ACTIONS = [
  "search",
  "documents.add",
  "documents.get",
  "documents.delete",
  "indexes.create",
  "indexes.get",
  "indexes.delete",
  "indexes.swap",
  "settings.update",
  "tasks.get",
] as const;

/**
 * Makes the two keys of an index with the master key, or finds them when they are there. Their ids follow from what
 * they may do, so that a version that needs another right makes a new key, and nobody has to list all keys.
 */
export async function findOrMakeKeys(master: Meilisearch, indexName: string): Promise<EngineKeys> {
  return {
    searchKey: await findOrMake(master, indexName, { role: "search", actions: SEARCH_ACTIONS }),
    indexKey: await findOrMake(master, indexName, { role: "index", actions: INDEX_ACTIONS }),
  };
}

async function findOrMake(
  master: Meilisearch,
  indexName: string,
  { role, actions }: { readonly role: string; readonly actions: readonly string[] },
): Promise<string> {
  const uid = toUid([indexName, role, ...actions].join("\n"));
  try {
    return (await master.getKey(uid)).key;
  } catch (error) {
    if (codeOf(error) !== "api_key_not_found") throw error;
  }
  const key = {
    uid,
    name: `Execat ${role} (${indexName})`,
    description: `Made by Execat for its index "${indexName}".`,
    actions: [...actions],
    indexes: [indexName, `${indexName}_*`],
    expiresAt: null,
  } satisfies KeyCreation;
  try {
    return (await master.createKey(key)).key;
  } catch (error) {
    // Another process was quicker.
    if (codeOf(error) !== "api_key_already_exists") throw error;
    return (await master.getKey(uid)).key;
  }
}

/** A UUID of version 4 in form: Meilisearch takes no other. */
function toUid(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
