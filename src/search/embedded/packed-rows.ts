import { orInto, setBit, toRows, countBits, type Bits } from "./bitset.ts";

/** An unchanging set of rows in the smaller of two forms: a list while they are few, else bits. */
export interface PackedRows {
  readonly sizeBytes: number;
  addTo(target: Bits): void;
}

const NO_ROWS: PackedRows = { sizeBytes: 0, addTo: () => undefined };

export function packRows(bits: Bits): PackedRows {
  const count = countBits(bits);
  if (count === 0) return NO_ROWS;
  if (count >= bits.length) {
    return {
      sizeBytes: bits.byteLength,
      addTo: (target) => {
        orInto(target, bits);
      },
    };
  }
  const rows = toRows(bits, count);
  return {
    sizeBytes: rows.byteLength,
    addTo: (target) => {
      for (const row of rows) setBit(target, row);
    },
  };
}

/** Reads `3,17,20`: one long text crosses from SQLite several times faster than as many numbers. */
export function addListedRows(bits: Bits, list: string): void {
  let row = 0;
  for (let index = 0; index < list.length; index += 1) {
    const code = list.charCodeAt(index);
    if (code === 44) {
      setBit(bits, row);
      row = 0;
    } else {
      row = row * 10 + code - 48;
    }
  }
  if (list.length > 0) setBit(bits, row);
}
