import type { NumberRange, SearchFacet, SearchQuery } from "../search-engine.ts";
import { andInto, clearBit, createBits, filledWords, hasBit, setBit, type Bits } from "./bitset.ts";
import type { Facts } from "./facts.ts";
import { ValueRows } from "./value-rows.ts";

export interface ColumnRow extends Facts {
  readonly row: number;
  readonly id: string;
}

/** Rows with the numbers of the words that hold any: what is counted in again and again. */
export interface CountedRows {
  readonly bits: Bits;
  readonly words: Uint32Array;
}

export function toCountedRows(bits: Bits): CountedRows {
  return { bits, words: filledWords(bits) };
}

/**
 * Facets, numbers and dates of all documents, in memory: about 4 bytes a value of a document and 60 a document,
 * so that 100,000 documents of 20 values take some 15 MB.
 */
export class Columns {
  readonly #values = new Map<string, Map<string, number>>();
  readonly #rowsOfValue: ValueRows[] = [];
  readonly #numberKeys: readonly string[];
  #numbers: Float64Array<ArrayBuffer>[];
  #capacity = 1024;
  #alive: Bits = createBits(this.#capacity);
  #updated = new Float64Array(this.#capacity);
  #titleWords = new Uint8Array(this.#capacity);
  readonly #ids: (string | undefined)[] = [];
  #size = 0;
  /** Places of the rows in the order of their ids. */
  #places = new Uint32Array(this.#capacity);
  #placesAreRight = true;
  #rowsAreInOrder = true;
  #greatestId: string | undefined;

  constructor(facets: readonly SearchFacet[]) {
    for (const { key, kind } of facets) if (kind === "values") this.#values.set(key, new Map());
    this.#numberKeys = facets.filter((facet) => facet.kind === "number").map((facet) => facet.key);
    this.#numbers = this.#numberKeys.map(() => new Float64Array(this.#capacity).fill(Number.NaN));
  }

  get size(): number {
    return this.#size;
  }

  get numberKeys(): readonly string[] {
    return this.#numberKeys;
  }

  get valueFacets(): Iterable<string> {
    return this.#values.keys();
  }

  /** How many values are known, which is the number of the next one. */
  get valueCount(): number {
    return this.#rowsOfValue.length;
  }

  numberOf(facet: string, value: string): number | undefined {
    return this.#values.get(facet)?.get(value);
  }

  /** Makes a value known; values are numbered from 0 in the order in which they come. */
  define(facet: string, value: string): number {
    const number = this.#rowsOfValue.length;
    this.#rowsOfValue.push(new ValueRows(this.#capacity));
    this.#values.get(facet)?.set(value, number);
    return number;
  }

  add(document: ColumnRow): void {
    const { row } = document;
    if (row >= this.#capacity) this.#grow(row + 1);
    setBit(this.#alive, row);
    this.#size += 1;
    this.#updated[row] = document.updated;
    this.#titleWords[row] = document.titleWords;
    this.#place(row, document.id);
    for (const value of document.values) this.#rowsOfValue[value]?.add(row);
    for (const [index, column] of this.#numbers.entries())
      column[row] = document.numbers[index] ?? Number.NaN;
  }

  remove(row: number, values: Uint32Array): void {
    if (!hasBit(this.#alive, row)) return;
    clearBit(this.#alive, row);
    this.#size -= 1;
    for (const value of values) this.#rowsOfValue[value]?.remove(row);
    for (const column of this.#numbers) column[row] = Number.NaN;
  }

  updatedOf(row: number): number {
    return this.#updated[row] ?? 0;
  }

  titleWordsOf(row: number): number {
    return this.#titleWords[row] ?? 0;
  }

  /** The row's place in the order of ids. */
  placeOf(row: number): number {
    if (!this.#placesAreRight) this.#orderPlaces();
    return this.#places[row] ?? 0;
  }

  /** The first `need` rows of `match` in the order of ids, when that is the order of the rows. */
  firstById(match: Bits, need: number): readonly number[] | undefined {
    if (!this.#rowsAreInOrder) return undefined;
    const rows: number[] = [];
    for (let row = 0; row < this.#ids.length && rows.length < need; row += 1) {
      if (hasBit(match, row)) rows.push(row);
    }
    return rows;
  }

  noRows(): Bits {
    return createBits(this.#capacity);
  }

  allRows(): Bits {
    return this.#alive.slice();
  }

  /** Narrows `match` to the rows in the ranges. A document that lacks the number is in no range. */
  applyRanges(match: Bits, ranges: SearchQuery["ranges"]): void {
    for (const [key, range] of ranges) {
      if (range.min === undefined && range.max === undefined) continue;
      andInto(match, this.#inRange(this.#numbers[this.#numberKeys.indexOf(key)], range));
    }
  }

  /** The rows that carry one of the values. */
  withValues(facet: string, values: readonly string[]): Bits {
    const bits = this.noRows();
    const numbers = values.map((value) => this.numberOf(facet, value));
    this.addRowsOf(
      numbers.filter((number) => number !== undefined),
      bits,
    );
    return bits;
  }

  addRowsOf(values: Iterable<number>, target: Bits): void {
    for (const value of values) this.#rowsOfValue[value]?.addTo(target);
  }

  /** Counts the values of a facet in `match`: all of them, or those among the ones named. */
  count(facet: string, match: CountedRows, among?: readonly string[]): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    const values = this.#values.get(facet);
    if (values === undefined || match.words.length === 0) return counts;
    for (const value of among ?? values.keys()) {
      const number = values.get(value);
      const count =
        number === undefined ? 0 : (this.#rowsOfValue[number]?.countIn(match.bits, match.words) ?? 0);
      if (count > 0) counts.set(value, count);
    }
    return counts;
  }

  #inRange(column: Float64Array | undefined, range: NumberRange): Bits {
    const bits = this.noRows();
    if (column === undefined) return bits;
    const min = range.min ?? Number.NEGATIVE_INFINITY;
    const max = range.max ?? Number.POSITIVE_INFINITY;
    for (let row = 0; row < column.length; row += 1) {
      const number = column[row] ?? Number.NaN;
      if (number >= min && number <= max) setBit(bits, row);
    }
    return bits;
  }

  /** Rows mostly come in the order of their ids, and then their places are known at once. */
  #place(row: number, id: string): void {
    if (this.#ids[row] === id) return;
    const isLast = row >= this.#ids.length && (this.#greatestId === undefined || this.#greatestId < id);
    this.#ids[row] = id;
    this.#places[row] = row;
    if (isLast) {
      this.#greatestId = id;
      return;
    }
    this.#placesAreRight = false;
    this.#rowsAreInOrder = false;
  }

  #orderPlaces(): void {
    const ids = this.#ids;
    const rows = [...ids.keys()].filter((row) => ids[row] !== undefined);
    rows.sort((left, right) => ((ids[left] ?? "") < (ids[right] ?? "") ? -1 : 1));
    for (const [place, row] of rows.entries()) this.#places[row] = place;
    this.#greatestId = ids[rows.at(-1) ?? 0];
    this.#placesAreRight = true;
  }

  #grow(rows: number): void {
    const capacity = Math.max(rows, this.#capacity * 2);
    this.#capacity = capacity;
    this.#alive = grown(this.#alive, createBits(capacity));
    this.#updated = grown(this.#updated, new Float64Array(capacity));
    this.#titleWords = grown(this.#titleWords, new Uint8Array(capacity));
    this.#places = grown(this.#places, new Uint32Array(capacity));
    this.#numbers = this.#numbers.map((column) => grown(column, new Float64Array(capacity).fill(Number.NaN)));
    for (const rowsOfValue of this.#rowsOfValue) rowsOfValue.grow(capacity);
  }
}

function grown<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}
