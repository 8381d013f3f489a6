import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { requestsFor } from "../../crawler/forges/gitlab/complexity.ts";
import { createCrawlFixture, manifest, type CrawlFixture } from "../support/crawl-fixture.ts";
import { createFakeGitLab, type FakeGitLab } from "../support/forges/gitlab/fake-gitlab.ts";
import { connectGitLab, type ConnectedForge } from "../support/forges/gitlab/gitlab-forge.ts";
import type { FakeProject } from "../support/forges/gitlab/model.ts";
import { createGitFixture, createTempFolder, type GitFixture } from "../support/git-fixture.ts";

const FILE = "ivoa-execution.yaml";
const HOUR_MS = 3_600_000;

describe("a crawl of a group of GitLab", () => {
  let clock: number;
  let temp: ReturnType<typeof createTempFolder>;
  let fake: FakeGitLab;
  let connected: ConnectedForge;
  let crawl: CrawlFixture;
  let projects: { readonly git: GitFixture; readonly project: FakeProject }[];

  beforeEach(async () => {
    // As the crawl's own clock.
    clock = Date.UTC(2026, 5, 1);
    temp = createTempFolder();
    fake = await createFakeGitLab({ now: () => new Date(clock) });
    connected = connectGitLab(fake, { now: () => new Date(clock), mirrorsDir: join(temp.path, "mirrors") });
    crawl = await createCrawlFixture({ forges: { instances: new Map([[fake.url, connected.forge]]) } });
    projects = ["one", "sub/two", "sub/deep/three"].map((name) => {
      const git = createGitFixture(join(temp.path, name));
      git.write(FILE, manifest({ name: name.replaceAll("/", "-") }));
      git.commit();
      const lastActivityAt = new Date(clock - 30 * 24 * HOUR_MS);
      const project = fake.model.add({ path: `science/${name}`, folder: git.folder, lastActivityAt });
      return { git, project };
    });
    const scope = { url: fake.url, of: "group", name: "science" } as const;
    await crawl.addSource("science", "gitlab", `${fake.url}/science`, { scope });
  });
  afterEach(async () => {
    await crawl.close();
    await connected.close();
    await fake.close();
    temp.remove();
  });

  const forward = (milliseconds: number): void => {
    clock += milliseconds;
    crawl.forward(milliseconds);
  };
  const counted = (): Record<string, number> => {
    const counts = Object.fromEntries(fake.counts);
    fake.forget();
    return counts;
  };

  it("publishes what it finds, and asks one question when nothing changed", async () => {
    const first = await crawl.crawl();
    expect(first.counts).toMatchObject({ repositories: 3, published: 3, failed: 0 });
    expect(counted()).toMatchObject({ graphql: 1, tags: 3 });
    forward(24 * HOUR_MS);
    const second = await crawl.crawl();
    expect(second.counts).toMatchObject({ repositories: 3, unchanged: 3, failed: 0 });
    expect(counted()).toEqual({ graphql: requestsFor(3, { of: "group" }).total });
  });

  it("sees a tag without a commit, within the hour and after it, and is quiet again then", async () => {
    await crawl.crawl();
    const [{ git, project } = projects[0]!] = projects;
    const seen = async (): Promise<string | undefined> => {
      const source = await crawl.store.sources.find("science");
      const all = await crawl.store.sources.listRepositories(source?.id ?? "");
      return all.find(({ forgeId }) => forgeId === String(project.id))?.tagsSeen;
    };
    const before = await seen();
    forward(2 * HOUR_MS);
    git.git("tag", "v1");
    await fake.push(project, { ref: "refs/tags/v1", after: git.git("rev-parse", "HEAD") });
    expect((await crawl.crawl()).counts).toMatchObject({ unchanged: 2, failed: 0 });
    const withOne = await seen();
    expect(withOne).not.toBe(before);
    forward(HOUR_MS / 2);
    git.git("tag", "v2");
    await fake.push(project, { ref: "refs/tags/v2", after: git.git("rev-parse", "HEAD") });
    expect((await crawl.crawl()).counts).toMatchObject({ unchanged: 2, failed: 0 });
    expect(await seen()).not.toBe(withOne);
    forward(HOUR_MS);
    counted();
    expect((await crawl.crawl()).counts).toMatchObject({ unchanged: 3 });
    expect(counted()).toEqual({ graphql: 1, tags: 1 });
    forward(HOUR_MS);
    expect((await crawl.crawl()).counts).toMatchObject({ unchanged: 3 });
    expect(counted()).toEqual({ graphql: 1 });
  });

  it("keeps an entry when its project moves, and all of them when the list is a part", async () => {
    await crawl.crawl();
    forward(2 * HOUR_MS);
    fake.faults.plan({ kind: "half list" }, { on: "graphql", times: 1 });
    await crawl.crawl();
    const paths = async (): Promise<string[]> => {
      const found = await Promise.all(
        ["science/one", "science/sub/two", "science/sub/deep/three", "science/else/renamed"].map(
          async (path) =>
            (await crawl.store.entries.find(`${fake.host}/${path}`))?.program.state === "published"
              ? path
              : undefined,
        ),
      );
      return found.filter((path) => path !== undefined);
    };
    expect(await paths()).toEqual(["science/one", "science/sub/two", "science/sub/deep/three"]);
    const moved = projects[1]?.project;
    if (moved !== undefined) await fake.move(moved, "science/else/renamed");
    forward(2 * HOUR_MS);
    await crawl.crawl();
    expect(await paths()).toContain("science/else/renamed");
  });
});
