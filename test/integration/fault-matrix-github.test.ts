import { createGitHubForge } from "../../crawler/forges/github/index.ts";
import { createRequestBudget } from "../../crawler/forges/request-budget.ts";
import { EVERY_FAULT, faultsOfApi, testFaultMatrix } from "../support/fault-matrix.ts";
import type { FaultyForge } from "../support/fault-world.ts";
import { createFakeGitHub } from "../support/forges/github/fake-github.ts";

const TOKEN = "matrix-token";

async function createFaultyGitHub(
  now: () => Date,
  folders: ReadonlyMap<string, string>,
): Promise<FaultyForge> {
  const fake = await createFakeGitHub({ now });
  const { host } = new URL(fake.origin);
  fake.tokens.add(TOKEN);
  for (const [name, folder] of folders) fake.model.addRepository(`science/${name}`, { folder });
  let path = "science/moving";
  return {
    ...fake,
    host,
    source: {
      kind: "github",
      location: `${fake.origin}/science`,
      options: { scope: { url: fake.origin, of: "organisation", name: "science" } },
    },
    connect({ git, report, timeoutMs, http, now: time }) {
      const forge = createGitHubForge({
        host: { kind: "github", url: fake.origin, host, share: 1, report, token: async () => TOKEN },
        http,
        git,
        timeoutMs,
        now: time,
        budget: createRequestBudget({ host, share: 1, now: time }),
      });
      return { instances: new Map([[fake.origin, forge]]) };
    },
    pushed: () => undefined,
    rename(to) {
      fake.model.move(path, `science/${to}`);
      path = `science/${to}`;
    },
    reported: () => fake.statuses.map(({ sha }) => sha),
  };
}

testFaultMatrix("GitHub", createFaultyGitHub, [
  {
    name: "the list alone",
    change: "commit",
    run: "crawl",
    on: "graphql",
    times: 1,
    faults: faultsOfApi("github", true),
  },
  {
    name: "the list and all heads",
    change: "commit",
    run: "crawl",
    on: "graphql",
    faults: faultsOfApi("github", true),
  },
  {
    name: "the head of one repository",
    change: "commit",
    run: "look",
    on: "graphql",
    faults: faultsOfApi("github"),
  },
  {
    name: "the report",
    change: "commit",
    run: "crawl",
    on: "status",
    faults: faultsOfApi("github"),
    isReport: true,
  },
  {
    name: "the tree",
    change: "commit",
    run: "crawl",
    on: "git",
    faults: EVERY_FAULT,
    gitOverHttp: true,
  },
  {
    name: "the files",
    change: "commit",
    run: "look",
    on: "git",
    after: 2,
    faults: EVERY_FAULT,
    gitOverHttp: true,
  },
  {
    name: "a release",
    change: "release",
    run: "crawl",
    on: "git",
    faults: EVERY_FAULT,
    gitOverHttp: true,
  },
]);
