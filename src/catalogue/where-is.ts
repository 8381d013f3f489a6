import { hasErrors, type Problem } from "../manifest/problems.ts";
import type { Entry } from "./entry.ts";
import { isPlaceOf, type NamedAddress, parseAddress, possibleRepositories } from "./layer-address.ts";
import { delayOf, findNextLook } from "./next-look.ts";
import type { Failure, Repository, Source } from "./sources.ts";
import type { Store } from "./store.ts";
import { notAnAddress, whereOutside } from "./where-outside.ts";
import { addressOf, type Whereabouts, type WhereState } from "./whereabouts.ts";

type Verdict = Pick<Whereabouts, "state" | "sentence" | "hint" | "at">;

interface Known {
  readonly repository: Repository;
  readonly source: Source | undefined;
  readonly entries: readonly Entry[];
  readonly problems: readonly Problem[];
}

/**
 * Says what the catalogue knows of a repository or entry: by any of its addresses (https, ssh, git's short form, with
 * or without `.git`, a file or folder or page below it), or by the path or address of its entry. Never throws for
 * what somebody wrote, and looks through no list of repositories.
 */
export async function whereIs(store: Store, text: string, now: Date): Promise<Whereabouts> {
  const named = parseAddress(text);
  if (named === undefined) return notAnAddress(text);
  const repository = await findNamedRepository(store, named);
  if (repository === undefined) return whereOutside(store, named);
  const [sources, all, problems] = await Promise.all([
    store.sources.list(),
    store.entries.listOfRepository(repository.id),
    store.entries.problemsOf(repository.id),
  ]);
  const source = sources.find(({ id }) => id === repository.sourceId);
  const known = narrowed({ repository, source, entries: all, problems }, named);
  return {
    ...verdictOf(known, now),
    notes: notesOf(known, named, now),
    next: await findNextLook(store, repository, source, now),
    url: repository.webUrl ?? addressOf(named),
    ...known,
  };
}

/** Also by an address that it had before, and by a page of its forge below it. */
async function findNamedRepository(store: Store, named: NamedAddress): Promise<Repository | undefined> {
  for (const { host, path } of possibleRepositories(named)) {
    const [found] = await store.sources.findRepositoriesAt(host, path);
    if (found !== undefined) return found;
    const programs = await store.layers.findNamed([`${host}/${path}`.normalize("NFC").toLowerCase()]);
    const program = programs.find(({ state }) => state === "published") ?? programs[0];
    const entry = program === undefined ? undefined : await store.entries.get(program.programId);
    if (entry !== undefined) return entry.repository;
  }
  return undefined;
}

/** Only what lies at the place that was asked for, when anything does. */
function narrowed(known: Known, { kind, host, path, place }: NamedAddress): Known {
  const { repository, entries, problems } = known;
  if (kind === "entry") {
    const asked = `${host}/${path}`.toLowerCase();
    const own = entries.filter(({ program }) => program.path.toLowerCase() === asked);
    const files = new Set(own.map(({ document }) => document.file));
    const isWhole = own.length === 0 || entries.length === 1;
    return isWhole
      ? known
      : { ...known, entries: own, problems: problems.filter((it) => files.has(it.file)) };
  }
  if (place === undefined) return known;
  const lies = (file: string): boolean => isPlaceOf(place, file, repository.defaultBranch) === true;
  const there = {
    entries: entries.filter(({ document }) => lies(document.file)),
    problems: problems.filter(({ file }) => lies(file)),
  };
  return there.entries.length === 0 && there.problems.length === 0 ? known : { ...known, ...there };
}

function verdictOf(known: Known, now: Date): Verdict {
  const { repository, source } = known;
  const name = `"${repository.host}/${repository.path}"`;
  if (source === undefined || source.state !== "active") return notCrawled(source, name);
  const at = repository.lastLookedAt;
  switch (repository.state) {
    case "new":
      return notLookedAt(known, name, now);
    case "excluded":
      return failed("excluded", repository, `${name} is left out by the operator.`);
    case "gone":
      return failed("gone", repository, `${name} is gone.`);
    case "unreachable":
      return failed("unreachable", repository, `${name} could not be reached.`);
    case "empty":
      return failed("no-manifest", repository, `${name} holds no manifest.`);
    case "broken":
    case "ok":
      return readOne(known, name, at);
  }
}

function notCrawled(source: Source | undefined, name: string): Verdict {
  const key = source?.key ?? "";
  const isRefused = source?.state === "refused";
  return {
    state: isRefused ? "blocked" : "not-crawled",
    sentence: isRefused
      ? `The operator refused the source "${key}", which led to ${name}.`
      : `${name} is no longer looked at: its source "${key}" does not stand in the list of sources.`,
    hint: "What was published stays as it is. The operator decides about sources.",
    at: undefined,
  };
}

function notLookedAt({ repository, source }: Known, name: string, now: Date): Verdict {
  const { createdAt: at, host } = repository;
  if (delayOf(repository, now) !== undefined) {
    return {
      state: "deferred",
      sentence: `${name} has not been looked at yet: "${host}" asked for patience.`,
      hint: "Nothing is to be done; those that have waited longest come first.",
      at,
    };
  }
  return {
    state: "not-looked-at",
    sentence: `Source "${source?.key ?? ""}" lists ${name}, and nobody has looked at it yet.`,
    hint: "Wait for the next look, or look now.",
    at,
  };
}

function failed(state: WhereState, { failure, lastLookedAt }: Repository, otherwise: string): Verdict {
  return {
    state,
    sentence: failure?.message ?? otherwise,
    hint: failure?.hint,
    at: failure?.at ?? lastLookedAt,
  };
}

/** What was read: refused, published, withdrawn, or nothing at all. */
function readOne({ repository, entries, problems }: Known, name: string, at: string | undefined): Verdict {
  const published = entries.filter(({ program }) => program.state === "published");
  if (hasErrors(problems)) {
    return {
      state: "refused",
      sentence: `A manifest of ${name} has errors${whatIsShown(published, problems)}.`,
      hint: "Mend what the findings say and commit it: the next look publishes it.",
      at,
    };
  }
  if (published.some(({ program }) => program.listed)) {
    return { state: "published", sentence: `${name} is in the catalogue.`, hint: undefined, at };
  }
  if (published.length > 0) {
    return {
      state: "unlisted",
      sentence: `${name} is in the catalogue, but its author asked that searches leave it out.`,
      hint: 'Remove "listed: false" from its discovery block to list it.',
      at,
    };
  }
  const gone = entries.find(({ program }) => program.state === "withdrawn")?.program.withdrawal;
  if (gone !== undefined) {
    return { state: "withdrawn", sentence: `It was withdrawn: ${gone.reason}`, hint: undefined, at: gone.at };
  }
  return failed("no-manifest", repository, `${name} holds no manifest.`);
}

/** A finding about the file beside a manifest is one about the manifest. */
function whatIsShown(published: readonly Entry[], problems: readonly Problem[]): string {
  const folderOf = (file: string): string => file.slice(0, file.lastIndexOf("/") + 1);
  const broken = problems.filter(({ severity }) => severity === "error").map(({ file }) => folderOf(file));
  if (published.some(({ document }) => broken.includes(folderOf(document.file)))) {
    return "; the last good version is shown";
  }
  return published.length > 0 ? " and is not published; its others are" : " and is not published";
}

function notesOf({ repository, source, entries }: Known, named: NamedAddress, now: Date): readonly string[] {
  const notes: string[] = [];
  const { state, failure, host, path, facts } = repository;
  const isOther = !possibleRepositories(named).some(
    (it) => it.host === host.toLowerCase() && it.path.toLowerCase() === path.toLowerCase(),
  );
  if (isOther && named.kind === "repository") notes.push(`It is called "${host}/${path}" now.`);
  if (source?.failure !== undefined) {
    notes.push(`Its source "${source.key}" tells of a failure: ${told(source.failure)}`);
  }
  if ((state === "ok" || state === "broken") && failure !== undefined) notes.push(told(failure));
  if (state !== "new" && state !== "unreachable" && delayOf(repository, now) !== undefined) {
    notes.push(`Its next look is put off, because "${host}" asked for patience.`);
  }
  if (facts?.archived === true) notes.push("Its forge says that it is archived.");
  const published = entries.filter(({ program }) => program.state === "published");
  const unlisted = published.filter(({ program }) => !program.listed).map(({ program }) => program.path);
  if (unlisted.length > 0 && unlisted.length < published.length) {
    notes.push(`Searches leave out, as the author asks by "listed: false": ${unlisted.join(", ")}.`);
  }
  return notes;
}

function told({ message, hint }: Failure): string {
  return hint === undefined ? message : `${message} ${hint}`;
}
