/** Rows as bits, 32 to a word. Operations on two sets take those of one length for granted. */
export type Bits = Uint32Array;

export function createBits(rows: number): Bits {
  return new Uint32Array((rows + 31) >>> 5);
}

export function setBit(bits: Bits, row: number): void {
  bits[row >>> 5] = word(bits, row >>> 5) | (1 << (row & 31));
}

export function clearBit(bits: Bits, row: number): void {
  bits[row >>> 5] = word(bits, row >>> 5) & ~(1 << (row & 31));
}

export function hasBit(bits: Bits, row: number): boolean {
  return (word(bits, row >>> 5) & (1 << (row & 31))) !== 0;
}

export function andInto(target: Bits, other: Bits): void {
  for (let index = 0; index < target.length; index += 1)
    target[index] = word(target, index) & word(other, index);
}

export function orInto(target: Bits, other: Bits): void {
  for (let index = 0; index < target.length; index += 1)
    target[index] = word(target, index) | word(other, index);
}

export function countBits(bits: Bits): number {
  let count = 0;
  for (let index = 0; index < bits.length; index += 1) count += ones(word(bits, index));
  return count;
}

/** How many rows both sets hold, looking only at the words that `words` names. */
export function countCommon(left: Bits, right: Bits, words: Uint32Array): number {
  let count = 0;
  for (let index = 0; index < words.length; index += 1) {
    const at = word(words, index);
    const common = word(left, at) & word(right, at);
    if (common !== 0) count += ones(common);
  }
  return count;
}

/** Numbers of the words that hold a bit: a set of few rows is then counted in few steps. */
export function filledWords(bits: Bits): Uint32Array {
  const filled = new Uint32Array(bits.length);
  let length = 0;
  for (let index = 0; index < bits.length; index += 1) {
    if (word(bits, index) === 0) continue;
    filled[length] = index;
    length += 1;
  }
  return filled.subarray(0, length);
}

/** The rows of a set, ascending. */
export function toRows(bits: Bits, count: number): Uint32Array {
  const rows = new Uint32Array(count);
  let length = 0;
  for (let index = 0; index < bits.length; index += 1) {
    for (let rest = word(bits, index); rest !== 0; rest &= rest - 1) {
      rows[length] = index * 32 + (31 - Math.clz32(rest & -rest));
      length += 1;
    }
  }
  return rows;
}

function ones(value: number): number {
  let v = value - ((value >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The index is always inside; the compiler cannot know. */
function word(bits: Uint32Array, index: number): number {
  return bits[index] ?? 0;
}
