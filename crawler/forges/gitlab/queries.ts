/**
 * What one project is asked for: all that the catalogue keeps of it, and its head.
 *
 * `tree` without a `ref` is the default branch's, and the last commit of its top is the branch's head, merges
 * included.
 */
const PROJECT = `fragment project on Project {
  id fullPath description topics archived starCount isForked lastActivityAt
  repository { empty rootRef tree { lastCommit { sha } } }
}`;

const PAGE = "count nodes { ...project } pageInfo { hasNextPage endCursor }";

/** A group's projects and those of its sub-groups at any depth, a page at a time. */
export const GROUP_QUERY = `query ($name: ID!, $first: Int!, $after: String) {
  group(fullPath: $name) {
    projects(includeSubgroups: true, first: $first, after: $after) { ${PAGE} }
  }
}
${PROJECT}`;

export const TOPIC_QUERY = `query ($name: String!, $first: Int!, $after: String) {
  projects(topics: [$name], first: $first, after: $after) { ${PAGE} }
}
${PROJECT}`;

export const PROJECTS_QUERY = `query ($ids: [ID!]!, $first: Int!) {
  projects(ids: $ids, first: $first) { nodes { ...project } pageInfo { hasNextPage } }
}
${PROJECT}`;

/** The ids of projects by their paths: as variables, so that a path is never a part of the query's text. */
export function pathsQuery(count: number): string {
  const indexes = Array.from({ length: count }, (_, index) => String(index));
  const variables = indexes.map((index) => `$p${index}: ID!`).join(" ");
  const fields = indexes.map((index) => `p${index}: project(fullPath: $p${index}) { id }`).join(" ");
  return `query (${variables}) { ${fields} }`;
}
