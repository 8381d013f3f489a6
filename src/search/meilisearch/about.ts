import type { Meilisearch } from "meilisearch";
import { codeOf } from "./failures.ts";
import type { IndexSettings, SearchFacet } from "../search-engine.ts";

/**
 * What an index is, kept beside it in an index of its own that is swapped in the same moment: what is asked of
 * Meilisearch with a search key cannot show its settings, and a document among the others could be found.
 */
export interface About {
  /** Another one for each index that was filled. */
  readonly generation: string;
  readonly settingsHash: string;
  readonly settings: IndexSettings;
}

/** `About` as Meilisearch keeps it. */
export interface AboutRow {
  readonly key: "about";
  readonly generation: string;
  readonly settingsHash: string;
  /** JSON. */
  readonly settings: string;
}

/** The name of the index that says what an index is. */
export function aboutName(indexName: string): string {
  return `${indexName}_about`;
}

export function toAboutRow({ generation, settingsHash, settings }: About): AboutRow {
  const { facets, synonyms } = settings;
  return {
    key: "about",
    generation,
    settingsHash,
    settings: JSON.stringify({ facets, synonyms: [...synonyms] }),
  };
}

function fromAboutRow({ generation, settingsHash, settings }: AboutRow): About {
  // `toAboutRow` wrote it.
  const { facets, synonyms } = JSON.parse(settings) as {
    readonly facets: readonly SearchFacet[];
    readonly synonyms: readonly [string, readonly string[]][];
  };
  return { generation, settingsHash, settings: { facets, synonyms: new Map(synonyms) } };
}

/** `undefined` when the index was never filled. */
export async function loadAbout(client: Meilisearch, indexName: string): Promise<About | undefined> {
  try {
    const { hits } = await client.index<AboutRow & Record<string, unknown>>(aboutName(indexName)).search("", {
      limit: 1,
    });
    const [row] = hits;
    return row === undefined ? undefined : fromAboutRow(row);
  } catch (error) {
    if (codeOf(error) === "index_not_found") return undefined;
    throw error;
  }
}
