import { pathOf, type GitHubOwner, type GitHubRepository } from "./github-model.ts";
import { restRepository, simpleOrganisation, simpleUser, type FakeAddresses } from "./rest-repository.ts";

type Json = Readonly<Record<string, unknown>>;

const NO_COMMIT = "0".repeat(40);

/** What each event carries: the repository, its organisation and who did it. */
function common(repository: GitHubRepository, addresses: FakeAddresses): Json {
  const { owner } = repository;
  return {
    repository: restRepository(repository, addresses),
    ...(owner.type === "Organization" ? { organization: simpleOrganisation(owner, addresses) } : {}),
    sender: simpleUser(owner, addresses),
  };
}

export interface PushedRef {
  /** `refs/heads/main` or `refs/tags/v1` */
  readonly ref: string;
  readonly before: string | undefined;
  /** Absent when the ref was deleted. */
  readonly after: string | undefined;
}

export function pushPayload(repository: GitHubRepository, pushed: PushedRef, addresses: FakeAddresses): Json {
  const { ref, before = NO_COMMIT, after = NO_COMMIT } = pushed;
  const { rest, web } = addresses;
  const path = pathOf(repository);
  const person = { name: "A. Author", email: "author@example.org", username: repository.owner.login };
  const commit = {
    id: after,
    tree_id: after,
    distinct: true,
    message: "Change",
    timestamp: "2026-01-01T00:00:00Z",
    url: `${web}/${path}/commit/${after}`,
    author: person,
    committer: person,
    added: [],
    removed: [],
    modified: ["ivoa-execution.yaml"],
  };
  const isDeleted = after === NO_COMMIT;
  return {
    ...common(repository, { rest, web }),
    ref,
    before,
    after,
    base_ref: null,
    created: before === NO_COMMIT,
    deleted: isDeleted,
    forced: false,
    compare: `${web}/${path}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
    commits: isDeleted ? [] : [commit],
    head_commit: isDeleted ? null : commit,
    pusher: person,
  };
}

export function refPayload(
  repository: GitHubRepository,
  {
    ref,
    refType,
    created,
  }: { readonly ref: string; readonly refType: "branch" | "tag"; readonly created: boolean },
  addresses: FakeAddresses,
): Json {
  return {
    ...common(repository, addresses),
    ref,
    ref_type: refType,
    pusher_type: "user",
    ...(created ? { master_branch: "main", description: repository.description } : {}),
  };
}

/** `repository` events; `changes` for those that have some. */
export function repositoryPayload(
  repository: GitHubRepository,
  action: string,
  changes: Json | undefined,
  addresses: FakeAddresses,
): Json {
  return { ...common(repository, addresses), action, ...(changes === undefined ? {} : { changes }) };
}

export function installationPayload(
  owner: GitHubOwner,
  { action, installation, repositories }: InstallationChange,
  addresses: FakeAddresses,
): Json {
  const named = repositories.map((it) => ({
    id: it.id,
    node_id: it.nodeId,
    name: it.name,
    full_name: pathOf(it),
    private: it.isPrivate,
  }));
  const base = { action, installation, sender: simpleUser(owner, addresses), requester: null };
  if (action === "added" || action === "removed") {
    return {
      ...base,
      repository_selection: "selected",
      repositories_added: action === "added" ? named : [],
      repositories_removed: action === "removed" ? named : [],
    };
  }
  return { ...base, repositories: named };
}

export interface InstallationChange {
  readonly action: "created" | "deleted" | "added" | "removed";
  /** As `GET /orgs/{org}/installation` answers. */
  readonly installation: unknown;
  readonly repositories: readonly GitHubRepository[];
}

export function pingPayload(hookUrl: string, sender: GitHubOwner, addresses: FakeAddresses): Json {
  return {
    zen: "Keep it logically awesome.",
    hook_id: 1,
    hook: {
      type: "Repository",
      id: 1,
      name: "web",
      active: true,
      events: ["push"],
      config: { content_type: "json", insecure_ssl: "0", url: hookUrl, secret: "********" },
      updated_at: "2026-01-01T00:00:00Z",
      created_at: "2026-01-01T00:00:00Z",
    },
    sender: simpleUser(sender, addresses),
  };
}
