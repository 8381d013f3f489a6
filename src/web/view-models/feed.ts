import { createHash } from "node:crypto";
import type { LookRecord } from "../../catalogue/looks.ts";
import type { Repository, Source } from "../../catalogue/sources.ts";
import type { Problem } from "../../manifest/problems.ts";
import { countText } from "../format.ts";
import { entryHref, repositoryHref } from "../links.ts";
import { EVENTS } from "./look.ts";
import { countsText, problemsText } from "./problem.ts";

/** What `layouts/atom.hbs` prints (RFC 4287). */
export interface FeedModel {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly updated: string;
  readonly self: string;
  /** The page that tells the same. */
  readonly page: string;
  readonly author: string;
  readonly entries: readonly FeedEntry[];
}

interface FeedEntry {
  readonly id: string;
  readonly title: string;
  readonly updated: string;
  readonly page: string;
  readonly summary: string;
  readonly links: readonly { readonly title: string; readonly href: string; readonly what: string }[];
  readonly findings: readonly {
    readonly severity: string;
    readonly place: string;
    readonly sentence: string;
  }[];
}

const MOST_FINDINGS = 50;

export interface RepositoryFeed {
  readonly repository: Repository;
  readonly looks: readonly LookRecord[];
  /** At the head that was read last. */
  readonly problems: readonly Problem[];
}

export interface SourceFeed {
  readonly source: Source;
  readonly looks: readonly LookRecord[];
  readonly repositories: ReadonlyMap<string, Repository>;
}

/** The looks at a repository that came to something; the newest with its findings. */
export function toRepositoryFeed(
  { repository, looks, problems }: RepositoryFeed,
  address: string,
): FeedModel {
  const name = `${repository.host}/${repository.path}`;
  const page = `${address}${repositoryHref(repository.id)}`;
  const newest = looks.find(({ outcome }) => outcome === "looked");
  return {
    id: feedId(`repository ${repository.id}`),
    title: `${name} in Execat`,
    subtitle: `What was found in ${name}.`,
    updated: looks[0] === undefined ? repository.createdAt : endOf(looks[0]),
    self: `${page}/feed.atom`,
    page,
    author: "Execat",
    entries: looks.map((look) => {
      const entry = toEntry(look, name, address);
      if (look !== newest || look.commit !== repository.headSeen) return entry;
      // Curators may have settled since what was found by the look: these are the findings of now.
      const findings = problems.slice(0, MOST_FINDINGS).map(toFinding);
      return { ...entry, summary: summaryOf(look, problemsText(problems)), findings };
    }),
  };
}

/** What was published, withdrawn or broken in a source, or could not be read. */
export function toSourceFeed(facts: SourceFeed, address: string): FeedModel {
  const { source, repositories } = facts;
  const looks = facts.looks.filter(({ events, failure }) => events.length > 0 || failure !== undefined);
  const label = source.label ?? source.key;
  const page = `${address}/sources`;
  return {
    id: feedId(`source ${source.id}`),
    title: `${label} in Execat`,
    subtitle: `What was published, withdrawn or broken in the source "${label}".`,
    updated: looks[0] === undefined ? source.createdAt : endOf(looks[0]),
    self: `${page}/${encodeURIComponent(source.key)}/feed.atom`,
    page: `${page}?source=${encodeURIComponent(source.key)}`,
    author: "Execat",
    entries: looks.map((look) => {
      const repository = repositories.get(look.repositoryId);
      const name = repository === undefined ? look.repositoryId : `${repository.host}/${repository.path}`;
      return toEntry(look, name, address);
    }),
  };
}

function toEntry(look: LookRecord, name: string, address: string): FeedEntry {
  return {
    id: feedId(`look ${look.id}`),
    title: titleOf(look, name),
    updated: endOf(look),
    page: `${address}${repositoryHref(look.repositoryId)}`,
    summary: summaryOf(look, countsText(look.problems)),
    links: look.events.map(({ kind, path, title }) => ({
      title,
      href: `${address}${entryHref(path)}`,
      what: EVENTS[kind],
    })),
    findings: [],
  };
}

function titleOf({ events, outcome }: LookRecord, name: string): string {
  const [first] = events;
  if (first !== undefined) {
    const more = events.length === 1 ? "" : `, and ${countText(events.length - 1, "more change")}`;
    return `${first.title} was ${EVENTS[first.kind]}${more}`;
  }
  return outcome === "failed" ? `${name} could not be read` : `${name} was read`;
}

function summaryOf({ commit, failure }: LookRecord, counts: string | null): string {
  const found = counts === null ? "Nothing was found wrong." : `Found: ${counts}.`;
  const failed = failure === undefined ? "" : `${failure.message} ${failure.hint ?? ""}`.trim();
  return [failed === "" ? found : failed, commit === undefined ? "" : `Commit ${commit.slice(0, 12)}.`]
    .filter((text) => text !== "")
    .join(" ");
}

function toFinding({ severity, file, line, column, sentence, hint }: Problem): FeedEntry["findings"][number] {
  const text = hint === undefined ? sentence : `${sentence} ${hint}`;
  return { severity, place: `${file}:${line}:${column}`, sentence: text };
}

function endOf({ at, elapsedMs }: LookRecord): string {
  return new Date(Date.parse(at) + elapsedMs).toISOString();
}

/** The same for ever, wherever the catalogue moves: a UUID (version 8) made from what it names. */
export function feedId(name: string): string {
  const bytes = createHash("sha256").update(`execat ${name}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `urn:uuid:${hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, "$1-$2-$3-$4-$5")}`;
}
