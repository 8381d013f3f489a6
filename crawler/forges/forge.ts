import type { RawDelivery } from "../../src/catalogue/crawl-desk.ts";
import type { Problem } from "../../src/manifest/problems.ts";
import type { ForgeFacts, Repository, Source } from "../../src/catalogue/sources.ts";

/** A repository as a forge names it; what the catalogue knows of it besides is `Repository`. */
export interface FoundRepository {
  readonly forge: Repository["forge"];
  /** Stable: the same repository has the same id in every listing. */
  readonly forgeId: string;
  readonly host: string;
  readonly path: string;
  readonly url: string;
  readonly webUrl: string | undefined;
  /** Absent where the forge says nothing but commits. */
  readonly facts?: ForgeFacts | undefined;
  /** When the listing says it already, so that nothing more is asked. */
  readonly head?: Head | undefined;
}

export interface Listing {
  /** All of the source's repositories: one that is absent here is gone, unless `partial`. */
  readonly repositories: readonly FoundRepository[];
  /**
   * True when the forge may know more than it can name, for instance of a search. Of the others that are known it is
   * asked one by one. The remark says what can be done about it, if something can.
   */
  readonly partial?: boolean | undefined;
  /** What a reader of the source's page should know, for instance that a file stands where none is read. */
  readonly remark: string | undefined;
}

/** A tag, with the commit that it leads to. */
export interface TagRef {
  readonly name: string;
  readonly commit: string;
}

/** As in `Head`. */
export interface TagsAnswer {
  readonly tags: readonly TagRef[];
  readonly tagsLeftOut?: number | undefined;
}

/** What the forge says of a repository's default branch. */
export type Head =
  | {
      readonly state: "head";
      readonly commit: string;
      readonly branch: string | undefined;
      /** All tags, or the newest of them (thirty at least); absent where there is no such thing. */
      readonly tags?: readonly TagRef[] | undefined;
      /** How many more tags there are, which nobody looks at. */
      readonly tagsLeftOut?: number | undefined;
      /**
       * Stands for the state of all tags where `tags` cost a request of their own (`readTags`): as long as it is the
       * same, so are they. Absent when the forge cannot tell now.
       */
      readonly tagsMark?: string | undefined;
    }
  /** The repository is there and holds no commit. */
  | { readonly state: "empty" }
  /** The forge answered, and says that there is no such repository. */
  | { readonly state: "gone"; readonly message: string };

/** An answer about one of many repositories; `failed` is what `resolveHeads` would throw for this one alone. */
export type HeadAnswer =
  | (Head & {
      /** What the forge calls it now; another path than known means that it was renamed or transferred. */
      readonly found?: FoundRepository | undefined;
    })
  | { readonly state: "failed"; readonly error: Error };

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
  /** When the commit was made, by its committer's clock; only of a head, and where there is such a thing. */
  readonly committedAt?: string | undefined;
  /** Every manifest and discovery file below the root, by path. Never a part of them. */
  readonly files: readonly ManifestFile[];
  /**
   * What says something of the program besides: `codemeta.json`, `CITATION.cff`, `LICENSE`, `README` at the top and
   * beside manifests. One that cannot be read is left out: it only fills gaps.
   */
  readonly facts: readonly ManifestFile[];
  /** Findings about files that were not read. */
  readonly problems: readonly Problem[];
}

/** A commit to read. The head of the default branch stands without a tag. */
export interface WantedCommit {
  readonly commit: string;
  /** By which a server that gives no commit by its id is asked. */
  readonly tag?: string | undefined;
}

export type TreeAnswer =
  | { readonly state: "tree"; readonly tree: Tree }
  /** What `readTree` would throw for this one alone. */
  | { readonly state: "failed"; readonly error: Error };

/**
 * Finds repositories and reads manifests from them; it never runs, checks out or writes anything in them.
 *
 * The contract: an answer is complete or the call fails. Calls end soon after `signal` aborts, and by
 * themselves after the forge's own deadline.
 *
 * Fails with `UPSTREAM_FAILED` or `UPSTREAM_TIMEOUT` (worth another try), `TOO_MANY_REQUESTS` (its limit is spent;
 * `details.retryAt` says until when), `FORBIDDEN` (an address that may not be called, a signature that is wrong),
 * `TOO_LARGE` (beyond a limit) and `SOURCE_INVALID` (an operator must change the source or its token). What another
 * try would meet again for the same commit has `details.stays`.
 */
export interface Forge {
  readonly name: Repository["forge"];
  /** How many repositories one question to it may be about. */
  readonly headsAtOnce: number;
  list(source: Source, signal: AbortSignal): Promise<Listing>;
  /** One cheap question about up to `headsAtOnce` repositories; by `Repository.id`, an answer for each. */
  resolveHeads(
    repositories: readonly Repository[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, HeadAnswer>>;
  /** The tags of one repository, newest first; only where heads come without them, or with a few of them. */
  readonly readTags?: ((repository: Repository, signal: AbortSignal) => Promise<TagsAnswer>) | undefined;
  readTree(repository: Repository, commit: string, signal: AbortSignal): Promise<Tree>;
  /**
   * Several commits of one repository together, which costs little more than one; an answer for each, in their order.
   * Of those with a tag no `facts` are read.
   */
  readonly readTrees?:
    | ((
        repository: Repository,
        wanted: readonly WantedCommit[],
        signal: AbortSignal,
      ) => Promise<readonly TreeAnswer[]>)
    | undefined;
  /** Tells the forge what was found at a commit; absent where a forge has no place for it or no token allows it. */
  readonly report?: ((report: CommitReport, signal: AbortSignal) => Promise<void>) | undefined;
  /** Reads what the forge sends when something happens; absent where it sends nothing. */
  readonly readDelivery?: ((delivery: RawDelivery) => Promise<Delivery>) | undefined;
}

/** A commit status. */
export interface CommitReport {
  readonly repository: Repository;
  readonly commit: string;
  readonly state: "success" | "failure";
  /** At most 140 characters. */
  readonly description: string;
  /** The repository's page in this catalogue; absent while the catalogue does not know its own address. */
  readonly url: string | undefined;
}

/** What a webhook's call says. Nothing of it is believed before the forge itself was asked. */
export interface Delivery {
  /** The forge's own id of the call: the same twice is a replay. */
  readonly id: string;
  /** As the forge calls it, for the log. */
  readonly event: string;
  /**
   * `push` also for tags; `changed` when a repository was renamed, transferred, archived, deleted or made public;
   * `listing` when a source may have other repositories than before; `nothing` for all else.
   */
  readonly kind: "push" | "changed" | "listing" | "nothing";
  /** The forge's ids of the repositories that it is about. */
  readonly forgeIds: readonly string[];
  /** The head after a push to a branch. */
  readonly commit?: string | undefined;
  readonly branch?: string | undefined;
}

export interface Forges {
  /** Throws `SOURCE_INVALID` for a host of which no forge is configured. */
  ofSource(source: Source): Forge;
  ofRepository(repository: Repository): Forge;
  /** The forges with an API of their own that are configured there. */
  ofHost(host: string): readonly Forge[];
}
