import type { Failure, Repository } from "../../src/catalogue/sources.ts";
import type { Problem } from "../../src/manifest/problems.ts";
import { toFailure } from "../failures.ts";
import type { CommitReport } from "../forges/forge.ts";
import type { CrawlContext } from "./context.ts";

const MAX_DESCRIPTION = 140;

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
 * asked again at the next look; the look itself has succeeded whatever becomes of it. Answers what kept it from being
 * written.
 */
export async function sendReport(
  context: CrawlContext,
  repository: Repository,
  signal: AbortSignal,
): Promise<Failure | undefined> {
  const { reportWanted, reportSent } = repository;
  if (reportWanted === undefined || reportWanted === reportSent) return undefined;
  try {
    const { report } = context.forges.ofRepository(repository);
    if (report === undefined) return undefined;
    const wanted = JSON.parse(reportWanted) as Report;
    const began = context.now().getTime();
    await report({ repository, ...wanted, url: context.pageOf(repository.id) }, signal);
    context.meter.stage("report", (context.now().getTime() - began) / 1000);
    await context.store.sources.saveRepository({ ...repository, reportSent: reportWanted });
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    const failure = toFailure(error, context.now().toISOString());
    const { code, message } = failure;
    context.log.warn({ code, message, repository: repository.path }, "the commit status was not written");
    return failure;
  }
}

/** `1 file`, `2 files`. */
export function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? "" : "s"}`;
}
