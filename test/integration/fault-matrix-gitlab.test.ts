import { createGitLabForge } from "../../crawler/forges/gitlab/index.ts";
import { createRequestBudget } from "../../crawler/forges/request-budget.ts";
import { EVERY_FAULT, faultsOfApi, testFaultMatrix } from "../support/fault-matrix.ts";
import type { FaultyForge } from "../support/fault-world.ts";
import { createFakeGitLab } from "../support/forges/gitlab/fake-gitlab.ts";

const TOKEN = "matrix-token";

async function createFaultyGitLab(
  now: () => Date,
  folders: ReadonlyMap<string, string>,
): Promise<FaultyForge> {
  const fake = await createFakeGitLab({ now, token: TOKEN });
  for (const [name, folder] of folders) fake.model.add({ path: `science/${name}`, folder });
  const moving = fake.model.byPath("science/moving");
  if (moving === undefined) throw new Error("There is nothing that moves.");
  const { host, url } = fake;
  return {
    ...fake,
    source: {
      kind: "gitlab",
      location: `${url}/science`,
      options: { scope: { url, of: "group", name: "science" } },
    },
    connect({ git, report, timeoutMs, http, now: time }) {
      const forge = createGitLabForge({
        host: { kind: "gitlab", url, host, share: 1, report, token: async () => TOKEN },
        http,
        git,
        timeoutMs,
        now: time,
        budget: createRequestBudget({ host, share: 1, now: time }),
      });
      return { instances: new Map([[url, forge]]) };
    },
    pushed: () => fake.model.noteActivity(moving),
    rename: (to) => fake.model.move(moving, `science/${to}`),
    reported: () => fake.statuses.map(({ commit }) => commit),
  };
}

testFaultMatrix("GitLab", createFaultyGitLab, [
  {
    name: "the list alone",
    change: "commit",
    run: "crawl",
    on: "graphql",
    times: 1,
    faults: faultsOfApi("gitlab", true),
  },
  {
    name: "the list and all heads",
    change: "commit",
    run: "crawl",
    on: "graphql",
    faults: faultsOfApi("gitlab", true),
  },
  {
    name: "the head of one repository",
    change: "commit",
    run: "look",
    on: "graphql",
    faults: faultsOfApi("gitlab"),
  },
  { name: "the tags", change: "release", run: "look", on: "tags", faults: faultsOfApi("gitlab", true) },
  {
    name: "the report",
    change: "commit",
    run: "crawl",
    on: "status",
    faults: faultsOfApi("gitlab"),
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
