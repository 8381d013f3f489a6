import type { Author, Publication } from "../manifest/model.ts";

/** A file beside a manifest, or at the top of its repository, that says something of the program. */
export interface FactOrigin {
  readonly kind: "codemeta" | "citation" | "license" | "readme";
  /** Path inside the repository. */
  readonly file: string;
}

interface FactValues {
  readonly title: string;
  readonly summary: string;
  /** Plain text */
  readonly description: string;
  readonly version: string;
  /** SPDX expression */
  readonly license: string;
  /** Names of licence files of which nobody knows what they say. */
  readonly unknownLicense: readonly string[];
  readonly homepage: string;
  readonly documentation: string;
  readonly repository: string;
  readonly issues: string;
  readonly authors: readonly Author[];
  readonly publications: readonly Publication[];
  readonly keywords: readonly string[];
}

/**
 * What the files of a repository say of a document's program, each field with the file that says it first. Kept beside
 * the author's model, never in it; made again from the repository whenever that is read.
 */
export type DocumentFacts = {
  readonly [Key in keyof FactValues]?:
    | { readonly value: FactValues[Key]; readonly from: FactOrigin }
    | undefined;
};

/** True when the same files say the same. */
export function isSameFacts(left: DocumentFacts | undefined, right: DocumentFacts | undefined): boolean {
  return JSON.stringify(left ?? {}) === JSON.stringify(right ?? {});
}
