import type { LookResult } from "../../catalogue/crawl-desk.ts";
import type { LookStage } from "../../catalogue/looks.ts";
import type { EntryEvent } from "../../catalogue/entry-event.ts";
import type { Repository } from "../../catalogue/sources.ts";
import type { ExecatError } from "../../errors.ts";
import type { Problem } from "../../manifest/problems.ts";
import { toTime } from "../format.ts";
import { entryHref, repositoryHref } from "../links.ts";
import type { LiveLook } from "../live-looks.ts";
import type { WebServices } from "../services.ts";
import { problemsText, toProblem } from "./problem.ts";

export interface LookFacts {
  readonly look: LiveLook;
  /** Findings at the head of the repository, once the look has ended. */
  readonly problems: readonly Problem[];
}

const STAGES: Readonly<Record<LookStage["name"], string>> = {
  resolve: "Ask for the head of its branch",
  fetch: "Fetch what changed",
  extract: "Find the manifests",
  check: "Check them",
  reconcile: "Compare with what the catalogue has",
  index: "Bring the search up to date",
  report: "Tell the forge",
  end: "End",
};
const OUTCOMES: Readonly<Record<LookResult["outcome"], string>> = {
  unchanged: "Nothing has changed",
  looked: "Looked at",
  failed: "The look failed",
  deferred: "Put off",
};
export const EVENTS: Readonly<Record<EntryEvent["kind"], string>> = {
  published: "published",
  updated: "updated",
  moved: "moved",
  restored: "published again",
  withdrawn: "withdrawn",
  broken: "not published: it has errors",
};
const SHOWN_PROBLEMS = 20;

export function lookHref({ repositoryId, id }: Pick<LiveLook, "repositoryId" | "id">): string {
  return `${repositoryHref(repositoryId)}/looks/${encodeURIComponent(id)}`;
}

/** The steps of a look while it goes on, and what came of it. */
export function toLook(services: WebServices, repository: Repository, facts: LookFacts): object {
  const { look, problems } = facts;
  const { end, stages } = look;
  const now = services.now();
  const steps = stages.filter(({ name }) => name !== "end");
  return {
    name: `${repository.host}/${repository.path}`,
    repositoryHref: repositoryHref(repository.id),
    started: toTime(look.startedAt, now),
    running: end === undefined,
    eventsHref: end === undefined ? `${lookHref(look)}/events` : null,
    stages: steps.map((stage, index) => ({
      label: STAGES[stage.name],
      // What came of a step is told when the next one begins.
      told: stages[index + 1]?.told ?? null,
      seconds: secondsOf(stage, stages[index + 1]?.at ?? end?.at),
      current: end === undefined && index === steps.length - 1,
    })),
    ended: end === undefined ? null : toEnd(end, problems),
  };
}

function toEnd(end: NonNullable<LiveLook["end"]>, problems: readonly Problem[]): object {
  const { label, message, hint } = wordsOf(end);
  return {
    label,
    tone: "error" in end || end.result.outcome === "failed" ? "bad" : "good",
    message,
    hint,
    events: eventsOf(end).map(({ kind, path, title }) => ({
      what: EVENTS[kind],
      bad: kind === "broken" || kind === "withdrawn",
      title,
      href: entryHref(path),
    })),
    problemsText: problemsText(problems),
    problems: problems.slice(0, SHOWN_PROBLEMS).map((problem) => toProblem(problem, undefined)),
  };
}

function wordsOf(end: NonNullable<LiveLook["end"]>): {
  readonly label: string;
  readonly message: string | null;
  readonly hint: string | null;
} {
  if ("error" in end) {
    return { label: OUTCOMES.failed, message: end.error.message, hint: end.error.hint ?? null };
  }
  const { outcome, failure, repository } = end.result;
  const until = outcome === "deferred" ? repository.nextLookAt : undefined;
  const wait = until === undefined ? "" : ` It is looked at again after ${until}.`;
  return {
    label: OUTCOMES[outcome],
    message: failure === undefined ? null : `${failure.message}${wait}`,
    hint: failure?.hint ?? null,
  };
}

function eventsOf(end: LiveLook["end"]): readonly EntryEvent[] {
  return end === undefined || "error" in end ? [] : end.result.events;
}

/** For instance `0.4 s`; `null` for what still goes on, or took no time. */
function secondsOf({ at }: LookStage, until: string | undefined): string | null {
  if (until === undefined) return null;
  const seconds = (Date.parse(until) - Date.parse(at)) / 1000;
  return seconds < 0.05 ? null : `${seconds.toFixed(1)} s`;
}

export function stageJson({ name, at, told }: LookStage): object {
  return { name, at, told: told ?? null };
}

export function toLookJson(look: LiveLook): Readonly<Record<string, unknown>> {
  const { end } = look;
  const failure = failureOf(end);
  return {
    look: {
      id: look.id,
      repositoryId: look.repositoryId,
      href: lookHref(look),
      startedAt: look.startedAt,
      endedAt: end?.at ?? null,
      stages: look.stages.map(stageJson),
      outcome: end === undefined ? null : "error" in end ? "failed" : end.result.outcome,
      events: eventsOf(end).map(({ kind, path, title }) => ({ kind, path, title, href: entryHref(path) })),
      failure: failure === undefined ? null : { ...failure, hint: failure.hint ?? null },
    },
  };
}

function failureOf(end: LiveLook["end"]): Pick<ExecatError, "code" | "message" | "hint"> | undefined {
  if (end === undefined) return undefined;
  const failure = "error" in end ? end.error : end.result.failure;
  return failure === undefined
    ? undefined
    : { code: failure.code as ExecatError["code"], message: failure.message, hint: failure.hint };
}
