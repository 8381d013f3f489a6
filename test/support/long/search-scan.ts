import type { NumberRange, SearchDocument, SearchQuery } from "../../../src/search/search-engine.ts";

/** What a query is expected to come to. */
export interface Scanned {
  /** Ids of all matches, in no order. */
  readonly ids: ReadonlySet<string>;
  readonly counts: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** A document with its words, so that many queries can be asked of it. */
interface Read {
  readonly document: SearchDocument;
  readonly words: ReadonlySet<string>;
}

/**
 * Every document in a map, and queries answered by looking at each of them. Written from the words of the port,
 * not from the engine: one word of text at most, no synonyms.
 */
export class SearchScan {
  readonly #documents = new Map<string, Read>();

  get ids(): readonly string[] {
    return [...this.#documents.keys()];
  }

  put(document: SearchDocument): void {
    const { title, summary, terms, keywords, names, description } = document;
    const words = new Set([title, summary, ...terms, ...keywords, ...names, description].flatMap(wordsOf));
    this.#documents.set(document.id, { document, words });
  }

  remove(id: string): void {
    this.#documents.delete(id);
  }

  clear(): void {
    this.#documents.clear();
  }

  get(id: string): SearchDocument | undefined {
    return this.#documents.get(id)?.document;
  }

  search(query: SearchQuery): Scanned {
    const all = [...this.#documents.values()].filter(
      (read) => hasText(read, query.text) && inRanges(read, query),
    );
    const counts = new Map<string, Map<string, number>>();
    for (const facet of query.facets) {
      const counted = new Map<string, number>();
      for (const { document } of all.filter((read) => passes(read, query, facet))) {
        for (const value of new Set(document.values.get(facet)))
          counted.set(value, (counted.get(value) ?? 0) + 1);
      }
      counts.set(facet, counted);
    }
    const ids = new Set(
      all.filter((read) => passes(read, query, undefined)).map(({ document }) => document.id),
    );
    return { ids, counts };
  }
}

/** Words of plain English letters and digits, which is all that the generated texts hold. */
function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[a-z0-9]+/gu) ?? [];
}

/** The last word of a query may go on; a plural `s` does not matter. */
function hasText({ words }: Read, text: string): boolean {
  const [token] = wordsOf(text);
  if (token === undefined) return true;
  const other = inOtherNumber(token);
  if (words.has(token) || (other !== undefined && words.has(other))) return true;
  return [...words].some((word) => word.startsWith(token));
}

/** image and images, galaxy and galaxies; short words and those in `ss` stay as they are. */
function inOtherNumber(word: string): string | undefined {
  if (!/^[a-z]{4,}$/u.test(word) || word.endsWith("ss")) return undefined;
  if (/.ies$/u.test(word) && word.length > 4) return word.replace(/ies$/u, "y");
  if (word.endsWith("s")) return word.slice(0, -1);
  return /[^aeiou]y$/u.test(word) ? word.replace(/y$/u, "ies") : `${word}s`;
}

function inRanges({ document }: Read, { ranges }: SearchQuery): boolean {
  return [...ranges].every(([key, range]) => isIn(document.numbers.get(key), range));
}

function isIn(value: number | undefined, { min, max }: NumberRange): boolean {
  if (min === undefined && max === undefined) return true;
  if (value === undefined) return false;
  return (min === undefined || value >= min) && (max === undefined || value <= max);
}

/** OR within a facet, AND between facets; one facet's own filter may be left out. */
function passes({ document }: Read, { filters }: SearchQuery, without: string | undefined): boolean {
  return [...filters].every(([facet, wanted]) => {
    if (facet === without || wanted.length === 0) return true;
    const values = document.values.get(facet) ?? [];
    return wanted.some((value) => values.includes(value));
  });
}
