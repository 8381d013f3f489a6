import { type NamedAddress, parseAddress, possibleRepositories } from "./layer-address.ts";
import type { NextLook } from "./next-look.ts";
import type { ForgeScope, Source } from "./sources.ts";
import type { Store } from "./store.ts";
import { addressOf, type Whereabouts } from "./whereabouts.ts";

const NOTHING = {
  hint: undefined,
  at: undefined,
  notes: [],
  next: undefined,
  url: undefined,
  repository: undefined,
  source: undefined,
  entries: [],
  problems: [],
} satisfies Partial<Whereabouts>;

/** For a text that is no address at all. */
export function notAnAddress(text: string): Whereabouts {
  return {
    ...NOTHING,
    state: "not-an-address",
    sentence: `"${text.trim().slice(0, 100)}" names no repository.`,
    hint: "Write its address, for instance https://example.org/group/tool or git@example.org:group/tool.git.",
  };
}

/** What is to be said of a repository that no source has led to: perhaps there is one that will, or should have. */
export async function whereOutside(store: Store, named: NamedAddress): Promise<Whereabouts> {
  const sources = await store.sources.list();
  const own = sources.find((source) => isSourceOf(source, named));
  const covering = sources.filter((source) => source.state === "active").find((it) => covers(it, named));
  const source = own ?? covering;
  const common = { ...NOTHING, url: addressOf(named), source };
  const name = `"${named.host}/${named.path}"`;
  if (source === undefined) {
    return {
      ...common,
      state: "unknown",
      sentence: `No source has led to ${name} yet.`,
      hint: "Check it first; when it holds a manifest, propose it, or ask the operator to add it to the sources.",
    };
  }
  const { key, failure } = source;
  if (source.state === "proposed") {
    const sentence = `${name} was proposed and waits for the operator's word.`;
    return { ...common, state: "proposed", sentence, at: source.createdAt };
  }
  if (source.state !== "active") return { ...common, ...notActive(source, name) };
  const next = await nextListing(store, source);
  if (failure !== undefined) {
    const sentence = `The source "${key}", which should list ${name}, could not be read: ${failure.message}`;
    return { ...common, state: "source-failing", sentence, hint: failure.hint, at: failure.at, next };
  }
  if (source.lastListedAt === undefined) {
    const sentence = `Source "${key}" should list ${name}, and has not been listed yet.`;
    return { ...common, state: "not-looked-at", sentence, at: source.createdAt, next };
  }
  return {
    ...common,
    state: "not-listed",
    sentence: `Source "${key}" lists ${source.location}, and ${name} was not there at its last listing.`,
    hint: "It may be newer than that, private, or written otherwise; check it here, or wait for the next listing.",
    at: source.lastListedAt,
    next,
  };
}

function notActive({ state, key }: Source, name: string): Pick<Whereabouts, "state" | "sentence" | "hint"> {
  if (state === "refused") {
    return { state: "blocked", sentence: `The operator refused ${name} (source "${key}").`, hint: undefined };
  }
  return {
    state: "not-crawled",
    sentence: `Source "${key}" led to ${name}, but no longer stands in the list of sources.`,
    hint: "The operator decides about sources.",
  };
}

async function nextListing({ jobs }: Store, { id }: Source): Promise<NextLook | undefined> {
  const job = await jobs.find("crawl", id);
  return job === undefined ? undefined : { kind: "crawl", at: job.dueAt };
}

/** True for a source that is this very repository. */
function isSourceOf({ kind, location }: Source, named: NamedAddress): boolean {
  const address = kind === "git" ? parseAddress(location) : undefined;
  return address !== undefined && isOneOf(named, address);
}

/** True for a source of many repositories, of which this should be one. Topics and searches cannot be told. */
function covers({ options: { scope } }: Source, named: NamedAddress): boolean {
  if (scope === undefined) return false;
  const { host } = new URL(scope.url);
  if (named.host.toLowerCase().replace(/^www\./u, "") !== host.toLowerCase()) return false;
  return ownerOrPaths(scope).some((path) =>
    path.endsWith("/")
      ? `${named.path}/`.toLowerCase().startsWith(path.toLowerCase())
      : isOneOf(named, { host, path }),
  );
}

/** Owners end with a slash. */
function ownerOrPaths(scope: ForgeScope): readonly string[] {
  switch (scope.of) {
    case "organisation":
    case "user":
    case "group":
      return [`${scope.name}/`];
    case "repositories":
      return scope.paths;
    case "topic":
    case "search":
      return [];
  }
}

function isOneOf(named: NamedAddress, one: Pick<NamedAddress, "host" | "path">): boolean {
  const wanted = `${one.host}/${one.path}`.toLowerCase();
  return possibleRepositories(named).some(({ host, path }) => `${host}/${path}`.toLowerCase() === wanted);
}
