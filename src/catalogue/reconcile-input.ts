import type { SuggestedTerm } from "../vocabulary/suggest/suggested-term.ts";
import type { CheckedFile } from "./checker.ts";
import type { DocumentFacts } from "./document-facts.ts";
import type { Entry } from "./entry.ts";
import type { Repository } from "./sources.ts";

/** A manifest file at a commit, with what the checker found in it. */
export interface CheckedManifest {
  /** Path inside the repository. */
  readonly file: string;
  readonly blobId: string;
  readonly bytes: Uint8Array;
  readonly discovery: { readonly file: string; readonly bytes: Uint8Array } | undefined;
  readonly checked: CheckedFile;
  /** What the repository's other files say of its program. */
  readonly facts?: DocumentFacts | undefined;
  /** Document's number → terms that its words lead to, where its author gave none; also those that became tags. */
  readonly suggested?: ReadonlyMap<number, readonly SuggestedTerm[]> | undefined;
}

export interface ReconcileInput {
  readonly repository: Repository;
  readonly commit: string;
  /** All entries of the repository, withdrawn ones too. */
  readonly existing: readonly Entry[];
  /** Every manifest of a complete tree: one that is absent here was deleted. */
  readonly manifests: readonly CheckedManifest[];
  /** True when the checker is another than at the last look: models and terms are then written anew. */
  readonly recheck: boolean;
  /** Paths that belong to entries of other repositories. */
  readonly taken: ReadonlySet<string>;
  readonly at: string;
  readonly newId: () => string;
}
