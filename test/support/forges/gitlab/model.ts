import { createHash } from "node:crypto";
import { readRepository, type RepositoryState } from "./repository-state.ts";

/** A project of a fake GitLab. What a test changes in it is what the next answer says. */
export interface FakeProject {
  readonly id: number;
  path: string;
  /** Paths that lead here since it was renamed or transferred. */
  readonly formerPaths: string[];
  description: string | undefined;
  topics: string[];
  archived: boolean;
  visibility: "public" | "internal" | "private";
  stars: number;
  forked: boolean;
  lastActivityAt: Date;
  /** Members alone may read the repository. */
  hidesRepository: boolean;
  /** A real repository, which git may be asked for as well; its refs are read at every question. */
  readonly folder: string | undefined;
  /** In place of `folder`: invented refs, for models of thousands. */
  refs: RepositoryState;
}

export interface NewProject {
  readonly path: string;
  readonly description?: string;
  readonly topics?: readonly string[];
  readonly archived?: boolean;
  readonly visibility?: FakeProject["visibility"];
  readonly stars?: number;
  readonly forked?: boolean;
  readonly lastActivityAt?: Date;
  readonly folder?: string;
  readonly refs?: Partial<RepositoryState>;
}

export interface FakeModel {
  /** In the order of their ids. */
  readonly projects: Iterable<FakeProject>;
  readonly count: number;
  /** Another one after every project that came, went or moved. */
  readonly version: number;
  /** Groups and users that exist; those of projects' paths are added with them. */
  readonly groups: Set<string>;
  readonly users: Set<string>;
  add(project: NewProject): FakeProject;
  remove(project: FakeProject): void;
  /** Renames or transfers; the old path leads to the new one. */
  move(project: FakeProject, path: string): void;
  byId(id: number): FakeProject | undefined;
  byPath(path: string): FakeProject | undefined;
  byFormerPath(path: string): FakeProject | undefined;
  /** As GitLab does at a push: not again within an hour. */
  noteActivity(project: FakeProject): void;
  refsOf(project: FakeProject): RepositoryState;
}

const HOUR_MS = 3_600_000;

/** The first part of a path is a group, unless it stands in `users` when the project is added. */
export function createFakeModel(now: () => Date): FakeModel {
  const byId = new Map<number, FakeProject>();
  const byPath = new Map<string, FakeProject>();
  const groups = new Set<string>();
  const users = new Set<string>();
  let lastId = 0;
  let version = 0;
  const addOwners = (path: string): void => {
    const parts = path.split("/").slice(0, -1);
    if (users.has(parts[0] ?? "")) return;
    for (let length = 1; length <= parts.length; length += 1) groups.add(parts.slice(0, length).join("/"));
  };
  return {
    get projects() {
      return byId.values();
    },
    get count() {
      return byId.size;
    },
    get version() {
      return version;
    },
    groups,
    users,
    add(given) {
      version += 1;
      const project = toProject((lastId += 1), given, now());
      byId.set(project.id, project);
      byPath.set(project.path, project);
      addOwners(project.path);
      return project;
    },
    remove(project) {
      version += 1;
      byId.delete(project.id);
      byPath.delete(project.path);
    },
    move(project, path) {
      version += 1;
      byPath.delete(project.path);
      project.formerPaths.push(project.path);
      project.path = path;
      byPath.set(path, project);
      addOwners(path);
    },
    byId: (id) => byId.get(id),
    byPath: (path) => byPath.get(path),
    byFormerPath: (path) => [...byId.values()].find((project) => project.formerPaths.includes(path)),
    noteActivity(project) {
      if (now().getTime() - project.lastActivityAt.getTime() >= HOUR_MS) project.lastActivityAt = now();
    },
    refsOf: (project) => (project.folder === undefined ? project.refs : readRepository(project.folder)),
  };
}

function toProject(id: number, given: NewProject, at: Date): FakeProject {
  const commit = createHash("sha1").update(given.path).digest("hex");
  return {
    id,
    path: given.path,
    formerPaths: [],
    description: given.description,
    topics: [...(given.topics ?? [])],
    archived: given.archived ?? false,
    visibility: given.visibility ?? "public",
    stars: given.stars ?? 0,
    forked: given.forked ?? false,
    lastActivityAt: given.lastActivityAt ?? at,
    hidesRepository: false,
    folder: given.folder,
    refs: { branch: "main", head: commit, tags: [], ...given.refs },
  };
}
