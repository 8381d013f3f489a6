import { basename } from "node:path";
import { EVERY_FAULT, testFaultMatrix } from "../support/fault-matrix.ts";
import type { FaultyForge } from "../support/fault-world.ts";
import { createFakeServer } from "../support/forges/fake-server.ts";
import { serveGitFolder } from "../support/forges/git-backend.ts";

/** A server that speaks nothing but git. */
async function createFaultyGit(_now: () => Date, folders: ReadonlyMap<string, string>): Promise<FaultyForge> {
  const fake = await createFakeServer({
    kindOf: () => "git",
    answer: () => ({ status: 404 }),
    git: gitOf(folders),
  });
  return {
    ...fake,
    host: new URL(fake.origin).host,
    source: { kind: "git", location: fake.origin, options: {} },
    connect: ({ git }) => ({ git }),
    pushed: () => undefined,
    reported: () => [],
  };
}

function gitOf(
  folders: ReadonlyMap<string, string>,
): NonNullable<Parameters<typeof createFakeServer>[0]["git"]> {
  return (url, request, response) => {
    const [, name = "", rest = ""] = /^\/([^/]+)\.git(\/.*)$/.exec(url.pathname) ?? [];
    const folder = folders.get(basename(name));
    if (folder === undefined) return { status: 404 };
    serveGitFolder({ folder, rest, search: url.search }, request, response);
    return undefined;
  };
}

/** A question about refs is two requests, a fetch as well; of one repository, so that they come in order. */
testFaultMatrix("git", createFaultyGit, [
  { name: "all heads", change: "commit", run: "crawl", on: "git", faults: EVERY_FAULT, gitOverHttp: true },
  ...[
    { name: "the list of refs", change: "release" as const, after: 1 },
    { name: "the tree", change: "commit" as const, after: 2 },
    { name: "the files", change: "commit" as const, after: 4 },
    { name: "a release", change: "release" as const, after: 2 },
  ].map((stage) => ({ ...stage, run: "look" as const, on: "git", faults: EVERY_FAULT, gitOverHttp: true })),
]);
