import type { Bare } from "./plumbing.ts";
import { CONFIG_TRICKS } from "./config-tricks.ts";
import { PATHS } from "./paths.ts";
import { REFS } from "./refs.ts";
import { SIZES } from "./sizes.ts";
import { TEXTS } from "./texts.ts";
import { TREES } from "./trees.ts";

/** How the crawler gets at a repository. */
export type Way =
  /** By HTTP from a server that sends parts of a repository. */
  | "forge"
  /** By HTTP from a server that sends all of a commit. */
  | "plain"
  /** By a `file:` URL. */
  | "local";

/** Sizes of the small and of the whole form. */
export interface Scale {
  readonly pick: (small: number, whole: number) => number;
  /** Touched when something of the repository is run; its path is put into the repository. */
  readonly canary: (name: string) => string;
}

/** One repository that a stranger wrote. */
export interface HostileRepository {
  readonly name: string;
  readonly way: Way;
  readonly make: (bare: Bare, scale: Scale) => void | Promise<void>;
  /** What its report must say: in the failure, or in a finding's rule or sentence. */
  readonly told: RegExp;
  /** Whether its good manifest is published all the same. */
  readonly published?: boolean;
}

export const REPOSITORIES: readonly HostileRepository[] = [
  ...PATHS,
  ...TREES,
  ...SIZES,
  ...REFS,
  ...TEXTS,
  ...CONFIG_TRICKS,
];
