import { clearBit, countCommon, createBits, hasBit, orInto, setBit, type Bits } from "./bitset.ts";

const NONE = new Uint32Array(0);

/** The rows that carry one value: a list while they are few, bits once those are smaller. */
export class ValueRows {
  #capacity: number;
  #size = 0;
  #list: Uint32Array<ArrayBuffer> = NONE;
  #bits: Bits | undefined;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The row must not be there yet. */
  add(row: number): void {
    if (this.#bits === undefined && this.#size >= Math.max(this.#capacity >>> 5, 8)) this.#toBits();
    if (this.#bits === undefined) {
      if (this.#size === this.#list.length) this.#list = resized(this.#list, Math.max(this.#size * 2, 2));
      this.#list[this.#size] = row;
    } else {
      setBit(this.#bits, row);
    }
    this.#size += 1;
  }

  /** The row must be there. */
  remove(row: number): void {
    this.#size -= 1;
    if (this.#bits === undefined) {
      const place = this.#list.indexOf(row);
      this.#list[place] = this.#list[this.#size] ?? 0;
    } else {
      clearBit(this.#bits, row);
    }
  }

  /** Makes room for rows below `capacity`. */
  grow(capacity: number): void {
    this.#capacity = capacity;
    if (this.#bits !== undefined) this.#bits = resized(this.#bits, createBits(capacity).length);
  }

  addTo(target: Bits): void {
    if (this.#bits !== undefined) orInto(target, this.#bits);
    else for (let index = 0; index < this.#size; index += 1) setBit(target, this.#list[index] ?? 0);
  }

  /** How many of these rows `match` holds; `words` are its filled words. */
  countIn(match: Bits, words: Uint32Array): number {
    if (this.#bits !== undefined) return countCommon(match, this.#bits, words);
    let count = 0;
    for (let index = 0; index < this.#size; index += 1) {
      if (hasBit(match, this.#list[index] ?? 0)) count += 1;
    }
    return count;
  }

  #toBits(): void {
    const bits = createBits(this.#capacity);
    this.addTo(bits);
    this.#bits = bits;
    this.#list = NONE;
  }
}

function resized(from: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const to = new Uint32Array(length);
  to.set(from.subarray(0, length));
  return to;
}
