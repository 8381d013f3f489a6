import type { Failure, RefusedReport, Repository } from "../../src/catalogue/sources.ts";
import { ExecatError } from "../../src/errors.ts";
import type { Problem } from "../../src/manifest/problems.ts";
import { toFailure } from "../failures.ts";
import type { CommitReport } from "../forges/forge.ts";
import type { CrawlContext } from "./context.ts";

const MAX_DESCRIPTION = 140;
/** A status that is refused for good is tried again then, for a token may have got the right meanwhile. */
const REFUSED_MS = 24 * 3_600_000;

export type Report = Pick<CommitReport, "commit" | "state" | "description">;

/** The commit status that says what was found at a commit: the first error, or that all is well. */
export function reportOf(commit: string, problems: readonly Problem[], published: number): Report {
  const errors = problems.filter((problem) => problem.severity === "error");
  const [first] = errors;
  if (first === undefined) {
    const others = problems.length === 0 ? "" : `, ${counted(problems.length, "remark")}`;
    const what = published === 0 ? "no manifest" : counted(published, "manifest");
    return { commit, state: "success", description: `${what} published${others}` };
  }
  const more = errors.length === 1 ? "" : ` (and ${counted(errors.length - 1, "more error")})`;
  const text = `${first.file}:${String(first.line)} ${first.sentence}`;
  const room = MAX_DESCRIPTION - more.length;
  const cut = text.length <= room ? text : `${text.slice(0, room - 1)}…`;
  return { commit, state: "failure", description: `${cut}${more}` };
}

/**
 * Sends the wanted commit status when it differs from the last one that was sent. A forge that cannot take it now is
 * asked again at the next look, one that refused it for good after a day or when another status is wanted; the look
 * itself has succeeded whatever becomes of it. Answers what keeps it from being written.
 */
export async function sendReport(
  context: CrawlContext,
  repository: Repository,
  signal: AbortSignal,
): Promise<Failure | undefined> {
  const { reportWanted, reportSent, reportRefused } = repository;
  if (reportWanted === undefined || reportWanted === reportSent) return undefined;
  try {
    const { report } = context.forges.ofRepository(repository);
    if (report === undefined) return undefined;
    if (reportRefused?.wanted === reportWanted && waits(reportRefused.failure, context.now())) {
      return reportRefused.failure;
    }
    const wanted = JSON.parse(reportWanted) as Report;
    const began = context.now().getTime();
    await report({ repository, ...wanted, url: context.pageOf(repository.id) }, signal);
    context.meter.stage("report", (context.now().getTime() - began) / 1000);
    const sent = { reportSent: reportWanted, reportRefused: undefined };
    await context.store.sources.noteReport(repository.id, sent);
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    const failure = toFailure(error, context.now().toISOString());
    const { code, message } = failure;
    context.log.warn({ code, message, repository: repository.path }, "the commit status was not written");
    return isRefusal(error) ? remember(context, repository, { wanted: reportWanted, failure }) : failure;
  }
}

function waits({ retryAt }: Failure, now: Date): boolean {
  return retryAt !== undefined && Date.parse(retryAt) > now.getTime();
}

/** True for what the next look would meet again. A token that is no longer valid is soon put right, for all at once. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof ExecatError) || error.code !== "SOURCE_INVALID") return false;
  const status = error.details?.["status"];
  return status === 403 || status === 404;
}

async function remember(
  { store, now }: CrawlContext,
  { id, reportSent }: Repository,
  refused: RefusedReport,
): Promise<Failure> {
  const failure = { ...refused.failure, retryAt: new Date(now().getTime() + REFUSED_MS).toISOString() };
  await store.sources.noteReport(id, { reportSent, reportRefused: { ...refused, failure } });
  return failure;
}

/** `1 file`, `2 files`. */
export function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? "" : "s"}`;
}
