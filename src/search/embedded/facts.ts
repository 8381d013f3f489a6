/** What is known of a document besides its texts, in one blob: all of them are read when the index is opened. */
export interface Facts {
  /** Milliseconds since 1970. */
  readonly updated: number;
  /** How many words its title has, at most 255. */
  readonly titleWords: number;
  /** Numbers of its values, each once. */
  readonly values: Uint32Array;
  /** One for each number facet, in the order of the settings; NaN where there is none. */
  readonly numbers: Float64Array;
}

/** Eight bytes each: the date, then the numbers; then four each: words of the title, then the values. */
export function packFacts({ updated, titleWords, values, numbers }: Facts): Buffer {
  const bytes = new Uint8Array(8 + numbers.byteLength + 4 + values.byteLength);
  const view = new DataView(bytes.buffer);
  view.setFloat64(0, updated, true);
  for (const [index, number] of numbers.entries()) view.setFloat64(8 + index * 8, number, true);
  const start = 8 + numbers.byteLength;
  view.setUint32(start, titleWords, true);
  for (const [index, value] of values.entries()) view.setUint32(start + 4 + index * 4, value, true);
  return Buffer.from(bytes.buffer);
}

export function unpackFacts(bytes: Buffer, numberCount: number): Facts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = new Float64Array(numberCount);
  for (let index = 0; index < numberCount; index += 1) numbers[index] = view.getFloat64(8 + index * 8, true);
  const start = 8 + numberCount * 8;
  const values = new Uint32Array((bytes.byteLength - start - 4) / 4);
  for (let index = 0; index < values.length; index += 1) {
    values[index] = view.getUint32(start + 4 + index * 4, true);
  }
  return { updated: view.getFloat64(0, true), titleWords: view.getUint32(start, true), values, numbers };
}
