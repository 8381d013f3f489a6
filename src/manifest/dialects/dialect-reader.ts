import type { DataObject } from "../data.ts";
import type { Finding } from "../finding.ts";
import type { Executable } from "../model.ts";
import type { SchemaFile } from "../schemas.ts";

/** What is special about reading one dialect; all else is shared. */
export interface DialectReader {
  readonly schema: SchemaFile;
  /** Scalars whose text is taken as it is written when YAML reads it as a number. */
  readonly textual: readonly string[];
  /**
   * Puts the executable into the spelling that the schema knows, and says what was odd about its kind.
   * Nothing of it is changed when the kind is unknown.
   */
  normalise(executable: DataObject): {
    readonly executable: DataObject;
    readonly findings: readonly Finding[];
  };
  /** Reads what has the right type and leaves out the rest, which the check of shape has reported. */
  toExecutable(executable: DataObject): Executable | undefined;
  /** Where something of the canonical model (as dialect D writes it) stands in this dialect. */
  locate(pointer: string): string;
}
