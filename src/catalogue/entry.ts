import type { Dialect, ManifestModel } from "../manifest/model.ts";
import type { Runnable, VersionSummary } from "./versions.ts";
import type { Problem } from "../manifest/problems.ts";
import type { DocumentFacts, FactOrigin } from "./document-facts.ts";
import type { Overlay } from "./overlay.ts";
import type { Repository, Source } from "./sources.ts";

/** What an entry is about. The id is opaque and never reused; the path may change, old ones redirect for ever. */
export interface Program {
  readonly id: string;
  readonly path: string;
  readonly state: "published" | "withdrawn";
  readonly listed: boolean;
  readonly title: string;
  readonly summary: string | undefined;
  /** Whose word title and summary are; `repository` is the name of its folder, or its own. */
  readonly titleFrom: WordFrom;
  readonly summaryFrom: WordFrom | undefined;
  readonly firstPublishedAt: string;
  /** Grows only when the author's documents change. */
  readonly updatedAt: string;
  readonly withdrawal: Withdrawal | undefined;
}

/** The author's own word, a name in the manifest, a file of the repository, its forge, or just its address. */
export type WordFrom = "author" | "curator" | "manifest" | FactOrigin["kind"] | "forge" | "repository";

export interface Withdrawal {
  readonly at: string;
  readonly reason: string;
  readonly commit: string | undefined;
}

export type Layer = "developer" | "packager" | "publisher";

/** A document of a program: its last good version, with the author's own bytes. */
export interface DocumentRecord {
  readonly id: string;
  readonly programId: string;
  readonly repositoryId: string;
  /** Path inside the repository. */
  readonly file: string;
  /** The document's number in its file, from 0. */
  readonly number: number;
  readonly commit: string;
  /** git's id of the file's blob. */
  readonly blobId: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
  /** The `ivoa-discovery.yaml` beside it, when that gave the discovery block. */
  readonly discoveryFile: string | undefined;
  readonly discoveryBytes: Uint8Array | undefined;
  readonly dialect: Dialect;
  readonly model: ManifestModel;
  readonly modelVersion: number;
  /** What the files of the repository say besides, at the commit that was looked at last. */
  readonly facts: DocumentFacts | undefined;
  readonly layer: Layer;
  readonly derivedFrom: string | undefined;
  readonly version: string | undefined;
  readonly publishedAt: string;
  /** When the crawler last found it in its repository's head. */
  readonly lastSeenAt: string;
}

/** A term with its text as written, what it means, and who gave it. */
export interface TermRecord {
  readonly facet: string;
  readonly text: string;
  /** Absent when the vocabulary has no such concept. */
  readonly scheme: string | undefined;
  readonly conceptId: string | undefined;
  readonly origin: "author" | "catalogue" | "curator";
  /** Where an author's term stands; absent in rows of older versions until the next check. */
  readonly place?: TermPlace | undefined;
  /** The words that led the catalogue to its term. */
  readonly words?: string | undefined;
}

/** Where a term stands in the author's text, for findings about it. */
export interface TermPlace {
  readonly file: string;
  readonly document: number;
  readonly pointer: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Everything that a page shows of a program. */
export interface Entry {
  readonly program: Program;
  /** At the default branch: whose words they are. */
  readonly document: DocumentRecord;
  /** What runs: the newest release that has a manifest, else `document`. */
  readonly runs: Runnable;
  /** Its releases that have a manifest, the newest first. */
  readonly versions: readonly VersionSummary[];
  readonly terms: readonly TermRecord[];
  /** Findings about the head of the repository, which may be newer than the last good version. */
  readonly problems: readonly Problem[];
  readonly repository: Repository;
  readonly source: Source;
  /** What curators said of it, in a store that readers see; absent when they said nothing. */
  readonly curated?: CuratedParts | undefined;
}

/** What curators said of an entry, and what of it they put aside. */
export interface CuratedParts {
  /** Absent when only a collection vouches for the entry. */
  readonly overlay: Overlay | undefined;
  /** Terms that the overlay hides. */
  readonly hidden: readonly TermRecord[];
  /** Title and id of the vetted collections that it is in. */
  readonly vettedIn: readonly { readonly id: string; readonly title: string }[];
  /** Whose word the summary was, when the overlay has another one. */
  readonly before: Pick<Program, "summary" | "summaryFrom"> | undefined;
  /** True when the author has changed the summary since the overlay's was written. */
  readonly isOvertaken: boolean;
}
