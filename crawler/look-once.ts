import { ExecatError } from "../src/errors.ts";
import type { LookNow } from "../src/catalogue/crawl-desk.ts";
import type { LookRecord } from "../src/catalogue/looks.ts";
import type { Repository } from "../src/catalogue/sources.ts";
import { claimRepositories } from "./claim.ts";
import type { HeadAnswer } from "./forges/forge.ts";
import { lookAt, type Look, type LookOptions, type Verdict } from "./look.ts";
import { sendReport } from "./stages/report.ts";
import { resolveHeads } from "./stages/resolve.ts";
import type { WorkContext } from "./work-context.ts";

/** Looks at one repository out of turn: a webhook, a reader or a failure asked for it. */
export async function lookOnce(context: WorkContext, request: LookNow): Promise<Look> {
  const repository = await findActive(context, request.repositoryId);
  await claim(context, repository);
  request.onStage?.({ name: "resolve", at: context.now().toISOString(), told: undefined });
  const verdict: Verdict = { kind: "head", answer: await askHead(context, repository, request.signal) };
  const look = await lookAndRecord(context, repository, verdict, request);
  if (look.outcome === "unchanged") {
    await context.store.sources.markUnchanged([repository.id], context.now().toISOString());
  }
  request.onStage?.({ name: "end", at: context.now().toISOString(), told: sentenceOf(look) });
  return look;
}

/**
 * A look with what belongs to it: it is alone with its repository, sends the commit status, stands in the history,
 * and when it failed the next try has its own time.
 */
export function lookAndRecord(
  context: WorkContext,
  repository: Repository,
  verdict: Verdict,
  options: LookOptions,
): Promise<Look> {
  return context.lock.run(repository.id, async () => {
    const began = context.now();
    const look = await lookAt(context, repository, verdict, options);
    if (look.changed) {
      context.onPublished?.();
      const told = "The entries are written; the index follows within a second or so.";
      options.onStage?.({ name: "index", at: context.now().toISOString(), told });
    }
    const reportFailure =
      look.outcome === "deferred" ? undefined : await sendReport(context, look.repository, options.signal);
    const { nextLookAt } = look.repository;
    // What a crawl puts off comes with the next crawl of its source, all of it together.
    const isLeftToCrawl = look.outcome === "deferred" && options.reason === "crawl";
    if (nextLookAt !== undefined && look.outcome !== "unchanged" && !isLeftToCrawl) {
      await context.store.jobs.add("look", repository.id, nextLookAt);
    }
    await record(context, look, { began, reason: options.reason, reportFailure });
    return look;
  });
}

async function record(
  context: WorkContext,
  look: Look,
  { began, reason, reportFailure }: { readonly began: Date } & Pick<LookRecord, "reason" | "reportFailure">,
): Promise<void> {
  if (look.outcome !== "looked" && look.outcome !== "failed") return;
  const count = (severity: string): number => look.problems.filter((it) => it.severity === severity).length;
  await context.store.sources.saveLook({
    id: context.newId(),
    repositoryId: look.repository.id,
    at: began.toISOString(),
    reason,
    outcome: look.outcome,
    commit: look.repository.headSeen,
    elapsedMs: context.now().getTime() - began.getTime(),
    events: look.events.map(({ kind, path, title }) => ({ kind, path, title })),
    problems: { error: count("error"), warning: count("warning"), hint: count("hint") },
    failure: look.failure,
    committedAt: look.committedAt,
    reportFailure,
  });
}

async function findActive({ store }: WorkContext, id: string): Promise<Repository> {
  const repository = await store.sources.findRepository(id);
  const source = repository === undefined ? undefined : await store.sources.get(repository.sourceId);
  if (repository === undefined || source?.state !== "active" || repository.state === "excluded") {
    throw new ExecatError("NOT_FOUND", "This repository is not crawled.", {
      hint: "Propose it on the sources page.",
    });
  }
  return repository;
}

async function claim(context: WorkContext, repository: Repository): Promise<void> {
  const since = new Date(context.now().getTime() + 1).toISOString();
  if ((await claimRepositories(context, [repository], since)).length > 0) return;
  throw new ExecatError("CONFLICT", `"${repository.path}" is being looked at just now.`, {
    hint: "Try again in a moment.",
  });
}

async function askHead(
  context: WorkContext,
  repository: Repository,
  signal: AbortSignal,
): Promise<HeadAnswer> {
  try {
    const answers = await resolveHeads(context, [repository], signal);
    return answers.get(repository.id) ?? { state: "failed", error: new Error("The forge gave no answer.") };
  } catch (error) {
    signal.throwIfAborted();
    return { state: "failed", error: error instanceof Error ? error : new Error(String(error)) };
  }
}

function sentenceOf(look: Look): string {
  switch (look.outcome) {
    case "unchanged":
      return look.failure?.message ?? "Nothing has changed since the last look.";
    case "deferred":
    case "failed":
      return look.failure?.message ?? "The look failed.";
    case "looked":
      if (look.failure !== undefined) return look.failure.message;
      return look.events.length === 0
        ? "Its entries are as they were."
        : look.events.map((event) => `${event.path} was ${event.kind}.`).join(" ");
  }
}
