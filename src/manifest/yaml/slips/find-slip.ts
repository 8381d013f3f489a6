import {
  findColon,
  findConflict,
  findDirective,
  findHyphen,
  findListOnKeyLine,
  findOddSpace,
  findTab,
} from "./lines.ts";
import { findOpenQuote, findQuoted } from "./quotes.ts";
import type { Slip, SlipFinder, Stumble } from "./slip.ts";
import {
  findBracket,
  findDeeperLine,
  findItemAmongKeys,
  findKeylessLine,
  findShortLine,
  findUnevenLine,
} from "./structure.ts";
import { findColonInValue, findValueStart } from "./values.ts";

/** What is sure when it is seen comes first; what only explains what is left comes last. */
const FINDERS: readonly SlipFinder[] = [
  findConflict,
  findDirective,
  findTab,
  findOddSpace,
  findOpenQuote,
  findQuoted,
  findValueStart,
  findColon,
  findHyphen,
  findListOnKeyLine,
  findBracket,
  findDeeperLine,
  findColonInValue,
  findShortLine,
  findUnevenLine,
  findItemAmongKeys,
  findKeylessLine,
];

/** The slip that made the parser stumble, if it is one that we know. */
export function findSlip(stumble: Stumble): Slip | undefined {
  for (const find of FINDERS) {
    const slip = find(stumble);
    if (slip !== undefined) return slip;
  }
  return undefined;
}
