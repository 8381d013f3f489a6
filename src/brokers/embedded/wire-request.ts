import type { Kind } from "../../manifest/kinds.ts";
import type { JsonObject } from "../json-value.ts";
import type { Amounts } from "./calendar.ts";
import type { WireDialect } from "./wire-dialect.ts";
import type { WishedSchedule } from "./read-schedule.ts";

/** A component of a request: its kind, what it is called, and its own fields as they came. */
export interface Part {
  readonly kind: Kind;
  readonly pointer: string;
  readonly name: string | undefined;
  readonly fields: JsonObject;
}

/** A request as this broker understands it, in the shape of dialect D. */
export interface WireRequest {
  /** In which it was written, and is answered. */
  readonly dialect: WireDialect;
  readonly executable: Part | undefined;
  readonly compute: Part | undefined;
  readonly volumes: readonly Part[];
  readonly storage: readonly Part[];
  readonly data: readonly Part[];
  /** The least that the request allows. */
  readonly amounts: Amounts;
  readonly schedule: WishedSchedule;
}
