import type { ForgeHost } from "../forge-host.ts";
import type { FoundRepository, Listing } from "../forge.ts";
import { isRecord, listOf, numberOf, recordOf, textOf, type JsonRecord } from "../json-fields.ts";
import { isTooHeavy, upstreamFailed } from "./failures.ts";
import { errorsAt, type PartError } from "./graphql.ts";
import { MOST_AT_ONCE } from "./queries.ts";
import { fromGraphQl } from "./to-found.ts";

/** One page of a listing. */
export interface Page {
  readonly repositories: readonly FoundRepository[];
  /** How many GitHub named and did not let us read. */
  readonly unreadable: number;
  /** How many there are in all, as GitHub counts them. */
  readonly total: number;
  /** Where the next page begins; absent after the last. */
  readonly next: string | undefined;
  /** True when GitHub itself says that it did not look everywhere. */
  readonly isIncomplete?: boolean | undefined;
}

export interface Pages {
  /** `after` is the `next` of the page before. */
  read(first: number, after: string | undefined): Promise<Page>;
  /** False where a smaller page would begin somewhere else. */
  readonly canShrink: boolean;
}

export interface Collected {
  readonly found: ReadonlyMap<string, FoundRepository>;
  readonly unreadable: number;
  readonly total: number;
  readonly isIncomplete: boolean;
}

const FEWEST = 25;
const MOST_PAGES = 2_000;

/** Reads all pages, with smaller ones from where GitHub says that a page was too heavy. */
export async function collectPages(pages: Pages, firstPage?: Page): Promise<Collected> {
  const found = new Map<string, FoundRepository>();
  let first = MOST_AT_ONCE;
  let unreadable = 0;
  let isIncomplete = false;
  let page = firstPage;
  let after: string | undefined;
  for (let count = 0; count < MOST_PAGES; count += 1) {
    const read = page === undefined ? await readSmaller(pages, first, after) : { page, first };
    ({ page, first } = read);
    for (const repository of page.repositories) found.set(repository.forgeId, repository);
    unreadable += page.unreadable;
    isIncomplete ||= page.isIncomplete === true;
    if (page.next === undefined) return { found, unreadable, total: page.total, isIncomplete };
    if (page.next === after) throw upstreamFailed("A listing named the same page as the next one again.");
    after = page.next;
    page = undefined;
  }
  throw upstreamFailed(`A listing had more than ${String(MOST_PAGES)} pages.`);
}

async function readSmaller(
  pages: Pages,
  most: number,
  after: string | undefined,
): Promise<{ readonly page: Page; readonly first: number }> {
  for (let first = most; ; first = Math.ceil(first / 2)) {
    try {
      return { page: await pages.read(first, after), first };
    } catch (error) {
      if (!pages.canShrink || !isTooHeavy(error) || first <= FEWEST) throw error;
    }
  }
}

/**
 * What was collected, as a listing. When it is less than GitHub counts it is partial and says so: a listing that
 * was cut off must never be taken for whole.
 */
export function toListing(host: ForgeHost, collected: Collected, remarks: readonly string[] = []): Listing {
  const { found, unreadable, total, isIncomplete } = collected;
  const all = [...remarks];
  const missing = total - found.size - unreadable;
  if (unreadable > 0) {
    all.push(
      `${countOf(unreadable)} may not be read with this token; where single sign-on is on, authorise it for the organisation.`,
    );
  }
  if (missing > 0) {
    all.push(
      `"${host.host}" counts ${String(total)} repositories and named ${String(found.size + unreadable)}; the others stay as they are.`,
    );
  }
  if (isIncomplete) all.push(`"${host.host}" says that its search did not look everywhere.`);
  const partial = unreadable > 0 || missing > 0 || isIncomplete;
  return {
    repositories: [...found.values()],
    remark: all.length === 0 ? undefined : all.join(" "),
    ...(partial ? { partial } : {}),
  };
}

function countOf(repositories: number): string {
  return repositories === 1 ? "One repository" : `${String(repositories)} repositories`;
}

/** Reads a GraphQL connection; `path` is where it stands in the answer. */
export function pageOfConnection(
  host: ForgeHost,
  connection: JsonRecord,
  { errors, path, total }: { errors: readonly PartError[]; path: readonly string[]; total: string },
): Page {
  const nodes = listOf(connection["nodes"]);
  const info = recordOf(connection["pageInfo"]);
  const count = numberOf(connection[total]);
  const next = info["hasNextPage"] === true ? textOf(info["endCursor"]) : undefined;
  const isCut = !Array.isArray(connection["nodes"]) || typeof info["hasNextPage"] !== "boolean";
  if (isCut || count === undefined || (info["hasNextPage"] === true && next === undefined)) {
    throw upstreamFailed(`"${host.host}" answered with a page that is not whole.`);
  }
  const repositories: FoundRepository[] = [];
  let unreadable = 0;
  for (const [index, node] of nodes.entries()) {
    const isWhole = isRecord(node) && errorsAt(errors, ...path, "nodes", index).length === 0;
    if (isWhole) repositories.push(fromGraphQl(host, node));
    else unreadable += 1;
  }
  return { repositories, unreadable, total: count, next };
}
