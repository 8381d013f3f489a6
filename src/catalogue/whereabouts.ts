import type { Problem } from "../manifest/problems.ts";
import type { Entry } from "./entry.ts";
import type { NamedAddress } from "./layer-address.ts";
import type { NextLook } from "./next-look.ts";
import type { Repository, Source } from "./sources.ts";

/** Why something is in the catalogue, or is not. */
export type WhereState =
  | "not-an-address"
  | "unknown"
  | "proposed"
  | "blocked"
  | "not-crawled"
  | "not-listed"
  | "source-failing"
  | "not-looked-at"
  | "deferred"
  | "no-manifest"
  | "refused"
  | "published"
  | "unlisted"
  | "withdrawn"
  | "unreachable"
  | "gone"
  | "excluded";

/** The answer to "why is my repository not there?". */
export interface Whereabouts {
  readonly state: WhereState;
  readonly sentence: string;
  /** What to do about it. */
  readonly hint: string | undefined;
  /** When what the sentence says came to be. */
  readonly at: string | undefined;
  /** What else is to be known. */
  readonly notes: readonly string[];
  readonly next: NextLook | undefined;
  /** Where anybody can look; absent for what lies in a folder of the catalogue's own. */
  readonly url: string | undefined;
  readonly repository: Repository | undefined;
  readonly source: Source | undefined;
  /** Of the repository; only those that were asked for, when the address names a file, a folder or an entry. */
  readonly entries: readonly Entry[];
  readonly problems: readonly Problem[];
}

/** The page of what was named, for a browser and for git; without a name or password that stood in it. */
export function addressOf({ host, path }: NamedAddress): string | undefined {
  const url = `https://${host}/${path}`;
  return host.startsWith("local.") || !URL.canParse(url) ? undefined : url;
}
