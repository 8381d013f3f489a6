import type { Author, EnvironmentVariable, Publication, Requirement } from "../manifest/model.ts";

/** What one file of a repository says about its program. What it does not say is absent. */
export interface Said {
  /** Short name, such as that of the package. */
  readonly name?: string | undefined;
  /** The name as people say it. */
  readonly title?: string | undefined;
  /** One sentence on what it does. */
  readonly summary?: string | undefined;
  readonly description?: string | undefined;
  readonly version?: string | undefined;
  /** SPDX expression */
  readonly license?: string | undefined;
  /** Names of licence files whose text is not recognised, or which together leave open what holds. */
  readonly unknownLicense?: readonly string[] | undefined;
  readonly homepage?: string | undefined;
  readonly documentation?: string | undefined;
  readonly repository?: string | undefined;
  readonly issues?: string | undefined;
  readonly authors?: readonly Author[] | undefined;
  readonly publications?: readonly Publication[] | undefined;
  readonly keywords?: readonly string[] | undefined;
  /** Python packages, `python` itself among them. */
  readonly requirements?: readonly Requirement[] | undefined;
  /** Requirements, as they are written, that a manifest has no words for: under a condition, or at an address. */
  readonly otherRequirements?: readonly string[] | undefined;
  /** Names of the programs that an installation puts on the path. */
  readonly programs?: readonly string[] | undefined;
  /** True when the repository says how its container image is built. */
  readonly recipe?: boolean | undefined;
  /** Words that the image's entry point and command are made of, as far as the recipe has them as a list. */
  readonly entrypoint?: readonly string[] | undefined;
  readonly command?: readonly string[] | undefined;
  readonly environment?: readonly EnvironmentVariable[] | undefined;
  readonly ports?: readonly number[] | undefined;
}

/** What files say together: each field by the first that says it, with where that is. */
export type Merged<From> = {
  readonly [Key in keyof Said]?: { readonly value: NonNullable<Said[Key]>; readonly from: From } | undefined;
};

/** What a repository says, each field with the file that says it first. */
export type RepositoryFacts = Merged<string>;

/** Reads one format. Throws for a text that is not of that format; the error's first line says why. */
export type FactReader = (text: string) => Said;
