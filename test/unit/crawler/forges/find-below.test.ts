import { describe, expect, it } from "vitest";
import { createForges } from "../../../../crawler/forges/create-forges.ts";
import { findBelow } from "../../../../crawler/forges/find-below.ts";
import type { Forge } from "../../../../crawler/forges/forge.ts";
import { authorize } from "../../../../crawler/forges/git/credentials.ts";
import { parseGitAddress } from "../../../../crawler/git-address.ts";
import { groupForHeads } from "../../../../crawler/stages/resolve.ts";
import type { CrawlContext } from "../../../../crawler/stages/context.ts";
import { findCredential } from "../../../../src/compose-crawler.ts";
import { repository } from "../../../support/entry-builders.ts";

const TOKENS = new Map([
  ["https://example.org", async () => "root-token"],
  ["https://example.org/gitlab", async () => "gitlab-token"],
  ["https://forge.test/gitlab", async (path: string) => `token-for-${path}`],
]);

/** Which token goes to an address, and below what it may go. */
async function sentTo(url: string): Promise<readonly [string, string] | undefined> {
  const found = await authorize(parseGitAddress(url), ["93.184.216.34"], (to) => findCredential(TOKENS, to));
  if (found === undefined) return undefined;
  const [, token = ""] = Buffer.from(found.header.slice("Basic ".length), "base64").toString().split(":");
  return [token, found.config.key];
}

describe("the token of a forge", () => {
  it.each([
    "https://forge.test/~mallory/tool.git",
    "https://forge.test/gitlab-of-mallory/tool.git",
    "https://forge.test/GitLab/group/tool.git",
    "https://forge.test/gitlab/../~mallory/tool.git",
    "https://forge.test/gitlab/%2e%2e/~mallory/tool.git",
    "https://forge.test/gitlab/..%2f~mallory/tool.git",
    "https://forge.test/gitlab/%2e%2e%2F~mallory/tool.git",
    "https://forge.test/gitlab/..%5c~mallory/tool.git",
    "https://forge.test//gitlab/group/tool.git",
    "https://forge.test:8443/gitlab/group/tool.git",
    "https://other.forge.test/gitlab/group/tool.git",
  ])("does not go to %s", async (url) => expect(await sentTo(url)).toBeUndefined());

  it("goes below the forge's address, and git is told no more than that", async () => {
    expect(await sentTo("https://forge.test/gitlab/group/tool.git")).toEqual([
      "token-for-group/tool.git",
      "http.https://forge.test/gitlab/.extraHeader",
    ]);
  });

  it("is that of the longest address where two forges are at one host", async () => {
    expect((await sentTo("https://example.org/gitlab/group/tool"))?.[0]).toBe("gitlab-token");
    expect((await sentTo("https://example.org/group/tool"))?.[0]).toBe("root-token");
  });

  it("is never for http: where the forge is at https:", () => {
    expect(findBelow(TOKENS, "http://example.org/group/tool")).toBeUndefined();
    expect(findBelow(TOKENS, "no address")).toBeUndefined();
  });
});

describe("two forges at one host", () => {
  const gitLab = { name: "gitlab", headsAtOnce: 100 } as Forge;
  const below = { name: "gitlab", headsAtOnce: 100 } as Forge;
  const gitHub = { name: "github", headsAtOnce: 100 } as Forge;
  const git = { name: "git", headsAtOnce: 1 } as Forge;
  const forges = createForges({
    directory: git,
    git,
    instances: new Map([
      ["https://example.org", gitLab],
      ["https://example.org/two", below],
      ["https://example.org/hub", gitHub],
    ]),
  });
  const at = (url: string, forge: "gitlab" | "github" = "gitlab") =>
    repository({ forge, host: "example.org", url });

  it("each has its own repositories", () => {
    expect(forges.ofRepository(at("https://example.org/group/tool.git"))).toBe(gitLab);
    expect(forges.ofRepository(at("https://example.org/two/group/tool.git"))).toBe(below);
    expect(forges.ofRepository(at("https://example.org/hub/group/tool.git", "github"))).toBe(gitHub);
    expect(forges.ofHost("example.org")).toEqual([gitLab, below, gitHub]);
  });

  it("finds a repository that was listed at another address of the only forge of its kind, and no other", () => {
    expect(forges.ofRepository(at("http://example.org/hub/group/tool.git", "github"))).toBe(gitHub);
    expect(() => forges.ofRepository(at("http://example.org/group/tool.git"))).toThrow(
      "No forge is configured",
    );
  });

  it("puts questions for heads together for each of them alone", () => {
    const [one, two, three] = [
      at("https://example.org/a/1.git"),
      at("https://example.org/two/a/1.git"),
      at("https://example.org/a/2.git"),
    ];
    const context = { forges } as unknown as CrawlContext;
    expect(groupForHeads(context, [one, two, three])).toEqual([[one, three], [two]]);
  });
});
