/** A document as its author knows it: `key` stays whatever is done to it. */
export interface ModelDocument {
  readonly key: string;
  name: string;
  title: string;
  listed: boolean;
  broken: boolean;
}

export interface ModelFile {
  /** True when the file as a whole cannot be read. */
  unreadable: boolean;
  documents: ModelDocument[];
}

/** What an author has in a repository now. */
export interface ModelTree {
  readonly files: Map<string, ModelFile>;
}

/** What the catalogue is expected to have of a document that was published once. */
export interface ModelRecord {
  readonly key: string;
  readonly name: string;
  readonly title: string;
  readonly listed: boolean;
  readonly state: "published" | "withdrawn";
  readonly path: string;
  readonly file: string;
  readonly number: number;
  /** The text of its file when it was last published: only another text gives another date. */
  readonly text: string;
  readonly updatedAt: number;
}

export type Reach = "there" | "unreachable" | "away";

export interface ModelRepository {
  readonly source: string;
  readonly address: string;
  readonly kind: "git" | "folder";
  tree: ModelTree;
  reach: Reach;
  goneSince: number | undefined;
  /** Withdrawals that a run was not allowed to do. */
  heldBack: boolean;
  /** Stands for the commit: grows with everything that is written. */
  stamp: string;
  /** The stamp at which everything last succeeded; at the same one nothing is looked at. */
  seen: string | undefined;
  records: Map<string, ModelRecord>;
}

const WEEK_MS = 7 * 24 * 3_600_000;

export interface LookTerms {
  readonly nowMs: number;
  /** How many entries may be withdrawn; an operator's word sets no limit. */
  readonly mayWithdraw: number;
  readonly textOf: (file: ModelFile) => string;
}

/** What a look at the repository must change, in the words of the project's decisions. */
export function lookAtModel(repository: ModelRepository, terms: LookTerms): void {
  if (repository.reach !== "there") repository.seen = undefined;
  if (repository.reach === "unreachable" || repository.seen === repository.stamp) return;
  if (repository.reach === "away") {
    repository.goneSince ??= terms.nowMs;
    const due = terms.nowMs - repository.goneSince >= WEEK_MS;
    if (due) withdraw(repository, publishedKeys(repository), terms);
    return;
  }
  repository.goneSince = undefined;
  // Its name tells which entry a broken document continues, wherever it stands now.
  const kept = new Set<string>();
  const published = new Map<string, ModelRecord>();
  for (const [path, file] of repository.tree.files) {
    for (const record of repository.records.values()) {
      if (file.unreadable && record.file === path) kept.add(record.key);
    }
    if (file.unreadable) continue;
    for (const [number, document] of file.documents.entries()) {
      const before = repository.records.get(document.key);
      if (!document.broken) {
        published.set(document.key, publish(repository, { path, number, document }, terms));
      } else if (before !== undefined) kept.add(document.key);
    }
  }
  const absent = publishedKeys(repository).filter((key) => !published.has(key) && !kept.has(key));
  // Old ones first, so that a path which they leave is free for the new ones.
  withdraw(repository, absent, terms);
  for (const [key, record] of published) repository.records.set(key, record);
  repository.seen = repository.heldBack ? undefined : repository.stamp;
}

interface Place {
  readonly path: string;
  readonly number: number;
  readonly document: ModelDocument;
}

function publish(
  repository: ModelRepository,
  { path, number, document }: Place,
  terms: LookTerms,
): ModelRecord {
  const before = repository.records.get(document.key);
  const file = repository.tree.files.get(path);
  const text = file === undefined ? "" : terms.textOf(file);
  return {
    key: document.key,
    name: document.name,
    title: document.title,
    listed: document.listed,
    state: "published",
    path: pathOf(repository, path, document.name),
    file: path,
    number,
    text,
    updatedAt: before?.text === text ? before.updatedAt : terms.nowMs,
  };
}

function withdraw(repository: ModelRepository, keys: readonly string[], terms: LookTerms): void {
  repository.heldBack = keys.length > terms.mayWithdraw;
  if (repository.heldBack) return;
  for (const key of keys) {
    const record = repository.records.get(key);
    if (record !== undefined) repository.records.set(key, { ...record, state: "withdrawn" });
  }
}

export function publishedKeys(repository: ModelRepository): readonly string[] {
  return [...repository.records.values()].filter(({ state }) => state === "published").map(({ key }) => key);
}

/** The address of an entry: a name is part of it only where a folder holds several documents. */
export function pathOf(repository: ModelRepository, file: string, name: string): string {
  const folder = folderOf(file);
  let count = 0;
  for (const [path, { unreadable, documents }] of repository.tree.files) {
    if (folderOf(path) !== folder) continue;
    const known = [...repository.records.values()].filter(
      (it) => it.file === path && it.state === "published",
    );
    count += unreadable ? known.length : documents.length;
  }
  return `${repository.address}${folder === "" ? "" : `/-/${folder}`}${count > 1 ? `~${name}` : ""}`;
}

function folderOf(file: string): string {
  return file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "";
}

/** What a look would withdraw. */
export function pendingWithdrawals(repository: ModelRepository, terms: LookTerms): number {
  const copy = { ...copyRepository(repository), seen: undefined };
  lookAtModel(copy, { ...terms, mayWithdraw: Number.POSITIVE_INFINITY });
  return publishedKeys(repository).filter((key) => copy.records.get(key)?.state === "withdrawn").length;
}

export function copyRepository(repository: ModelRepository): ModelRepository {
  return { ...repository, tree: copyTree(repository.tree), records: new Map(repository.records) };
}

export function copyTree({ files }: ModelTree): ModelTree {
  const copies = [...files].map(([path, file]): [string, ModelFile] => [
    path,
    { ...file, documents: file.documents.map((document) => ({ ...document })) },
  ]);
  return { files: new Map(copies) };
}

/**
 * False when nobody could say which entry a document of the tree continues: a new one in the place of one that
 * went, one with another name in another place, one that is broken and in another folder. Authors do such things,
 * but what is right then is not decided.
 */
export function isTold(repository: ModelRepository): boolean {
  const places = [...repository.tree.files].flatMap(([path, file]) =>
    file.unreadable ? [] : file.documents.map((document, number) => ({ path, number, document })),
  );
  const byName = new Set(
    places
      .filter(({ document }) => repository.records.get(document.key)?.name === document.name)
      .map(({ document }) => document.key),
  );
  const unclaimed = [...repository.records.values()].filter(({ key }) => !byName.has(key));
  return places.every(({ path, number, document }) => {
    const own = repository.records.get(document.key);
    if (document.broken && own !== undefined && folderOf(own.file) !== folderOf(path)) return false;
    if (byName.has(document.key) && own?.state === "published") return true;
    const isAtHome = own?.file === path && own.number === number;
    if (isAtHome && own.state === "published") return true;
    if (own !== undefined && !byName.has(document.key)) return false;
    const address = document.broken ? undefined : pathOf(repository, path, document.name);
    return unclaimed.every((record) => {
      if (record.key === document.key) return true;
      if (byName.has(document.key) && record.state === "withdrawn") return true;
      const samePlace = record.file === path && record.number === number;
      return !samePlace && record.path !== address;
    });
  });
}
