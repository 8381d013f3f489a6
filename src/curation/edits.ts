import type { Overlay } from "../catalogue/overlay.ts";
import type { CurationFiles, FileChanges } from "./repository.ts";

export type { Overlay } from "../catalogue/overlay.ts";

/** The words of a concept as a form has them; all of them are written, in the scheme's language. */
export interface ConceptFields {
  readonly prefLabel: string;
  readonly altLabel: readonly string[];
  readonly hiddenLabel: readonly string[];
  readonly definition: string | undefined;
  readonly scopeNote: string | undefined;
  readonly example: readonly string[];
  /** Ids in the same scheme. */
  readonly broader: readonly string[];
  readonly related: readonly string[];
  readonly exactMatch: readonly string[];
  readonly closeMatch: readonly string[];
  readonly broadMatch: readonly string[];
}

export interface SchemeFields {
  readonly title: string;
  readonly description: string | undefined;
  readonly license: string | undefined;
  readonly source: string | undefined;
}

export type VocabularyEdit =
  | {
      readonly kind: "add-concept";
      readonly scheme: string;
      readonly id: string;
      readonly fields: ConceptFields;
    }
  /** Other languages, `uri`, `deprecated` and unknown keys of the concept stay as they are. */
  | {
      readonly kind: "edit-concept";
      readonly scheme: string;
      readonly id: string;
      readonly fields: ConceptFields;
    }
  | {
      readonly kind: "add-label";
      readonly scheme: string;
      readonly id: string;
      readonly label: string;
      readonly as: "altLabel" | "hiddenLabel";
    }
  /** `id` becomes a deprecated concept that `into` replaces; `into` takes its labels and narrower concepts. */
  | {
      readonly kind: "merge-concept";
      readonly scheme: string;
      readonly id: string;
      readonly into: string;
      readonly since: string;
    }
  /** Below others; none for a top concept. */
  | {
      readonly kind: "move-concept";
      readonly scheme: string;
      readonly id: string;
      readonly broader: readonly string[];
    }
  | {
      readonly kind: "deprecate-concept";
      readonly scheme: string;
      readonly id: string;
      /** None when nothing takes its place. */
      readonly replacedBy: readonly string[];
      readonly since: string;
    }
  | { readonly kind: "restore-concept"; readonly scheme: string; readonly id: string }
  | { readonly kind: "edit-scheme"; readonly scheme: string; readonly fields: SchemeFields };

/** A term that authors write and that is to mean nothing here. */
export interface SettledTerm {
  readonly facet: string;
  readonly text: string;
  readonly reason: string | undefined;
  readonly by: string | undefined;
  /** A date or time, ISO 8601. */
  readonly at: string | undefined;
}

export interface CollectionItem {
  readonly entry: string;
  readonly note: string | undefined;
}

/** A named, ordered selection of entries. */
export interface Collection {
  /** The file's name without `.yaml`, `[a-z0-9-]+`. */
  readonly id: string;
  readonly title: string;
  readonly description: string | undefined;
  readonly maintainer: string | undefined;
  readonly items: readonly CollectionItem[];
  /** True when a catalogue that shows only vetted entries shows those of this collection. */
  readonly vetted: boolean;
}

export type CurationEdit =
  | VocabularyEdit
  | { readonly kind: "settle-term"; readonly term: SettledTerm }
  | { readonly kind: "unsettle-term"; readonly facet: string; readonly text: string }
  /** An overlay that says nothing is removed. */
  | { readonly kind: "set-overlay"; readonly overlay: Overlay }
  | { readonly kind: "set-collection"; readonly collection: Collection }
  | { readonly kind: "remove-collection"; readonly id: string };

/**
 * Makes edits on texts: only the lines that they concern change, comments and layout stay.
 *
 * Throws `INVALID_REQUEST` with a sentence and a hint for an edit that cannot be made (no such concept, an id that is
 * taken, a cycle, a label that another concept has, a merge with itself).
 */
export type ApplyEdits = (files: CurationFiles, edits: readonly CurationEdit[]) => FileChanges;
