/** Of a page and of `nodes(ids:)`: GitHub's most. */
export const MOST_AT_ONCE = 100;
/** The newest tags of a repository that are read with it. */
export const NEWEST_TAGS = 30;
/** A repository has twenty topics at the most. */
const TOPICS = 20;

/** All that is asked of a repository, in a listing as well as in a look at its head. */
const REPOSITORY = `
fragment RepositoryFields on Repository {
  __typename
  id
  nameWithOwner
  description
  homepageUrl
  stargazerCount
  isArchived
  isFork
  isDisabled
  licenseInfo { spdxId }
  repositoryTopics(first: ${String(TOPICS)}) { nodes { topic { name } } }
  defaultBranchRef { name target { oid } }
  refs(refPrefix: "refs/tags/", first: ${String(NEWEST_TAGS)}, orderBy: { field: TAG_COMMIT_DATE, direction: DESC }) {
    totalCount
    nodes { name target { ...Peeled ... on Tag { target { ...Peeled ... on Tag { target { ...Peeled } } } } } }
  }
}
fragment Peeled on GitObject { __typename oid }`;

/** Only what somebody owns: by itself GitHub adds the repositories of others on which a user works. */
export const LIST_OF_OWNER = `
query ListOfOwner($login: String!, $first: Int!, $after: String) {
  repositoryOwner(login: $login) {
    __typename
    repositories(first: $first, after: $after, ownerAffiliations: [OWNER]) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { ...RepositoryFields }
    }
  }
}${REPOSITORY}`;

export const SEARCH_REPOSITORIES = `
query SearchRepositories($query: String!, $first: Int!, $after: String) {
  search(type: REPOSITORY, query: $query, first: $first, after: $after) {
    repositoryCount
    pageInfo { hasNextPage endCursor }
    nodes { ... on Repository { ...RepositoryFields } }
  }
}${REPOSITORY}`;

export const REPOSITORIES_BY_ID = `
query RepositoriesById($ids: [ID!]!) {
  nodes(ids: $ids) { __typename ...RepositoryFields }
}${REPOSITORY}`;

/** Names go into variables: a path is text that somebody else wrote. */
export function repositoriesByPath(count: number): string {
  const numbers = Array.from({ length: count }, (_, index) => String(index));
  const variables = numbers.map((n) => `$owner${n}: String!, $name${n}: String!`).join(", ");
  const fields = numbers
    .map((n) => `  r${n}: repository(owner: $owner${n}, name: $name${n}) { ...RepositoryFields }`)
    .join("\n");
  return `query RepositoriesByPath(${variables}) {\n${fields}\n}${REPOSITORY}`;
}

/**
 * Points of a question about so many repositories: one request for each list in it, a hundred to the point
 * (https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api).
 */
export function pointsOf(repositories: number): number {
  return Math.max(1, Math.round((1 + 2 * repositories) / 100));
}
