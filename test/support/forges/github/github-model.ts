import { createHash } from "node:crypto";
import { readGitRefs, type GitRefs } from "../git-refs.ts";

export interface GitHubOwner {
  readonly id: number;
  readonly nodeId: string;
  readonly login: string;
  readonly type: "Organization" | "User";
  /** Paths of the repositories of others on which a user works. */
  readonly collaboratesOn: string[];
}

export interface GitHubRepository {
  readonly id: number;
  readonly nodeId: string;
  owner: GitHubOwner;
  name: string;
  description: string | null;
  homepage: string | null;
  topics: string[];
  license: { readonly spdxId: string; readonly name: string } | null;
  stars: number;
  isArchived: boolean;
  isFork: boolean;
  isPrivate: boolean;
  /** Closed by GitHub for everybody. */
  isDisabled: boolean;
  /** Single sign-on keeps tokens out that were not authorised. */
  isProtected: boolean;
  createdAt: Date;
  /** Of the git repository behind it; without one the refs are `refs`. */
  folder: string | undefined;
  refs: GitRefs;
  /** Paths that code search knows. */
  files: readonly string[];
}

export type RepositoryFields = Partial<Omit<GitHubRepository, "id" | "nodeId" | "owner" | "name">>;

/** All that a fake GitHub knows. Ids only grow, and none is given twice. */
export class GitHubModel {
  readonly owners = new Map<string, GitHubOwner>();
  readonly repositories = new Map<string, GitHubRepository>();
  /** Paths that repositories had before, in lower case → node id. */
  readonly #formerPaths = new Map<string, string>();
  readonly #byPath = new Map<string, GitHubRepository>();
  #lastId = 1_000;

  addOwner(login: string, type: GitHubOwner["type"]): GitHubOwner {
    const id = this.nextId();
    const owner = { id, nodeId: nodeIdOf(type === "User" ? "U" : "O", id), login, type, collaboratesOn: [] };
    this.owners.set(login.toLowerCase(), owner);
    return owner;
  }

  addRepository(path: string, fields: RepositoryFields = {}): GitHubRepository {
    const [login = "", name = ""] = path.split("/");
    const owner = this.owners.get(login.toLowerCase()) ?? this.addOwner(login, "Organization");
    const id = this.nextId();
    const repository: GitHubRepository = {
      id,
      nodeId: nodeIdOf("R", id),
      owner,
      name,
      description: null,
      homepage: null,
      topics: [],
      license: null,
      stars: 0,
      isArchived: false,
      isFork: false,
      isPrivate: false,
      isDisabled: false,
      isProtected: false,
      createdAt: new Date(Date.UTC(2020, 0, 1) + id * 60_000),
      folder: undefined,
      refs: { branch: "main", commit: createHash("sha1").update(path).digest("hex"), tags: [] },
      files: ["ivoa-execution.yaml"],
      ...fields,
    };
    this.repositories.set(repository.nodeId, repository);
    this.#byPath.set(path.toLowerCase(), repository);
    return repository;
  }

  /** Also by a path that it had before. */
  find(path: string): GitHubRepository | undefined {
    const former = this.#formerPaths.get(path.toLowerCase());
    return (
      this.#byPath.get(path.toLowerCase()) ??
      (former === undefined ? undefined : this.repositories.get(former))
    );
  }

  get(path: string): GitHubRepository {
    const repository = this.find(path);
    if (repository === undefined) throw new Error(`The fake has no repository "${path}".`);
    return repository;
  }

  move(path: string, to: string): GitHubRepository {
    const repository = this.get(path);
    const [login = "", name = ""] = to.split("/");
    this.#byPath.delete(pathOf(repository).toLowerCase());
    this.#formerPaths.set(pathOf(repository).toLowerCase(), repository.nodeId);
    repository.owner = this.owners.get(login.toLowerCase()) ?? this.addOwner(login, "Organization");
    repository.name = name;
    this.#byPath.set(to.toLowerCase(), repository);
    return repository;
  }

  remove(path: string): GitHubRepository {
    const repository = this.get(path);
    this.#byPath.delete(pathOf(repository).toLowerCase());
    this.repositories.delete(repository.nodeId);
    return repository;
  }

  ofOwner(owner: GitHubOwner): GitHubRepository[] {
    return [...this.repositories.values()].filter((it) => it.owner === owner);
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }
}

export function pathOf(repository: GitHubRepository): string {
  return `${repository.owner.login}/${repository.name}`;
}

export function refsOf(repository: GitHubRepository): GitRefs {
  return repository.folder === undefined ? repository.refs : readGitRefs(repository.folder);
}

/** As GitHub's newer ids begin; what stands in them is nobody's business. */
function nodeIdOf(kind: string, id: number): string {
  return `${kind}_kgDO${Buffer.from(String(id)).toString("base64url")}`;
}
