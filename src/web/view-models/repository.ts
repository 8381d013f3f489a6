import type { Entry } from "../../catalogue/entry.ts";
import { findReportFailure, type LookRecord } from "../../catalogue/looks.ts";
import type { NextLook } from "../../catalogue/next-look.ts";
import type { Source } from "../../catalogue/sources.ts";
import { hasErrors, type Problem } from "../../manifest/problems.ts";
import { entryHref, repositoryHref, safeHref } from "../links.ts";
import type { WebServices } from "../services.ts";
import { drawBadge } from "../svg/badge.ts";
import { badgeMarkdown, toBadge } from "./badge.ts";
import { canLook } from "./find-repository.ts";
import { readReport, toForgeTold } from "./forge-told.ts";
import { historyJson, toHistory } from "./look-history.ts";
import { nextSentence } from "./next-look.ts";
import { problemsText, toProblem } from "./problem.ts";
import { repositoryJson, toRepositoryRow, type RepositoryFacts } from "./sources.ts";

export interface RepositoryPageFacts extends RepositoryFacts {
  readonly source: Source | undefined;
  /** The newest first. */
  readonly looks: readonly LookRecord[];
  readonly next: NextLook | undefined;
}

type FileState = "published" | "kept" | "broken" | "not-read" | "withdrawn" | "tag";

/** A manifest that the last look saw, or that an entry stands for. */
interface SeenFile {
  readonly path: string;
  readonly state: FileState;
  readonly entries: readonly Entry[];
  readonly problems: readonly Problem[];
}

const FILE_STATES: Readonly<Record<FileState, string>> = {
  published: "published",
  kept: "has errors; the last good version is shown",
  broken: "not published",
  "not-read": "not read",
  withdrawn: "withdrawn",
  tag: "a tag",
};
/** Findings of a crawl about a file that was not opened. */
const NOT_READ: ReadonlySet<string> = new Set([
  "crawl/file-too-large",
  "crawl/too-deep",
  "crawl/path-refused",
  "crawl/submodule",
  "crawl/symbolic-link",
  "crawl/discovery-not-read",
  "crawl/facts-unreadable",
  "document/too-costly",
]);
/** In place of a file where a finding is about a tag. */
const TAGS = "refs/tags/";

/** One repository: how the last look at it went, and what it found, file by file. */
export function toRepository(services: WebServices, facts: RepositoryPageFacts, publicUrl: string): object {
  const { repository, problems, source } = facts;
  const now = services.now();
  const href = repositoryHref(repository.id);
  const shown = toBadge(facts);
  return {
    ...toRepositoryRow(services, facts),
    name: `${repository.host}/${repository.path}`,
    source: source?.label ?? source?.key ?? null,
    sourceHref: source === undefined ? null : `/sources?source=${encodeURIComponent(source.key)}`,
    webHref: safeHref(repository.webUrl),
    branch: repository.defaultBranch ?? null,
    head: repository.headSeen ?? null,
    nextText: whatNext(facts, now),
    lookAction: canLook(facts) ? `${href}/looks` : null,
    feedHref: `${href}/feed.atom`,
    told: toForgeTold(repository, facts.looks),
    history: toHistory(facts.looks, now),
    attempts: repository.attempts > 0 ? String(repository.attempts) : null,
    problemsText: problemsText(problems),
    files: seenFiles(facts).map((file) => toFile(file)),
    badgeHref: `${href}/badge.svg`,
    badge: drawBadge(shown.state, shown.words),
    badgeMarkdown: badgeMarkdown(`${publicUrl}${href}`),
  };
}

function toFile({ path, state, entries, problems }: SeenFile): object {
  return {
    path,
    state,
    stateText: FILE_STATES[state],
    isGood: state === "published",
    isBad: state === "kept" || state === "broken" || state === "not-read",
    summary: problemsText(problems),
    problems: problems.map((problem) => toProblem(problem, undefined)),
    entries: entries.map(({ program, document }) => ({
      title: program.title,
      summary: program.summary ?? null,
      href: entryHref(program.path),
      dialect: document.dialect,
      commit: document.commit.slice(0, 12),
      withdrawn: program.state === "withdrawn",
    })),
  };
}

/** What happens after a look, in a sentence. */
function whatNext({ repository, next }: RepositoryPageFacts, now: Date): string {
  const { state, lastLookedAt } = repository;
  if (state === "excluded") return "It is not looked at.";
  const sentence = nextSentence(next, now) ?? "It is looked at with the next crawl.";
  if (state === "unreachable") return `${sentence} What was published stays as it is until then.`;
  return lastLookedAt === undefined ? sentence : `${sentence} It is read again when its branch has moved.`;
}

/** Manifests by path: those that entries stand for and those that findings are about, with the file beside each. */
function seenFiles({ entries, problems }: RepositoryPageFacts): readonly SeenFile[] {
  const paths = new Set(entries.map(({ document }) => document.file));
  const manifestOf = (file: string): string => {
    if (paths.has(file) || !isBeside(file)) return file;
    return [...paths].find((path) => folderOf(path) === folderOf(file)) ?? file;
  };
  const byFile = new Map<string, Problem[]>();
  // A manifest's own findings come first, so that those of the file beside it find the manifest.
  for (const problem of problems.toSorted((a, b) => Number(isBeside(a.file)) - Number(isBeside(b.file)))) {
    const path = manifestOf(problem.file);
    paths.add(path);
    byFile.set(path, [...(byFile.get(path) ?? []), problem]);
  }
  return [...paths].sort().map((path) => {
    const own = entries.filter(({ document }) => document.file === path);
    const found = byFile.get(path) ?? [];
    const state = path.startsWith(TAGS) ? "tag" : stateOf(own, found);
    return { path, state, entries: own, problems: found };
  });
}

function stateOf(entries: readonly Entry[], problems: readonly Problem[]): FileState {
  const isShown = entries.some(({ program }) => program.state === "published");
  if (hasErrors(problems) && isShown) return "kept";
  if (isShown) return "published";
  if (problems.some(({ rule }) => NOT_READ.has(rule))) return "not-read";
  return problems.length > 0 || entries.length === 0 ? "broken" : "withdrawn";
}

function isBeside(file: string): boolean {
  return file.endsWith("ivoa-discovery.yaml");
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf("/") + 1);
}

export function toRepositoryJson(facts: RepositoryPageFacts, now: Date): Readonly<Record<string, unknown>> {
  const { repository, source } = facts;
  return {
    repository: repositoryJson(facts),
    source: source?.key ?? null,
    branch: repository.defaultBranch ?? null,
    webUrl: safeHref(repository.webUrl),
    nextText: whatNext(facts, now),
    next: facts.next ?? null,
    looks: historyJson(facts.looks),
    report: repository.reportSent === undefined ? null : (readReport(repository.reportSent) ?? null),
    reportFailure: findReportFailure(repository, facts.looks) ?? null,
    feed: `${repositoryHref(repository.id)}/feed.atom`,
    badge: `${repositoryHref(repository.id)}/badge.svg`,
    files: seenFiles(facts).map(({ path, state, entries, problems }) => ({
      path,
      state,
      dialects: [...new Set(entries.map(({ document }) => document.dialect))],
      entries: entries.map(({ program }) => program.path),
      problems: problems.length,
    })),
  };
}
