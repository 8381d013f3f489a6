import { parse, validate } from "graphql";
import { describe, expect, it } from "vitest";
import {
  LIST_OF_OWNER,
  pointsOf,
  REPOSITORIES_BY_ID,
  repositoriesByPath,
  SEARCH_REPOSITORIES,
} from "../../../../crawler/forges/github/queries.ts";
import { gitHubSchema } from "../../../support/forges/github/graphql-answers.ts";
import { costOf } from "../../../support/forges/github/query-cost.ts";

const ids = Array.from({ length: 100 }, (_, index) => String(index));

describe("a query for GitHub", () => {
  it.each([
    ["an owner's repositories", LIST_OF_OWNER, { first: 100 }],
    ["a search", SEARCH_REPOSITORIES, { first: 100 }],
    ["a hundred by id", REPOSITORIES_BY_ID, { ids }],
    ["a hundred by path", repositoriesByPath(100), {}],
  ])("of %s is valid on GitHub's own schema, and within its limits", (_name, query, variables) => {
    const document = parse(query);
    expect(validate(gitHubSchema(), document)).toEqual([]);
    const cost = costOf(document, variables);
    expect(cost.refused).toEqual([]);
    // 100 repositories, with 30 tags and 20 topics each; 500,000 are allowed.
    expect(cost.nodes).toBeLessThanOrEqual(100 + 100 * 30 + 100 * 20);
    expect(cost.points).toBe(pointsOf(100));
  });

  it("is counted as GitHub's page on limits counts its examples", () => {
    const query = `query { viewer { repositories(first: 50) { edges { repository: node { name
      pullRequests(first: 20) { edges { pullRequest: node { title comments(first: 10) { edges { comment: node { bodyHTML } } } } } }
      issues(first: 20) { totalCount edges { issue: node { title bodyHTML comments(first: 10) { edges { comment: node { bodyHTML } } } } } }
    } } } followers(first: 10) { edges { follower: node { login } } } } }`;
    expect(costOf(parse(query), {}).nodes).toBe(22_060);
  });
});
