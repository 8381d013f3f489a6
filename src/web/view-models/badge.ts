import type { Entry } from "../../catalogue/entry.ts";
import type { Problem } from "../../manifest/problems.ts";
import { countText } from "../format.ts";
import type { BadgeState } from "../svg/badge.ts";

/**
 * What a badge says of a repository or an entry: how many errors and warnings there are, else whether something is
 * published. Hints are the author's own affair.
 */
export function toBadge({
  entries,
  problems,
}: {
  readonly entries: readonly Pick<Entry, "program">[];
  readonly problems: readonly Problem[];
}): { readonly state: BadgeState; readonly words: string } {
  const isThere = entries.some(({ program }) => program.state === "published");
  const count = problems.filter(({ severity }) => severity !== "hint").length;
  if (count > 0 && (isThere || entries.length === 0))
    return { state: "findings", words: countText(count, "finding") };
  return isThere ? { state: "published", words: "published" } : { state: "not-found", words: "not found" };
}

/** What an author pastes into a README: the badge, as a link to the page that explains it. */
export function badgeMarkdown(address: string): string {
  return `[![Execat](${address}/badge.svg)](${address})`;
}
