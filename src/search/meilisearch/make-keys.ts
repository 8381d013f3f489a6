import { toUnavailable } from "./failures.ts";
import { type EngineKeys, findOrMakeKeys } from "./keys.ts";

/**
 * Makes, or finds, the keys of an index with the master key: one that may search and one that may write.
 * Fails with `ENGINE_UNAVAILABLE` when the server is away or refuses the master key.
 */
export async function makeKeys(server: {
  readonly url: string;
  readonly indexName: string;
  readonly masterKey: string;
}): Promise<EngineKeys> {
  const { Meilisearch } = await import("meilisearch");
  try {
    return await findOrMakeKeys(
      new Meilisearch({ host: server.url, apiKey: server.masterKey }),
      server.indexName,
    );
  } catch (error) {
    throw toUnavailable(error);
  }
}
