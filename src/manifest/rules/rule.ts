import type { DataObject } from "../data.ts";
import type { PlacedRequirement } from "../dialects/requirements.ts";
import type { Finding } from "../finding.ts";
import type {
  Compute,
  DataResource,
  Discovery,
  Executable,
  RequestedSchedule,
  StorageResource,
} from "../model.ts";
import type { Severity } from "../problems.ts";

/** A document as rules see it: what could be read of it, also when its shape has faults. */
export interface Subject {
  readonly executable: Executable | undefined;
  /** As it is written, for what the model does not keep. */
  readonly executableBlock: DataObject | undefined;
  readonly requirements: readonly PlacedRequirement[];
  readonly compute: Compute | undefined;
  readonly storage: readonly StorageResource[];
  readonly data: readonly DataResource[];
  readonly schedule: RequestedSchedule | undefined;
  readonly discovery: Discovery | undefined;
  readonly discoveryBlock: DataObject | undefined;
}

/** What a check found; pointers are those of dialect D. The rule adds its id and severity. */
export type Found = Omit<Finding, "rule" | "severity">;

export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  /** Why it matters, in a sentence or two. */
  readonly explanation: string;
  /**
   * A part of a manifest that breaks the rule, and the same mended. Sections that are not shown are those of
   * a sound manifest (see `example.ts`). Absent where a part of a manifest cannot show it.
   */
  readonly bad?: string | undefined;
  readonly good?: string | undefined;
  /** Absent where the bytes, the YAML, the schema or the vocabularies say it. */
  readonly check?: ((subject: Subject) => Iterable<Found>) | undefined;
}
