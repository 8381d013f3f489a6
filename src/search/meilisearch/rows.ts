import { hashDocument } from "../document-hash.ts";
import type { IndexSettings, SearchDocument } from "../search-engine.ts";
import { toWords } from "../words.ts";
import { toIndexedTexts, toLooseWords } from "./indexed-text.ts";
import { encodeName, numberAttribute, toKey, toWellFormed, valuesAttribute } from "./names.ts";

/** A document as Meilisearch keeps it. */
export type Row = Readonly<Record<string, string | number | readonly string[]>>;

/** What comes back of a document. */
export interface StoredRow {
  readonly id: string;
  readonly card: string;
  readonly shownTitle: string;
  readonly shownSummary: string;
  readonly shownDescription: string;
}

/** Only facets of the settings become attributes: what else a document carries has no place in the index. */
export function toRow(document: SearchDocument, { facets }: Pick<IndexSettings, "facets">): Row {
  const { title, terms, keywords, names, summary, description } = document;
  const row: Record<string, string | number | readonly string[]> = {
    key: toKey(document.id),
    id: toWellFormed(document.id),
    hash: hashDocument(document),
    card: toWellFormed(document.card),
    updated: Date.parse(document.updatedAt) || 0,
    titleWords: toWords(title).length,
    title: toIndexedTexts([title]),
    terms: toIndexedTexts(terms),
    keywords: toIndexedTexts(keywords),
    names: toIndexedTexts(names),
    summary: toIndexedTexts([summary]),
    description: toIndexedTexts([description]),
    loose: toLooseWords([title, ...terms, ...keywords, ...names, summary]),
    shownTitle: toWellFormed(title),
    shownSummary: toWellFormed(summary),
    shownDescription: toWellFormed(description),
  };
  for (const { key, kind } of facets) {
    const number = document.numbers.get(key);
    if (kind === "values") row[valuesAttribute(key)] = (document.values.get(key) ?? []).map(encodeName);
    else if (number !== undefined) row[numberAttribute(key)] = number;
  }
  return row;
}
