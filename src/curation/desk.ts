import type { OverlaySource } from "../catalogue/with-overlay.ts";
import type { Concept } from "../vocabulary/vocabulary.ts";
import type { Curated, CurationFinding } from "./curated.ts";
import type { CurationEdit } from "./edits.ts";
import type { CurationRepository, Curator, FileChanges, FileDiff, MergeConflict } from "./repository.ts";

/** What curators want to change, on the commit that they saw. */
export interface CurationRequest {
  /** `undefined` for what means the same on every commit: it is made on the head, after what others did before. */
  readonly base: string | undefined;
  readonly edits: readonly CurationEdit[];
}

export interface ConcernedEntries {
  readonly count: number;
  /** The first of them, by path. */
  readonly first: readonly { readonly path: string; readonly title: string }[];
}

/** What a change would do, before it is made. */
export type CurationPreview =
  | {
      readonly state: "ready";
      readonly diff: readonly FileDiff[];
      readonly concerned: ConcernedEntries;
      /** Findings that are not there today. */
      readonly findings: readonly CurationFinding[];
    }
  | CurationConflict;

/** Somebody else has changed the same place since; nothing was written. */
export interface CurationConflict {
  readonly state: "conflict";
  /** The head now: a change that is sent again with it as `base` takes the place of the other. */
  readonly head: string;
  readonly conflicts: readonly MergeConflict[];
}

export type CurationOutcome =
  | { readonly state: "done"; readonly commit: string; readonly concerned: number }
  | CurationConflict;

/** What a curator has decided for an open merge. */
export interface MergeSettlement {
  readonly theirs: string;
  /** The head that it was decided on: the texts are whole files, and would undo what was committed since. */
  readonly head: string;
  /** For the files where the merge has conflicts; the others are merged as they are. */
  readonly texts: FileChanges;
}

/** A term that authors write and that means no one concept, with all its spellings. */
export interface QueuedTerm {
  readonly facet: string;
  /** As it is written most. */
  readonly text: string;
  readonly spellings: readonly string[];
  readonly entries: number;
  readonly since: string;
  /** The concepts that have it as a label, where it may mean several; none for what nobody knows. */
  readonly choices: readonly Concept[];
  /** Entries that have it, by path. */
  readonly examples: readonly { readonly id: string; readonly path: string; readonly title: string }[];
  readonly nearest: readonly Concept[];
}

export interface Queue {
  readonly total: number;
  /** The most used first. */
  readonly terms: readonly QueuedTerm[];
}

/**
 * Where curators work: everything goes through here, so that each change is a commit, and what follows from it (tags,
 * findings) has happened when the call comes back. The index has followed then where few entries are concerned and its
 * engine answers; else it follows by itself.
 *
 * A change made elsewhere (an editor and `git push`, another process, the remote) is brought in by `refresh`.
 */
export interface CurationDesk {
  readonly current: Curated;
  /** For `createOverlaidStore`. */
  readonly overlays: OverlaySource;
  readonly repository: Pick<
    CurationRepository,
    "folder" | "history" | "find" | "diffOf" | "openMerges" | "remote" | "read"
  >;
  /** Brings in what the repository holds now; says whether that was something new. Cheap when it is not. */
  refresh(): Promise<boolean>;
  /** With the remote, when there is one; then `refresh`. */
  sync(): Promise<void>;
  /** Throws `INVALID_REQUEST` for what cannot be done. */
  preview(request: CurationRequest): Promise<CurationPreview>;
  /** Throws `INVALID_REQUEST` for what cannot be done. */
  apply(
    request: CurationRequest & {
      readonly subject: string;
      readonly body?: string | undefined;
      readonly author: Curator;
    },
  ): Promise<CurationOutcome>;
  /** Throws `INVALID_REQUEST` for a commit that cannot be undone, `NOT_FOUND` for none. */
  undo(commit: string, author: Curator): Promise<CurationOutcome>;
  previewUndo(commit: string): Promise<CurationPreview>;
  /** A conflict, with nothing written, when the head is not that on which it was decided. */
  settleMerge(settlement: MergeSettlement, author: Curator): Promise<CurationOutcome>;
  queue(page: { readonly offset: number; readonly limit: number }): Promise<Queue>;
  /** One term of the queue, by facet and text. */
  findQueued(facet: string, text: string): Promise<QueuedTerm | undefined>;
}
