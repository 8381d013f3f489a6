import type { ConceptFacet, ConceptScheme, Vocabularies } from "../../vocabulary/vocabulary.ts";
import type { CheckedFile } from "../checker.ts";
import type { FileToCheck } from "../guarded-checker.ts";

/** What a thread is started with: the vocabularies' data, so that it reads no file and has the same as its owner. */
export interface ThreadData {
  readonly schemes: ReadonlyMap<string, ConceptScheme>;
  readonly facets: readonly ConceptFacet[];
  readonly hash: string;
  readonly settled: Vocabularies["settled"];
}

/** To the thread: files to check, in this order. */
export type ThreadTask = readonly FileToCheck[];

/** From the thread: once `ready`, then for each file `checked`, or `failed`, after which it drops the rest. */
export type ThreadAnswer =
  | { readonly kind: "ready" }
  | { readonly kind: "checked"; readonly checked: CheckedFile }
  | { readonly kind: "failed"; readonly error: Error };
