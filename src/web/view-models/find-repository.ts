import type { Whereabouts, WhereState } from "../../catalogue/whereabouts.ts";
import { toTime } from "../format.ts";
import { entryHref, repositoryHref, safeHref } from "../links.ts";
import type { WebServices } from "../services.ts";
import { nextSentence } from "./next-look.ts";
import { problemsText, toProblem } from "./problem.ts";

interface StateWords {
  readonly label: string;
  readonly tone: "good" | "bad" | "quiet";
}

const STATES: Readonly<Record<WhereState, StateWords>> = {
  "not-an-address": { label: "No address", tone: "bad" },
  unknown: { label: "Not known", tone: "quiet" },
  proposed: { label: "Proposed", tone: "quiet" },
  blocked: { label: "Refused by the operator", tone: "bad" },
  "not-crawled": { label: "No longer looked at", tone: "bad" },
  "not-listed": { label: "Not listed by its source", tone: "quiet" },
  "source-failing": { label: "Its source fails", tone: "bad" },
  "not-looked-at": { label: "Not looked at yet", tone: "quiet" },
  deferred: { label: "Put off", tone: "quiet" },
  "no-manifest": { label: "No manifest", tone: "bad" },
  refused: { label: "Has errors", tone: "bad" },
  published: { label: "In the catalogue", tone: "good" },
  unlisted: { label: "Left out of searches", tone: "quiet" },
  withdrawn: { label: "Withdrawn", tone: "bad" },
  unreachable: { label: "Could not be reached", tone: "bad" },
  gone: { label: "Gone", tone: "bad" },
  excluded: { label: "Left out by the operator", tone: "bad" },
};
/** What nobody has looked at yet can be checked by the reader. */
const CHECKED: ReadonlySet<WhereState> = new Set(["unknown", "proposed", "not-listed", "source-failing"]);
const SHOWN_PROBLEMS = 20;

/** The form, and below it the answer. */
export function toFindRepository(services: WebServices, url: string, found: Whereabouts | undefined): object {
  return { url, found: found === undefined ? null : toFound(services, found) };
}

function toFound(services: WebServices, found: Whereabouts): object {
  const { repository, source, state, problems } = found;
  const now = services.now();
  const canCheck = CHECKED.has(state) ? (found.url ?? null) : null;
  return {
    ...STATES[state],
    sentence: found.sentence,
    hint: found.hint ?? null,
    at: toTime(found.at, now),
    notes: found.notes,
    next: nextSentence(found.next, now),
    webHref: safeHref(found.url),
    reportHref: repository === undefined ? null : repositoryHref(repository.id),
    sourceKey: source?.label ?? source?.key ?? null,
    sourceHref: source === undefined ? null : `/sources?source=${encodeURIComponent(source.key)}`,
    lookAction: canLook(found) && repository !== undefined ? `${repositoryHref(repository.id)}/looks` : null,
    checkUrl: canCheck,
    proposeUrl: state === "unknown" && services.proposals.policy !== "closed" ? canCheck : null,
    entries: found.entries.map(({ program }) => ({
      title: program.title,
      href: entryHref(program.path),
      withdrawn: program.withdrawal?.reason ?? null,
    })),
    problemsText: problemsText(problems),
    problems: problems.slice(0, SHOWN_PROBLEMS).map((problem) => toProblem(problem, undefined)),
  };
}

/** False for what is not crawled: then a look would be refused. */
export function canLook({ repository, source }: Pick<Whereabouts, "repository" | "source">): boolean {
  return repository !== undefined && repository.state !== "excluded" && source?.state === "active";
}

export function toFindRepositoryJson(
  url: string,
  found: Whereabouts | undefined,
): Readonly<Record<string, unknown>> {
  if (found === undefined) return { url, state: null, usage: "Give the address of a repository as `url`." };
  const { repository, source } = found;
  return {
    url,
    state: found.state,
    sentence: found.sentence,
    hint: found.hint ?? null,
    at: found.at ?? null,
    notes: found.notes,
    next: found.next ?? null,
    source: source?.key ?? null,
    repository:
      repository === undefined
        ? null
        : { id: repository.id, href: repositoryHref(repository.id), state: repository.state },
    entries: found.entries.map(({ program }) => ({
      path: program.path,
      title: program.title,
      state: program.state,
      href: entryHref(program.path),
    })),
    problems: found.problems,
  };
}
