import { andInto, orInto, type Bits } from "./bitset.ts";
import type { TextIndex } from "./text-index.ts";
import type { QueryPart, TextQuery } from "../text-query.ts";

/** Rows of each level, with those of the levels before. */
type Levels = readonly Bits[];

/** What a text matches. */
export interface TextMatch {
  /** The rows that hold all parts within the level and those before it. */
  readonly levels: Levels;
  /** The same of each part, and of the last word as it stands: for ranking. */
  readonly signals: readonly Levels[];
}

/** Looks up all words of a text and puts their rows together. */
export function matchText(index: TextIndex, query: TextQuery): TextMatch {
  const parts = query.parts.map((part) => matchPart(index, part));
  const signals = [...parts, index.find(query.lastWord)];
  return { levels: combine(parts, andInto), signals };
}

function matchPart(index: TextIndex, part: QueryPart): Levels {
  const own = combine(
    part.words.map((unit) => index.find(unit)),
    andInto,
  );
  return combine([own, ...part.synonyms.map((unit) => index.find(unit))], orInto);
}

/** Combines level by level, in copies. */
function combine(all: readonly Levels[], into: (target: Bits, other: Bits) => void): Levels {
  const [first = [], ...others] = all;
  if (others.length === 0) return first;
  const result = first.map((bits) => bits.slice());
  for (const other of others) {
    for (const [level, bits] of result.entries()) {
      const right = other[level];
      if (right !== undefined) into(bits, right);
    }
  }
  return result;
}
