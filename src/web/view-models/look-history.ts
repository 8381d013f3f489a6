import type { LookReason, LookRecord } from "../../catalogue/looks.ts";
import { durationText, toTime } from "../format.ts";
import { entryHref } from "../links.ts";
import { countsText } from "./problem.ts";
import { EVENTS } from "./look.ts";

const REASONS: Readonly<Record<LookReason, string>> = {
  crawl: "its turn",
  push: "the forge told of a change",
  asked: "a reader asked",
  retry: "another try",
};

/** The looks that came to something, the newest first. */
export function toHistory(looks: readonly LookRecord[], now: Date): readonly object[] {
  return looks.map((look) => ({
    at: toTime(look.at, now),
    why: REASONS[look.reason],
    outcome: look.outcome === "failed" ? "failed" : "looked at",
    bad: look.outcome === "failed",
    commit: look.commit?.slice(0, 12) ?? null,
    took: look.elapsedMs < 1_000 ? `${look.elapsedMs} ms` : durationText(look.elapsedMs / 1000),
    found: countsText(look.problems),
    failure: look.failure?.message ?? null,
    events: look.events.map(({ kind, path, title }) => ({
      title,
      href: entryHref(path),
      what: EVENTS[kind],
    })),
  }));
}

export function historyJson(looks: readonly LookRecord[]): readonly object[] {
  return looks.map((look) => ({
    id: look.id,
    at: look.at,
    reason: look.reason,
    outcome: look.outcome,
    commit: look.commit ?? null,
    committedAt: look.committedAt ?? null,
    elapsedMs: look.elapsedMs,
    events: look.events,
    problems: look.problems,
    failure: look.failure ?? null,
  }));
}
