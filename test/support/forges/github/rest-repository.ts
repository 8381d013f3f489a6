import { refsOf, pathOf, type GitHubOwner, type GitHubRepository } from "./github-model.ts";

/** Where a fake stands: its REST API and its pages. */
export interface FakeAddresses {
  readonly rest: string;
  readonly web: string;
}

type Json = Readonly<Record<string, unknown>>;

/** A user or organisation as REST and webhooks name it. */
export function simpleUser(owner: GitHubOwner, { rest, web }: FakeAddresses): Json {
  const url = `${rest}/users/${owner.login}`;
  return {
    login: owner.login,
    id: owner.id,
    node_id: owner.nodeId,
    avatar_url: `${web}/avatars/${String(owner.id)}`,
    gravatar_id: "",
    url,
    html_url: `${web}/${owner.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: owner.type,
    site_admin: false,
  };
}

/** An organisation as webhooks name it. */
export function simpleOrganisation(owner: GitHubOwner, { rest, web }: FakeAddresses): Json {
  const url = `${rest}/orgs/${owner.login}`;
  return {
    login: owner.login,
    id: owner.id,
    node_id: owner.nodeId,
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${web}/avatars/${String(owner.id)}`,
    description: null,
  };
}

const TEMPLATES: Readonly<Record<string, string>> = {
  archive_url: "{archive_format}{/ref}",
  assignees_url: "assignees{/user}",
  blobs_url: "git/blobs{/sha}",
  branches_url: "branches{/branch}",
  collaborators_url: "collaborators{/collaborator}",
  comments_url: "comments{/number}",
  commits_url: "commits{/sha}",
  compare_url: "compare/{base}...{head}",
  contents_url: "contents/{+path}",
  contributors_url: "contributors",
  deployments_url: "deployments",
  downloads_url: "downloads",
  events_url: "events",
  forks_url: "forks",
  git_commits_url: "git/commits{/sha}",
  git_refs_url: "git/refs{/sha}",
  git_tags_url: "git/tags{/sha}",
  hooks_url: "hooks",
  issue_comment_url: "issues/comments{/number}",
  issue_events_url: "issues/events{/number}",
  issues_url: "issues{/number}",
  keys_url: "keys{/key_id}",
  labels_url: "labels{/name}",
  languages_url: "languages",
  merges_url: "merges",
  milestones_url: "milestones{/number}",
  notifications_url: "notifications{?since,all,participating}",
  pulls_url: "pulls{/number}",
  releases_url: "releases{/id}",
  stargazers_url: "stargazers",
  statuses_url: "statuses/{sha}",
  subscribers_url: "subscribers",
  subscription_url: "subscription",
  tags_url: "tags",
  teams_url: "teams",
  trees_url: "git/trees{/sha}",
};

/** A repository with all fields that any of the REST answers, searches and webhooks demands. */
export function restRepository(repository: GitHubRepository, addresses: FakeAddresses): Json {
  const { rest, web } = addresses;
  const path = pathOf(repository);
  const url = `${rest}/repos/${path}`;
  const at = repository.createdAt.toISOString().replace(/\.\d+Z$/, "Z");
  const { license, stars } = repository;
  return {
    ...Object.fromEntries(Object.entries(TEMPLATES).map(([key, end]) => [key, `${url}/${end}`])),
    id: repository.id,
    node_id: repository.nodeId,
    name: repository.name,
    full_name: path,
    private: repository.isPrivate,
    visibility: repository.isPrivate ? "private" : "public",
    owner: simpleUser(repository.owner, addresses),
    html_url: `${web}/${path}`,
    description: repository.description,
    fork: repository.isFork,
    url,
    clone_url: `${web}/${path}.git`,
    git_url: `git://${new URL(web).host}/${path}.git`,
    ssh_url: `git@${new URL(web).hostname}:${path}.git`,
    svn_url: `${web}/${path}`,
    mirror_url: null,
    homepage: repository.homepage,
    language: null,
    license:
      license === null
        ? null
        : {
            key: license.spdxId.toLowerCase(),
            name: license.name,
            spdx_id: license.spdxId,
            url: `${rest}/licenses/${license.spdxId.toLowerCase()}`,
            node_id: "MDc6TGljZW5zZW1pdA==",
          },
    topics: repository.topics,
    default_branch: refsOf(repository).branch ?? "main",
    archived: repository.isArchived,
    disabled: repository.isDisabled,
    is_template: false,
    web_commit_signoff_required: false,
    allow_forking: true,
    has_issues: true,
    has_projects: true,
    has_downloads: true,
    has_wiki: true,
    has_pages: false,
    has_discussions: false,
    forks: 0,
    forks_count: 0,
    network_count: 0,
    open_issues: 0,
    open_issues_count: 0,
    subscribers_count: 0,
    watchers: stars,
    watchers_count: stars,
    stargazers_count: stars,
    size: 1,
    created_at: at,
    updated_at: at,
    pushed_at: at,
  };
}
