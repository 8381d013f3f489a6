import type { Dialect, ManifestModel } from "../manifest/model.ts";

/** What runs: a manifest at a commit, of a release or of the default branch. */
export interface Runnable {
  /** The release's tag; absent for the default branch. */
  readonly tag: string | undefined;
  readonly commit: string;
  /** Path inside the repository. */
  readonly file: string;
  /** The document's number in its file, from 0. */
  readonly number: number;
  /** git's id of the file's blob. */
  readonly blobId: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
  readonly dialect: Dialect;
  readonly model: ManifestModel;
  readonly modelVersion: number;
}

/** A tag of a repository that is a version of its programs. */
export interface ReleaseRecord {
  readonly tag: string;
  readonly commit: string;
  /** Commits that the tag led to before somebody moved it, the latest first. */
  readonly movedFrom: readonly string[];
  /** From 0 for the newest. */
  readonly position: number;
  /** A release candidate or the like, which is never what runs by default. */
  readonly prerelease: boolean;
  /** Whether its manifests were read: only the newest are. */
  readonly isRead: boolean;
  readonly firstSeenAt: string;
}

/** A program at a release. */
export type VersionRecord = {
  readonly programId: string;
  readonly tag: string;
} & (
  | { readonly state: "ready"; readonly document: Omit<Runnable, "tag" | "commit"> }
  /** The manifest has an error there; `reason` is the first. */
  | { readonly state: "broken"; readonly reason: string }
);

/** A version as lists show it. */
export interface VersionSummary extends Pick<
  ReleaseRecord,
  "tag" | "commit" | "movedFrom" | "prerelease" | "firstSeenAt"
> {
  readonly state: "ready" | "broken";
  readonly reason: string | undefined;
}

/** What a look found of a repository's releases: all of them, and the versions of those that were read now. */
export interface ReleaseChanges {
  readonly releases: readonly ReleaseRecord[];
  /** Tags whose versions were read now; theirs replace those of before. */
  readonly read: readonly string[];
  readonly versions: readonly VersionRecord[];
}

/** The default branch's document as what runs. */
export function ofBranch(document: Omit<Runnable, "tag">): Runnable {
  const { commit, file, number, blobId, sha256, bytes, dialect, model, modelVersion } = document;
  return { tag: undefined, commit, file, number, blobId, sha256, bytes, dialect, model, modelVersion };
}
