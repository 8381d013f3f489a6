import { ExecatError } from "../../src/errors.ts";
import type { RawDelivery } from "../../src/catalogue/crawl-desk.ts";
import type { DeliveryRecord } from "../../src/catalogue/looks.ts";
import type { Repository, Source } from "../../src/catalogue/sources.ts";
import type { PlannedJob, Store } from "../../src/catalogue/store.ts";
import type { Delivery, Forge } from "../forges/forge.ts";
import { LISTING_WAIT_MS } from "../schedule.ts";

export interface ReceiveOptions {
  readonly store: Store;
  /** The forges that are configured at a host: one, or several below its paths. */
  readonly forgesOf: (host: string) => readonly Forge[];
  readonly now: () => Date;
  readonly newId: () => string;
  /** Called when there is something to look at. */
  readonly onQueued: () => void;
}

/**
 * Checks a webhook's call and queues what it concerns; see `CrawlDesk.receive`. Bursts of one repository become one
 * look, because a repository waits in the queue once.
 */
export async function receiveDelivery(
  options: ReceiveOptions,
  host: string,
  raw: RawDelivery,
): Promise<DeliveryRecord> {
  const delivery = await readBySome(options.forgesOf(host), host, raw);
  const known = await options.store.sources.findByForgeIds(host, delivery.forgeIds);
  const sources = (await options.store.sources.list()).filter((source) => source.state === "active");
  const active = known.filter(({ sourceId }) => sources.some((source) => source.id === sourceId));
  const record: DeliveryRecord = {
    id: options.newId(),
    host,
    deliveryId: delivery.id,
    event: delivery.event,
    at: options.now().toISOString(),
    outcome: outcomeOf(delivery, active),
    repositoryIds: active.map((repository) => repository.id),
  };
  const listings = sources.filter((source) => lists(source, host));
  const jobs = jobsOf(record, { delivery, active, listings }, options.now());
  if (!(await options.store.sources.saveDelivery(record, jobs))) {
    throw new ExecatError("CONFLICT", `The call "${delivery.id}" has come before.`, {
      hint: "Nothing is to be done: what it concerned has been looked at.",
    });
  }
  if (record.outcome === "queued") options.onQueued();
  return record;
}

/** As the first that knows the signature reads it. Throws what the first said when none does. */
async function readBySome(forges: readonly Forge[], host: string, raw: RawDelivery): Promise<Delivery> {
  const failures: unknown[] = [];
  for (const { readDelivery } of forges) {
    try {
      if (readDelivery !== undefined) return await readDelivery(raw);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  throw new ExecatError("NOT_FOUND", `No webhook is expected from "${host}".`, {
    hint: "Give the host a webhook secret; docs/operate-crawl.md says how.",
  });
}

function outcomeOf(delivery: Delivery, active: readonly Repository[]): DeliveryRecord["outcome"] {
  if (delivery.kind === "nothing") return "nothing-to-do";
  if (delivery.kind === "listing") return "queued";
  if (active.length === 0) return "unknown-repository";
  return active.some((repository) => concerns(delivery, repository)) ? "queued" : "nothing-to-do";
}

/** False for a repository that is left out, and for a push to another branch or to the commit that was read already. */
function concerns(
  { kind, branch, commit }: Delivery,
  { state, defaultBranch, headSeen }: Repository,
): boolean {
  if (state === "excluded") return false;
  if (kind !== "push" || branch === undefined) return true;
  if (defaultBranch !== undefined && branch !== defaultBranch) return false;
  return commit === undefined || commit !== headSeen;
}

function lists({ options }: Source, host: string): boolean {
  return options.scope !== undefined && new URL(options.scope.url).host === host;
}

interface Concerned {
  readonly delivery: Delivery;
  readonly active: readonly Repository[];
  /** Sources that the forge of this host is listed for. */
  readonly listings: readonly Source[];
}

function jobsOf(
  { outcome, at }: DeliveryRecord,
  { delivery, active, listings }: Concerned,
  now: Date,
): readonly PlannedJob[] {
  const soon = new Date(now.getTime() + LISTING_WAIT_MS).toISOString();
  const mayBeNew = outcome === "unknown-repository" || delivery.kind === "listing";
  const crawls = mayBeNew ? listings : [];
  const looks = outcome === "queued" ? active.filter((repository) => concerns(delivery, repository)) : [];
  return [
    ...crawls.map(({ id }) => ({ kind: "crawl" as const, subject: id, dueAt: soon })),
    ...looks.map(({ id }) => ({ kind: "look" as const, subject: id, dueAt: at })),
  ];
}
