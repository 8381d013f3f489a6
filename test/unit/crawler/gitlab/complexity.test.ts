import { describe, expect, it } from "vitest";
import { parse, validate } from "graphql";
import {
  costOf,
  projectsAtOnce,
  QUESTION_LIMITS,
  requestsFor,
} from "../../../../crawler/forges/gitlab/complexity.ts";
import {
  GROUP_QUERY,
  pathsQuery,
  PROJECTS_QUERY,
  TOPIC_QUERY,
} from "../../../../crawler/forges/gitlab/queries.ts";
import { FAKE_SCHEMA } from "../../../support/forges/gitlab/graphql.ts";
import { queryComplexity } from "../../../support/forges/gitlab/query-complexity.ts";

const QUERIES = [
  ["group", GROUP_QUERY],
  ["topic", TOPIC_QUERY],
  ["projects", PROJECTS_QUERY],
] as const;

describe("the arithmetic of GitLab's questions", () => {
  it.each(QUERIES)("reckons what GitLab reckons for a page of a %s", (question, query) => {
    for (const first of [1, 7, 50, 99, 100]) {
      const reckoned = queryComplexity(FAKE_SCHEMA, parse(query), { first });
      expect(costOf(question, first), `${question} of ${String(first)}`).toBe(reckoned);
    }
  });

  it.each(QUERIES)("asks an anonymous caller's 200 points for no more than it has: %s", (question, query) => {
    const size = projectsAtOnce(question, QUESTION_LIMITS.anonymous);
    expect(size).toBe(100);
    const cost = queryComplexity(FAKE_SCHEMA, parse(query), { first: size });
    expect(cost).toBeLessThanOrEqual(QUESTION_LIMITS.anonymous);
  });

  it("takes a smaller page where the limit is lower, and none where not even one fits", () => {
    const size = projectsAtOnce("group", 60);
    expect(costOf("group", size)).toBeLessThanOrEqual(60);
    expect(costOf("group", size + 1)).toBeGreaterThan(60);
    expect(projectsAtOnce("group", 10)).toBe(0);
  });

  it("asks for a hundred paths within the limit and the length of a question", () => {
    const query = pathsQuery(100);
    expect(queryComplexity(FAKE_SCHEMA, parse(query))).toBeLessThanOrEqual(QUESTION_LIMITS.anonymous);
    expect(query.length).toBeLessThan(QUESTION_LIMITS.characters);
  });

  it.each([...QUERIES, ["paths", pathsQuery(3)] as const])("is valid: %s", (_name, query) => {
    expect(validate(FAKE_SCHEMA, parse(query))).toEqual([]);
    expect(query.length).toBeLessThan(QUESTION_LIMITS.characters);
  });

  it("counts the requests of a crawl", () => {
    expect(requestsFor(250, { of: "group" })).toMatchObject({ list: 3, tags: 0, total: 3 });
    expect(requestsFor(1_000, { of: "group", active: 2 })).toMatchObject({ list: 10, tags: 2, total: 12 });
    expect(requestsFor(250, { of: "user" }).total).toBe(4 + 3);
    expect(requestsFor(250, { of: "repositories" }).total).toBe(3 + 3);
    expect(requestsFor(0, { of: "group" }).total).toBe(1);
    expect(requestsFor(1_000, { of: "group" }).told).toContain("1000 projects / 100 a question");
  });
});
