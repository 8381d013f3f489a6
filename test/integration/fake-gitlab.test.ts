import { Ajv2020 } from "ajv/dist/2020.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFakeGitLab, type FakeGitLab } from "../support/forges/gitlab/fake-gitlab.ts";
import { REST_ANSWERS } from "../support/forges/gitlab/rest-answers.ts";

/** That the fake refuses what GitLab refuses; whatever else it answers is shown by the tests of the adapter. */
describe("the fake GitLab", () => {
  let fake: FakeGitLab;

  beforeEach(async () => {
    fake = await createFakeGitLab({ token: "t" });
    fake.model.users.add("ada");
    for (let index = 0; index < 150; index += 1) {
      const tags = [{ name: "v1", commit: "a".repeat(40) }];
      fake.model.add({ path: `ada/tool-${String(index)}`, refs: { tags } });
    }
  });
  afterEach(() => fake.close());

  const ask = async (query: string, token?: string): Promise<unknown> => {
    const response = await fetch(`${fake.url}/api/graphql`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query }),
    });
    return response.json();
  };

  /** Each costs 2 points. */
  const projects = (count: number): string =>
    `{ ${Array.from({ length: count }, (_, at) => `p${String(at)}: project(fullPath: "ada/tool-1") { id }`).join(" ")} }`;

  it("refuses more than 200 points of an anonymous caller, and more than 250 of one with a token", async () => {
    expect(await ask(projects(100))).toHaveProperty("data.p99.id");
    expect(await ask(projects(101))).toEqual({
      errors: [{ message: "Query has complexity of 202, which exceeds max complexity of 200" }],
    });
    expect(await ask(projects(125), "t")).toHaveProperty("data.p124.id");
    expect(await ask(projects(126), "t")).toHaveProperty("errors");
  });

  it("refuses a question of more than 10,000 characters, and a token that it does not know", async () => {
    expect(await ask(`{ project(fullPath: "ada/tool-1") { id ${" ".repeat(10_000)} } }`)).toEqual({
      errors: [{ message: "Query too large" }],
    });
    expect(await ask(projects(1), "another")).toEqual({ errors: [{ message: "Invalid token" }] });
  });

  it("gives no more than a hundred on a page, and says what it does not know", async () => {
    const page = await ask("{ projects(first: 1000) { nodes { id } pageInfo { hasNextPage } } }");
    expect(page).toMatchObject({ data: { projects: { pageInfo: { hasNextPage: true } } } });
    expect(JSON.stringify(page).match(/gid:/g)).toHaveLength(100);
    expect(await ask("{ projects { nodes { nonsense } } }")).toEqual({
      errors: [{ message: "Field 'nonsense' doesn't exist on type 'Project'" }],
    });
  });

  it.each(REST_ANSWERS)(
    "answers $method $path as it is described",
    async ({ path, method, status, schema }) => {
      const head = fake.model.byId(1)?.refs.head ?? "";
      const at = path.replace("{user_id}", "ada").replace("{id}", "1").replace("{sha}", head);
      const response = await fetch(`${fake.url}/api/v4${at}`, {
        method: method.toUpperCase(),
        headers: { authorization: "Bearer t", "content-type": "application/json" },
        ...(method === "post" ? { body: JSON.stringify({ state: "success", name: "execat" }) } : {}),
      });
      expect(String(response.status)).toBe(status);
      const validate = new Ajv2020().compile(schema);
      expect(validate(await response.json()), JSON.stringify(validate.errors)).toBe(true);
    },
  );
});
