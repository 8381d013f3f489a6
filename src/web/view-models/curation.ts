import type { Queue, QueuedTerm } from "../../curation/desk.ts";
import type { CurationCommit, OpenMerge, RemoteState } from "../../curation/repository.ts";
import { changeHref } from "../curating/take-form.ts";
import { countText, toTime } from "../format.ts";
import { conceptHref, entryHref } from "../links.ts";
import type { Concept } from "../../vocabulary/vocabulary.ts";
import type { WebServices } from "../services.ts";
import { toFinding } from "./change-preview.ts";

export const TERMS_A_PAGE = 20;

/** What the desk's page is made from. */
export interface DeskFacts {
  readonly queue: Queue;
  /** From 1. */
  readonly page: number;
  readonly merges: readonly OpenMerge[];
  /** The change that was just made, with how many entries it concerned. */
  readonly done: { readonly commit: CurationCommit; readonly entries: number | undefined } | undefined;
  readonly isOperator: boolean;
}

export function toDesk(services: WebServices, facts: DeskFacts): object {
  const { curation } = services;
  const { queue, page, merges, done, isOperator } = facts;
  const { findings, vocabularies, commit } = curation.current;
  const remote = curation.repository.remote();
  return {
    base: commit,
    done: done === undefined ? null : toDone(services, done.commit, done.entries),
    total: countText(queue.total, "term to settle", "terms to settle"),
    none: queue.total === 0,
    terms: queue.terms.map((term) => toQueuedTerm(services, term)),
    paging: toPaging(queue.total, page),
    merges: merges.map((merge) => ({
      text: mergeText(merge),
      conflicts: countText(merge.conflicts.length, "place"),
      href: mergeHref(merge.theirs),
    })),
    remote: remote === undefined ? null : toRemote(services, remote),
    findings: findings.map(toFinding),
    findingsText: countText(findings.length, "finding"),
    folder: isOperator ? curation.repository.folder : null,
    schemes: [...vocabularies.schemes.values()].map(({ id, title }) => ({
      title,
      href: `/vocabularies/${encodeURIComponent(id)}`,
      healthHref: `/vocabularies/${encodeURIComponent(id)}/health`,
    })),
  };
}

export function mergeText({ from }: OpenMerge): string {
  return from === "shipped"
    ? "A new version of the program brought other vocabularies"
    : "Somebody has pushed to the remote";
}

export function mergeHref(theirs: string): string {
  return `/curation/merges/${theirs}`;
}

/** Says what was done, what of it is not in force since its file has errors, and offers to undo it. */
export function toDone(
  { curation }: WebServices,
  { id, subject, paths }: CurationCommit,
  entries: number | undefined,
): object {
  const holding = curation.current.findings.filter(
    ({ severity, path }) => severity === "error" && paths.includes(path),
  );
  return {
    held: holding.length === 0 ? null : { findings: holding.map(toFinding) },
    subject,
    short: id.slice(0, 7),
    href: changeHref(id),
    undoHref: `${changeHref(id)}/undo`,
    entries: entries === undefined ? null : entries === 0 ? "No entry changed" : changed(entries),
  };
}

function changed(entries: number): string {
  return `${countText(entries, "entry", "entries")} changed`;
}

function toQueuedTerm(services: WebServices, term: QueuedTerm): object {
  const { facet, text, spellings, entries, since, examples, nearest, choices } = term;
  const label = services.curation.current.vocabularies.facets.find(({ key }) => key === facet)?.label;
  const others = spellings.filter((spelling) => spelling !== text);
  return {
    facet,
    facetLabel: label ?? facet,
    text,
    spellings: others.length === 0 ? null : `Also written ${others.map((one) => `“${one}”`).join(", ")}`,
    entries: countText(entries, "entry", "entries"),
    examples: examples.map(({ path, title }) => ({ title, href: entryHref(path) })),
    more: entries > examples.length,
    since: toTime(since, services.now()),
    nearest: choices.length > 0 ? [] : nearest.map(toChoice),
    choices: choices.map(toChoice),
    href: termHref(facet, text),
  };
}

function toChoice({ id, prefLabel }: Concept): { readonly id: string; readonly label: string } {
  return { id, label: prefLabel };
}

export function termHref(facet: string, text: string): string {
  return `/curation/terms?${new URLSearchParams({ facet, text }).toString()}`;
}

function toPaging(total: number, page: number): object | null {
  const pages = Math.max(1, Math.ceil(total / TERMS_A_PAGE));
  if (pages === 1) return null;
  return {
    text: `Page ${page} of ${pages}`,
    previousHref: page > 1 ? `/curation?page=${page - 1}` : null,
    nextHref: page < pages ? `/curation?page=${page + 1}` : null,
  };
}

function toRemote(services: WebServices, { url, pending, lastSyncedAt, failure }: RemoteState): object {
  return {
    url,
    pending: pending === 0 ? "Everything is there" : `${countText(pending, "change")} not there yet`,
    lastSynced: toTime(lastSyncedAt, services.now()),
    failure: failure ?? null,
  };
}

export function toDeskJson(services: WebServices, facts: DeskFacts): Readonly<Record<string, unknown>> {
  const { curation } = services;
  const { queue, page, merges, isOperator } = facts;
  const remote = curation.repository.remote();
  return {
    base: curation.current.commit,
    queue: { total: queue.total, page, terms: queue.terms.map(toTermJson) },
    merges: merges.map(({ from, theirs, head, conflicts }) => ({
      from,
      theirs,
      head,
      conflicts: conflicts.length,
      href: mergeHref(theirs),
    })),
    remote:
      remote === undefined
        ? null
        : { ...remote, lastSyncedAt: remote.lastSyncedAt ?? null, failure: remote.failure ?? null },
    findings: curation.current.findings.map((finding) => ({ ...finding, hint: finding.hint ?? null })),
    folder: isOperator ? curation.repository.folder : null,
  };
}

export function toTermJson(term: QueuedTerm): Readonly<Record<string, unknown>> {
  const { facet, text, spellings, entries, since, examples } = term;
  const named = ({ scheme, id, prefLabel }: Concept): object => ({
    scheme,
    id,
    label: prefLabel,
    href: conceptHref(scheme, id),
  });
  return {
    facet,
    text,
    spellings,
    entries,
    since,
    examples: examples.map(({ path, title }) => ({ path, title, href: entryHref(path) })),
    choices: term.choices.map(named),
    nearest: term.nearest.map(named),
    href: termHref(facet, text),
  };
}
