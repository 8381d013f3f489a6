import { placeDocuments } from "../../src/catalogue/place-documents.ts";
import type { EntryEvent } from "../../src/catalogue/entry-event.ts";
import { reconcile, type Reconciled } from "../../src/catalogue/reconcile.ts";
import type { CheckedManifest, ReconcileInput } from "../../src/catalogue/reconcile-input.ts";
import type { Failure, Repository, SourceOptions } from "../../src/catalogue/sources.ts";
import type { Entry } from "../../src/catalogue/entry.ts";
import { hasErrors, type Problem } from "../../src/manifest/problems.ts";
import type { Head } from "../forges/forge.ts";
import type { CrawlContext } from "./context.ts";
import { readReleases, toReleaseChanges } from "./read-releases.ts";
import { reportOf } from "./report.ts";
import { tagsKey } from "./resolve.ts";

export interface Published {
  readonly repository: Repository;
  readonly events: readonly EntryEvent[];
  /** Findings at the commit; absent when nothing was read. */
  readonly problems?: readonly Problem[] | undefined;
  /** True when programs were written. */
  readonly changed: boolean;
}

export interface PublishInput {
  readonly repository: Repository;
  readonly head: Head & { readonly state: "head" };
  /** What was read, which may be later than the head. */
  readonly commit: string;
  /** Of its source. */
  readonly options: SourceOptions;
  readonly signal: AbortSignal;
  readonly manifests: readonly CheckedManifest[];
  /** Findings about files that belong to no manifest. */
  readonly problems: readonly Problem[];
}

/** Reconciles a repository with what was found in it, and writes everything in one transaction. */
export async function publish(context: CrawlContext, input: PublishInput): Promise<Published> {
  const at = context.now().toISOString();
  const existing = await context.store.entries.listOfRepository(input.repository.id);
  const common = {
    repository: input.repository,
    commit: input.commit,
    existing,
    manifests: input.manifests,
    recheck: input.repository.checkedWith !== context.checkedWith,
    taken: await takenPaths(context, input, existing),
    at,
    newId: context.newId,
  } satisfies ReconcileInput;
  const reconciled = reconcile(common);
  const leave = await maySettle(context, input, reconciled);
  const kept = leave ? reconciled : withoutWithdrawals(reconciled);
  const programs = programsOf(kept, existing);
  const found = await readReleases(context, {
    repository: input.repository,
    hasPrograms: programs.length > 0,
    options: input.options,
    head: input.head,
    again: common.recheck || kept.events.some(({ kind }) => kind !== "withdrawn" && kind !== "broken"),
    signal: input.signal,
  });
  const problems = [...kept.problems, ...input.problems, ...found.problems];
  const repository: Repository = {
    ...input.repository,
    defaultBranch: input.head.branch,
    // Withdrawals that were held back are still to be done: the repository is not seen yet.
    headSeen: leave ? input.commit : input.repository.headSeen,
    tagsSeen: tagsKey(input.head),
    reportWanted: isOurs(input, existing)
      ? JSON.stringify(reportOf(input.commit, problems, publishedCount(kept)))
      : undefined,
    // An address that another repository has may become free without a commit here: it is read again until then.
    checkedWith: common.taken.size === 0 ? context.checkedWith : undefined,
    state: stateOf(input.manifests, problems),
    failure: leave ? emptyNote(input, at) : await heldBack(context, input.repository, reconciled),
    goneSince: undefined,
    attempts: leave ? 0 : input.repository.attempts + 1,
    nextLookAt: undefined,
    lastLookedAt: at,
  };
  const releases = toReleaseChanges(found, programs);
  await context.store.entries.apply({
    repository,
    problems,
    programs: kept.programs,
    seen: kept.seen,
    releases,
    at,
  });
  const changed = kept.programs.length > 0 || releases.read.length > 0;
  return { repository, events: kept.events, problems, changed };
}

/** All published programs of the repository as they are after this look, those that an error holds back too. */
function programsOf(
  { programs }: Reconciled,
  existing: readonly Entry[],
): Parameters<typeof toReleaseChanges>[1] {
  const changed = programs.flatMap(({ program, documents: [document] }) =>
    document === undefined || program.state === "withdrawn" ? [] : [{ program, document }],
  );
  const ids = new Set(programs.map(({ program }) => program.id));
  const kept = existing.filter(({ program }) => program.state === "published" && !ids.has(program.id));
  return [...changed, ...kept];
}

/** False where there is nothing of ours, and never was: such a repository's commits are left alone. */
function isOurs({ manifests, problems }: PublishInput, existing: readonly Entry[]): boolean {
  return manifests.length > 0 || existing.length > 0 || hasErrors(problems);
}

function publishedCount({ programs, seen }: Reconciled): number {
  return seen.length + programs.filter((change) => change.program.state === "published").length;
}

/** Only paths that a new or moved document asks for are looked up. */
async function takenPaths(
  context: CrawlContext,
  { repository, manifests }: PublishInput,
  existing: readonly Entry[],
): Promise<ReadonlySet<string>> {
  const own = new Set(existing.map((entry) => entry.program.path));
  const taken = new Set<string>();
  for (const { label } of placeDocuments({ repository, manifests, existing, taken: new Set() }).documents) {
    if (own.has(label)) continue;
    const holder = await context.store.entries.find(label);
    if (holder !== undefined && holder.program.state === "published") taken.add(label);
  }
  return taken;
}

async function maySettle(
  context: CrawlContext,
  input: PublishInput,
  reconciled: Reconciled,
): Promise<boolean> {
  const count = reconciled.programs.filter((change) => change.program.state === "withdrawn").length;
  return context.limit.take(input.repository.sourceId, count, input.repository.forge !== "directory");
}

function withoutWithdrawals(reconciled: Reconciled): Reconciled {
  return {
    ...reconciled,
    programs: reconciled.programs.filter((change) => change.program.state !== "withdrawn"),
    events: reconciled.events.filter((event) => event.kind !== "withdrawn"),
  };
}

function stateOf(manifests: readonly CheckedManifest[], problems: readonly Problem[]): Repository["state"] {
  if (hasErrors(problems)) return "broken";
  return manifests.length === 0 ? "empty" : "ok";
}

function emptyNote({ manifests, problems }: PublishInput, at: string): Failure | undefined {
  if (manifests.length > 0) return undefined;
  const [first] = problems;
  if (first === undefined) return noManifest(at);
  const hint = first.hint === undefined ? first.sentence : `${first.sentence} ${first.hint}`;
  return { ...noManifest(at), message: "The default branch holds no manifest that can be read.", hint };
}

/** What a repository without a manifest is told. */
export function noManifest(at: string): Failure {
  return {
    code: "NOT_FOUND",
    message: "The default branch holds no manifest.",
    hint: 'Commit an "ivoa-execution.yaml" there, four folders down at most; `execat validate` checks it before.',
    at,
  };
}

function heldBack(context: CrawlContext, repository: Repository, reconciled: Reconciled): Promise<Failure> {
  const count = reconciled.programs.filter((change) => change.program.state === "withdrawn").length;
  const until =
    repository.forge === "directory"
      ? "they stay until a run may take so many"
      : "they go with one of the next runs";
  return tooManyWithdrawals(context, repository, { count, until });
}

/** What stands at a repository whose entries were not withdrawn because too many would have gone at once. */
export async function tooManyWithdrawals(
  { store, now }: CrawlContext,
  { sourceId }: Repository,
  { count, until }: { readonly count: number; /** What becomes of them else. */ readonly until: string },
): Promise<Failure> {
  const source = await store.sources.get(sourceId);
  return {
    code: "CONFLICT",
    message: `${String(count)} of its entries would be withdrawn, more than one run may take from a source.`,
    hint: `If that is right, run \`execat crawl --allow-removals ${source?.key ?? ""}\`; else ${until}.`,
    at: now().toISOString(),
  };
}
