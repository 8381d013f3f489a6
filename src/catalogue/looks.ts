import type { EntryEvent } from "./entry-event.ts";
import type { Failure, Repository } from "./sources.ts";

/** Why a repository was looked at: its turn, a webhook, a reader's wish, or another try after a failure. */
export type LookReason = "crawl" | "push" | "asked" | "retry";

/** A step of a look as readers see it while it goes on. */
export interface LookStage {
  readonly name: "resolve" | "fetch" | "extract" | "check" | "reconcile" | "index" | "report" | "end";
  readonly at: string;
  /** What came of the step before, as a sentence. */
  readonly told: string | undefined;
}

/** One look at a repository that came to something; a look that finds nothing new leaves no record. */
export interface LookRecord {
  readonly id: string;
  readonly repositoryId: string;
  /** When it began. */
  readonly at: string;
  readonly reason: LookReason;
  readonly outcome: "looked" | "failed";
  /** What was read, when it came to that. */
  readonly commit: string | undefined;
  /** The commit's own date, when the forge or git says it. */
  readonly committedAt?: string | undefined;
  readonly elapsedMs: number;
  readonly events: readonly Pick<EntryEvent, "kind" | "path" | "title">[];
  /** Findings at that commit, by severity. */
  readonly problems: { readonly error: number; readonly warning: number; readonly hint: number };
  readonly failure: Failure | undefined;
  /** What kept the commit status from being written; the look has succeeded all the same. */
  readonly reportFailure?: Failure | undefined;
}

/** Why the forge does not show the commit status that it should; absent when it does, or when nobody tried. */
export function findReportFailure(
  { reportWanted, reportSent, reportRefused }: Repository,
  [newest]: readonly LookRecord[],
): Failure | undefined {
  if (reportWanted === reportSent) return undefined;
  return reportRefused?.wanted === reportWanted ? reportRefused?.failure : newest?.reportFailure;
}

/** A webhook's call and what became of it. */
export interface DeliveryRecord {
  readonly id: string;
  readonly host: string;
  /** The forge's own id of the call; one is accepted once. */
  readonly deliveryId: string;
  readonly event: string;
  readonly at: string;
  readonly outcome: "queued" | "nothing-to-do" | "unknown-repository" | "known-already";
  readonly repositoryIds: readonly string[];
}
