import { findReportFailure, type LookRecord } from "../../catalogue/looks.ts";
import type { Failure, Repository } from "../../catalogue/sources.ts";
import { numberText, utcText } from "../format.ts";

/** What the forge says of a repository, and the commit status that was written there, or could not be. */
export function toForgeTold(repository: Repository, looks: readonly LookRecord[]): object {
  const { facts, reportSent } = repository;
  const failure = findReportFailure(repository, looks);
  const report = reportSent === undefined ? undefined : readReport(reportSent);
  return {
    archived: facts?.archived ?? false,
    stars: facts?.stars === undefined ? null : numberText(facts.stars),
    topics: facts?.topics ?? [],
    report:
      report === undefined
        ? null
        : { ...report, bad: report.state === "failure", commit: report.commit.slice(0, 12) },
    reportFailure: failure === undefined ? null : toReportFailure(failure),
  };
}

function toReportFailure({ message, hint, retryAt }: Failure): object {
  const when = retryAt === undefined ? "the next look" : `the first look after ${utcText(new Date(retryAt))}`;
  return { message, hint: hint ?? null, again: `It is tried again at ${when}.` };
}

export interface SentReport {
  readonly commit: string;
  readonly state: string;
  readonly description: string;
}

/** The commit status as it was sent; absent when what is kept cannot be read. */
export function readReport(text: string): SentReport | undefined {
  let report: unknown;
  try {
    report = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof report !== "object" || report === null) return undefined;
  const { commit, state, description } = report as Partial<Record<keyof SentReport, unknown>>;
  const isWhole = typeof commit === "string" && typeof state === "string" && typeof description === "string";
  return isWhole ? { commit, state, description } : undefined;
}
