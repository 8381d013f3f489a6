import type { Problem } from "../../src/manifest/problems.ts";
import type { Repository, Source } from "../../src/catalogue/sources.ts";

/** A repository as a forge names it; what the catalogue knows of it besides is `Repository`. */
export interface FoundRepository {
  readonly forge: Repository["forge"];
  /** Stable: the same repository has the same id in every listing. */
  readonly forgeId: string;
  readonly host: string;
  readonly path: string;
  readonly url: string;
  readonly webUrl: string | undefined;
}

export interface Listing {
  /** All of the source's repositories: one that is absent here is gone. */
  readonly repositories: readonly FoundRepository[];
  /** What a reader of the source's page should know, for instance that a file stands where none is read. */
  readonly remark: string | undefined;
}

/** What the forge says of a repository's default branch. Anything else that happens is thrown. */
export type Head =
  | { readonly state: "head"; readonly commit: string; readonly branch: string | undefined }
  /** The repository is there and holds no commit. */
  | { readonly state: "empty" }
  /** The forge answered, and says that there is no such repository. */
  | { readonly state: "gone"; readonly message: string };

export interface ManifestFile {
  /** Path inside the repository, with `/`. */
  readonly path: string;
  /** git's id of the file's bytes. */
  readonly blobId: string;
  /** Absent when the file may not be read; the tree's problems say why. */
  readonly bytes: Uint8Array | undefined;
}

export interface Tree {
  /** What was read; a later commit than the one asked for when the branch moved in between. */
  readonly commit: string;
  /** Every manifest and discovery file below the root, by path. Never a part of them. */
  readonly files: readonly ManifestFile[];
  /** Findings about files that were not read. */
  readonly problems: readonly Problem[];
}

/**
 * Finds repositories and reads manifests from them; it never runs, checks out or writes anything in them.
 *
 * The contract: an answer is complete or the call fails. Calls end soon after `signal` aborts, and by
 * themselves after the forge's own deadline.
 *
 * Fails with `UPSTREAM_FAILED` or `UPSTREAM_TIMEOUT` (worth another try), `FORBIDDEN` (an address that may not
 * be called), `TOO_LARGE` (beyond a limit) and `SOURCE_INVALID` (an operator must change the source).
 */
export interface Forge {
  readonly name: Repository["forge"];
  list(source: Source, signal: AbortSignal): Promise<Listing>;
  /** One cheap question; it decides whether anything else is asked. */
  resolveHead(repository: Repository, signal: AbortSignal): Promise<Head>;
  readTree(repository: Repository, commit: string, signal: AbortSignal): Promise<Tree>;
}

export interface Forges {
  readonly directory: Forge;
  readonly git: Forge;
}
