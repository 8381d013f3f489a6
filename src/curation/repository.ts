/**
 * The texts of the catalogue's own copy by their path: `vocabularies/task.yaml`, `vocabularies/facets.yaml`,
 * `overlays/….yaml`, `collections/….yaml`, `settled-terms.yaml`. Anything else that somebody keeps there is left alone.
 */
export type CurationFiles = ReadonlyMap<string, string>;

/** Texts to write; `undefined` removes the file. */
export type FileChanges = ReadonlyMap<string, string | undefined>;

/** Who made a change, as git names an author. */
export interface Curator {
  readonly name: string;
  readonly email: string;
}

export interface CurationCommit {
  readonly id: string;
  readonly parents: readonly string[];
  readonly author: Curator;
  /** UTC ISO 8601 */
  readonly at: string;
  readonly subject: string;
  readonly body: string;
  /** Paths that differ from the first parent. */
  readonly paths: readonly string[];
}

export interface FileDiff {
  readonly path: string;
  readonly state: "added" | "changed" | "removed";
  /** Unified, without the lines that name the files. */
  readonly text: string;
}

/** One place that two sides changed in different ways. */
export interface MergeConflict {
  readonly path: string;
  /** Where in the file: keys and items (`["concepts", "source-extraction", "definition"]`); empty for the whole file. */
  readonly place: readonly (string | number)[];
  /** YAML of the three; `undefined` where a side does not have it. */
  readonly base: string | undefined;
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
}

export interface MergedFile {
  /** The sum of both sides; in a place of conflict what ours says. `undefined` when the file is to go. */
  readonly text: string | undefined;
  readonly conflicts: readonly MergeConflict[];
}

/** Merges three versions of a file; `undefined` where it is not there. Pure. See `mergeFile` in `edits/merge-file.ts`. */
export type MergeFile = (
  path: string,
  sides: {
    readonly base: string | undefined;
    readonly ours: string | undefined;
    readonly theirs: string | undefined;
  },
) => MergedFile;

/** Two histories that do not go together by themselves. Nothing of either is lost; both stay as they are. */
export interface OpenMerge {
  /** `shipped`: a new version of the program brought other vocabularies; `remote`: somebody pushed there. */
  readonly from: "shipped" | "remote";
  /** The commit that is to be merged in. */
  readonly theirs: string;
  readonly base: string | undefined;
  /** Ours: the head that the merge was tried on. */
  readonly head: string;
  /** What the merge would write onto the head; in a place of conflict what ours says. */
  readonly changes: FileChanges;
  readonly conflicts: readonly MergeConflict[];
}

export interface RemoteState {
  /** Without user and password. */
  readonly url: string;
  /** Commits of ours that the remote does not have. */
  readonly pending: number;
  readonly lastSyncedAt: string | undefined;
  /** A sentence for the operator; `undefined` after success. */
  readonly failure: string | undefined;
}

export interface NewCommit {
  /** The head that the change was made on. */
  readonly base: string;
  readonly changes: FileChanges;
  readonly subject: string;
  readonly body?: string | undefined;
  readonly author: Curator;
  /** Set when this commit settles an open merge: its `theirs`. */
  readonly merges?: string | undefined;
}

/**
 * The vocabularies' own git repository: a bare one, so that `git clone` and `git push` work on it as on any other.
 *
 * The contract, tested in `test/integration/curation-repository.test.ts`:
 * - a commit is there whole or not at all, also when the process ends in between, and when several processes write;
 * - `commit` writes only when `base` is still the head;
 * - nothing that was pushed, committed or shipped is ever dropped: what cannot be merged waits as an `OpenMerge`.
 *
 * Fails with `ENGINE_UNAVAILABLE` when git cannot do what it must.
 */
export interface CurationRepository {
  /** The folder of the repository, which can be cloned. */
  readonly folder: string;
  /** The commit that the catalogue works with. Costs no more than reading a file or two: it is asked again and again. */
  head(): Promise<string>;
  /** The curation's files at a commit: only those named in `CurationFiles`, which are text. */
  read(commit: string): Promise<CurationFiles>;
  /** Returns the new head; throws `CONFLICT` when the head is not `base` any more, and then writes nothing. */
  commit(change: NewCommit): Promise<string>;
  /** The newest first; of one path when given; after `before`, which is left out, when given. */
  history(query: {
    readonly path?: string | undefined;
    readonly before?: string | undefined;
    readonly limit: number;
  }): Promise<readonly CurationCommit[]>;
  /** `undefined` for what is no commit of the head's history. */
  find(id: string): Promise<CurationCommit | undefined>;
  /** What a commit changed against its first parent. */
  diffOf(id: string): Promise<readonly FileDiff[]>;
  /** What writing these texts onto the head would change. Writes nothing that stays. */
  diffWith(changes: FileChanges): Promise<readonly FileDiff[]>;
  /**
   * What undoing a commit would write onto the head: the three-way merge of the head with the commit's parent. With
   * conflicts when the same place was changed since; then `changes` keeps what was changed since.
   */
  undo(id: string): Promise<{
    readonly base: string;
    readonly changes: FileChanges;
    readonly conflicts: readonly MergeConflict[];
  }>;
  /** Brings a new shipped set in, as a merge of the branch `shipped`. At the first call it is the first commit. */
  upgrade(shipped: CurationFiles, version: string): Promise<"seeded" | "unchanged" | "merged" | "conflict">;
  /** Fetches, puts our commits on top of theirs, pushes. Does nothing without a remote; failures are in `remote`. */
  sync(): Promise<void>;
  remote(): RemoteState | undefined;
  openMerges(): Promise<readonly OpenMerge[]>;
}
