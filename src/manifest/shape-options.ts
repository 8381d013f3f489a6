import type { DataObject } from "./data.ts";
import type { Dialect } from "./model.ts";

/** What the sentences about shape have to know. */
export interface ShapeOptions {
  /** Where `data` stands in the document. */
  readonly pointer: string;
  /** A scalar as it is written in the text. */
  readonly sourceOf: (pointer: string) => string | undefined;
  /** Where keys belong is known for dialects C and D, which is what is taken when absent. */
  readonly dialect?: Dialect | undefined;
  /** The whole request, when that is what is checked. */
  readonly root?: DataObject | undefined;
}
