import type { Normalised } from "../components.ts";
import type { DataObject } from "../data.ts";
import type { Finding } from "../finding.ts";
import type { Executable, StorageResource, Volume } from "../model.ts";
import type { SchemaFile } from "../schemas.ts";
import type { Drawn } from "./draft.ts";

/** Reads one dialect: what its documents look like, and how they are said in dialect D. */
export interface DialectReader {
  readonly schema: SchemaFile;
  /** Scalars whose text is taken as it is written when YAML reads it as a number. */
  readonly textual: readonly string[];
  /** Puts the kinds into the spelling that the schema knows, and says what was odd about them. */
  normalise(root: DataObject): Normalised;
  /**
   * Says the document in dialect D. Takes what has the right type and leaves out the rest, which the check of
   * shape has reported; what dialect D cannot say is kept in `extras`, or a finding names it.
   */
  rewrite(root: DataObject, normalised: DataObject): Rewritten;
}

export interface Rewritten extends Drawn {
  readonly findings: readonly Finding[];
  readonly extras: Extras;
}

/** What only some dialects say: added to the model by the place in the lists of dialect D. */
export interface Extras {
  readonly executable?: Partial<Executable> | undefined;
  readonly storage?: ReadonlyMap<number, Partial<StorageResource>> | undefined;
  readonly volumes?: ReadonlyMap<number, Partial<Volume>> | undefined;
}
