import { ExecatError } from "../src/errors.ts";
import { type DeliveryRecord, findReportFailure, type LookRecord } from "../src/catalogue/looks.ts";
import type { NextLook } from "../src/catalogue/next-look.ts";
import type { Failure, Repository, Source } from "../src/catalogue/sources.ts";
import type { Store } from "../src/catalogue/store.ts";
import type { ReleaseRecord } from "../src/catalogue/versions.ts";
import { whereIs } from "../src/catalogue/where-is.ts";
import type { Whereabouts } from "../src/catalogue/whereabouts.ts";
import type { Problem } from "../src/manifest/problems.ts";
import type { Report } from "./stages/report.ts";

/** Everything that says why something is in the catalogue or not. */
export interface Explanation {
  readonly whereabouts: Whereabouts;
  readonly lines: readonly string[];
}

const DELIVERIES = 1_000;
const LOOKS = 20;
const RELEASES = 30;

/**
 * Tells the whole story of a repository, found by any of its addresses or by the path of an entry: the answer first,
 * then its source, its commit status, versions and looks, what forges told, its entries and findings, and what happens next. Throws `NOT_FOUND`
 * when nothing is known of it.
 */
export async function explain(store: Store, text: string, now: Date): Promise<Explanation> {
  const whereabouts = await locate(store, text, now);
  const { sentence, hint, notes, source, repository } = whereabouts;
  const lines = [joined(sentence, hint), ...notes];
  if (source !== undefined) lines.push(...linesOfSource(source));
  if (repository !== undefined) lines.push(...(await linesOfRepository(store, repository)));
  lines.push(...linesOfFound(whereabouts), nextLine(whereabouts));
  return { whereabouts, lines };
}

/** Also by what stands behind the host, as `owner/name`, where only one repository is called so. */
async function locate(store: Store, text: string, now: Date): Promise<Whereabouts> {
  const first = await whereIs(store, text, now);
  if (isFound(first)) return first;
  const called = await addressesOf(store, text);
  const [only] = called;
  const second = only === undefined || called.length > 1 ? first : await whereIs(store, only, now);
  if (isFound(second)) return second;
  const hint = called.length > 1 ? `Which one do you mean: ${called.join(", ")}?` : first.hint;
  throw new ExecatError("NOT_FOUND", first.sentence, { hint });
}

function isFound({ state }: Whereabouts): boolean {
  return state !== "unknown" && state !== "not-an-address";
}

async function addressesOf(store: Store, text: string): Promise<readonly string[]> {
  const path = text.trim().toLowerCase();
  const addresses: string[] = [];
  for (const source of await store.sources.list()) {
    for (const repository of await store.sources.listRepositories(source.id)) {
      if (repository.path.toLowerCase() === path) addresses.push(`${repository.host}/${repository.path}`);
    }
  }
  return addresses;
}

function linesOfSource({ key, state, location, lastListedAt, failure }: Source): readonly string[] {
  const listed = lastListedAt === undefined ? "never listed" : `listed ${lastListedAt}`;
  return [
    `Source "${key}" (${state}): ${location}, ${listed}.`,
    ...(failure === undefined ? [] : [`  ${failureLine(failure)}`]),
  ];
}

async function linesOfRepository(store: Store, repository: Repository): Promise<readonly string[]> {
  const [looks, deliveries, releases] = await Promise.all([
    store.sources.listLooks(repository.id, LOOKS),
    store.sources.listDeliveries(DELIVERIES),
    store.entries.releasesOf(repository.id),
  ]);
  const own = deliveries.filter(({ repositoryIds }) => repositoryIds.includes(repository.id));
  const { host, path, state, lastLookedAt, headSeen, failure, attempts } = repository;
  return [
    `Repository "${host}/${path}" (${repository.id}): known since ${repository.createdAt}.`,
    lastLookedAt === undefined
      ? "The repository has not been looked at yet."
      : `Last looked at ${lastLookedAt}: ${state}, commit ${headSeen ?? "none"}.`,
    ...(failure === undefined ? [] : [`  ${failureLine(failure)}`]),
    ...(attempts === 0 ? [] : [`  Tries that failed since the last good look: ${String(attempts)}.`]),
    ...linesOfReport(repository, looks),
    ...linesOfReleases(releases),
    ...looks.map(lookLine),
    ...own.slice(0, LOOKS).map(deliveryLine),
  ];
}

function linesOfReport(repository: Repository, looks: readonly LookRecord[]): readonly string[] {
  const { reportSent } = repository;
  const failure = findReportFailure(repository, looks);
  const lines: string[] = [];
  if (reportSent !== undefined) {
    const { commit, state, description } = JSON.parse(reportSent) as Report;
    lines.push(`Commit status at ${commit}: ${state}, "${description}".`);
  }
  if (failure !== undefined) {
    const { message, hint, at, retryAt } = failure;
    const when = retryAt === undefined ? "at the next look" : `at the first look after ${retryAt}`;
    lines.push(`Commit status not written, tried again ${when}: ${at} ${joined(message, hint)}`);
  }
  return lines;
}

function linesOfReleases(releases: readonly ReleaseRecord[]): readonly string[] {
  if (releases.length === 0) return [];
  const names = releases.slice(0, RELEASES).map(({ tag, isRead }) => (isRead ? tag : `${tag} (not read)`));
  const more = releases.length - names.length;
  return [`Versions, newest first: ${names.join(", ")}${more === 0 ? "" : `, and ${String(more)} more`}.`];
}

function lookLine({ at, reason, outcome, commit, elapsedMs, events, failure }: LookRecord): string {
  const came = events.map((event) => `${event.kind} ${event.path}`);
  const parts = [`commit ${commit ?? "none"}`, `${String(elapsedMs)} ms`, ...came];
  const failed = failure === undefined ? "" : ` ${joined(failure.message, failure.hint)}`;
  return `Look ${at} (${reason}): ${outcome}, ${parts.join(", ")}.${failed}`;
}

function deliveryLine({ at, event, host, outcome }: DeliveryRecord): string {
  return `Webhook ${at}: ${event} of ${host}, ${outcome}.`;
}

function linesOfFound({ entries, problems }: Whereabouts): readonly string[] {
  return [
    ...entries.map(({ program }) => {
      const { withdrawal } = program;
      const why = withdrawal === undefined ? "" : ` ${withdrawal.at}: ${withdrawal.reason}`;
      return `${program.state} ${program.path}${why}`;
    }),
    ...problems.map(problemLine),
  ];
}

function problemLine({ severity, file, line, column, sentence, hint }: Problem): string {
  return `${severity} ${file}:${String(line)}:${String(column)} ${joined(sentence, hint)}`;
}

const NEXT: Readonly<Record<NextLook["kind"], string>> = {
  look: "It is looked at",
  crawl: "Its source is crawled",
  deferred: "It is put off; it is looked at not before",
};

function nextLine({ state, next }: Whereabouts): string {
  if (state === "excluded") return "Next: nothing, as long as its source leaves it out.";
  if (next === undefined)
    return "Next: nothing is planned; `execat crawl` looks at it when its source is crawled.";
  return `Next: ${NEXT[next.kind]} ${next.at}.`;
}

function failureLine({ message, hint, at, retryAt }: Failure): string {
  const until = retryAt === undefined ? "" : ` Deferred until ${retryAt}.`;
  return `${at} ${joined(message, hint)}${until}`;
}

function joined(sentence: string, hint: string | undefined): string {
  return hint === undefined ? sentence : `${sentence} ${hint}`;
}
