import type { IndexSettings } from "../search-engine.ts";
import { aboutName, toAboutRow, type About } from "./about.ts";
import type { Connection } from "./connection.ts";
import { toMeilisearchSettings } from "./index-settings.ts";

/** Gives the index in use other synonyms, and waits until searches go by them. */
export async function updateSynonyms(
  connection: Connection,
  indexName: string,
  settings: IndexSettings,
  timeoutMs: number,
): Promise<void> {
  const { synonyms = {} } = toMeilisearchSettings(settings);
  // Other settings, when they are not named, stay.
  await connection.run((client) => client.index(indexName).updateSettings({ synonyms }), timeoutMs);
}

/** Says anew what the index in use is. */
export async function writeAbout(
  connection: Connection,
  indexName: string,
  about: About,
  timeoutMs: number,
): Promise<void> {
  await connection.run(
    (client) => client.index(aboutName(indexName)).addDocuments([toAboutRow(about)]),
    timeoutMs,
  );
}
