import { describe, expect, it } from "vitest";
import { addressesOf } from "../../../../crawler/forges/github/addresses.ts";

describe("the API of a GitHub", () => {
  it.each([
    ["https://github.com", "https://api.github.com", "https://api.github.com/graphql"],
    ["https://survey.ghe.com", "https://api.survey.ghe.com", "https://api.survey.ghe.com/graphql"],
    ["https://git.example.org", "https://git.example.org/api/v3", "https://git.example.org/api/graphql"],
    [
      "https://github.com.example.org",
      "https://github.com.example.org/api/v3",
      "https://github.com.example.org/api/graphql",
    ],
  ])("of %s is at %s", (url, rest, graphql) => {
    expect(addressesOf({ url })).toEqual({ rest, graphql });
  });
});
