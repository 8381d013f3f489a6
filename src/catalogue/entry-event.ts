import type { Problem } from "../manifest/problems.ts";

/** What happened to one entry; `moved` may come with a new path only. */
export interface EntryEvent {
  readonly kind: "published" | "updated" | "moved" | "restored" | "withdrawn" | "broken";
  readonly path: string;
  readonly title: string;
  /** True when a last good version is still shown. */
  readonly kept: boolean;
  /** The first finding that holds it back. */
  readonly problem: Problem | undefined;
}
