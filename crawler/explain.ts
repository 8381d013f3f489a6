import { ExecatError } from "../src/errors.ts";
import type { DeliveryRecord, LookRecord } from "../src/catalogue/looks.ts";
import type { NextLook } from "../src/catalogue/next-look.ts";
import type { Failure, Repository, Source } from "../src/catalogue/sources.ts";
import type { Store } from "../src/catalogue/store.ts";
import { whereIs } from "../src/catalogue/where-is.ts";
import type { Whereabouts } from "../src/catalogue/whereabouts.ts";
import type { Problem } from "../src/manifest/problems.ts";

/** Everything that says why something is in the catalogue or not. */
export interface Explanation {
  readonly whereabouts: Whereabouts;
  readonly lines: readonly string[];
}

const DELIVERIES = 1_000;
const LOOKS = 20;

/**
 * Tells the whole story of a repository, found by any of its addresses or by the path of an entry: the answer first,
 * then its source, its looks, what forges told, its entries and findings, and what happens next. Throws `NOT_FOUND`
 * when nothing is known of it.
 */
export async function explain(store: Store, text: string, now: Date): Promise<Explanation> {
  const whereabouts = await whereIs(store, text, now);
  const { state, sentence, hint, notes, source, repository } = whereabouts;
  if (state === "unknown" || state === "not-an-address") {
    throw new ExecatError("NOT_FOUND", sentence, { hint });
  }
  const lines = [joined(sentence, hint), ...notes];
  if (source !== undefined) lines.push(...linesOfSource(source));
  if (repository !== undefined) lines.push(...(await linesOfRepository(store, repository)));
  lines.push(...linesOfFound(whereabouts), nextLine(whereabouts));
  return { whereabouts, lines };
}

function linesOfSource({ key, state, location, lastListedAt, failure }: Source): readonly string[] {
  const listed = lastListedAt === undefined ? "never listed" : `listed ${lastListedAt}`;
  return [
    `Source "${key}" (${state}): ${location}, ${listed}.`,
    ...(failure === undefined ? [] : [`  ${failureLine(failure)}`]),
  ];
}

async function linesOfRepository(store: Store, repository: Repository): Promise<readonly string[]> {
  const [looks, deliveries] = await Promise.all([
    store.sources.listLooks(repository.id, LOOKS),
    store.sources.listDeliveries(DELIVERIES),
  ]);
  const own = deliveries.filter(({ repositoryIds }) => repositoryIds.includes(repository.id));
  const { host, path, state, lastLookedAt, headSeen, failure, reportSent } = repository;
  return [
    `Repository "${host}/${path}" (${repository.id}): known since ${repository.createdAt}.`,
    lastLookedAt === undefined
      ? "The repository has not been looked at yet."
      : `Last looked at ${lastLookedAt}: ${state}, commit ${headSeen ?? "none"}.`,
    ...(failure === undefined ? [] : [`  ${failureLine(failure)}`]),
    ...(reportSent === undefined ? [] : [`Its forge was told: ${reportSent}`]),
    ...looks.map(lookLine),
    ...own.slice(0, LOOKS).map(deliveryLine),
  ];
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

function nextLine({ next }: Whereabouts): string {
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
