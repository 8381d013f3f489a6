import type { Dialect } from "../model.ts";
import { dialectA } from "./a/index.ts";
import { dialectA0 } from "./a0/index.ts";
import { dialectB } from "./b/index.ts";
import { dialectC } from "./c/index.ts";
import { dialectD } from "./d/index.ts";
import type { DialectReader } from "./dialect-reader.ts";
import { dialectSrcnet } from "./srcnet/index.ts";

/** The reader of each dialect. */
export const READERS: Readonly<Record<Dialect, DialectReader>> = {
  A0: dialectA0,
  A: dialectA,
  B: dialectB,
  C: dialectC,
  D: dialectD,
  SRCNet: dialectSrcnet,
};
