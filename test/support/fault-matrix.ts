import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Repository } from "../../src/catalogue/sources.ts";
import { readCatalogueRows, type CatalogueRows } from "./catalogue-rows.ts";
import type { CrawlFixture } from "./crawl-fixture.ts";
import { allRepositories, createFaultWorld, type FaultWorld, type FaultyForge } from "./fault-world.ts";
import type { Fault } from "./forges/faults.ts";

/** Where in a look the fault comes. */
export interface FaultStage {
  readonly name: string;
  /** What is new: a commit of the default branch, or a release. */
  readonly change: "commit" | "release";
  /** A whole crawl, or a look at the one repository, as after a webhook. */
  readonly run: "crawl" | "look";
  /** The requests that fail, as the fake names them; `after` so many that are answered rightly, all but `times` when given. */
  readonly on: string;
  readonly after?: number;
  readonly times?: number;
  readonly faults: readonly NamedFault[];
  /** Git's requests go over HTTP, so that they can fail. */
  readonly gitOverHttp?: boolean;
  /** The look has succeeded whatever becomes of its report. */
  readonly isReport?: boolean;
}

export type NamedFault = readonly [name: string, fault: Fault];

const NOTHING_ELSE = { headers: { "content-type": "application/json" }, body: { message: "Told to fail." } };
const status = (code: number, headers: Readonly<Record<string, string>> = {}): Fault => ({
  kind: "status",
  status: code,
  ...NOTHING_ELSE,
  headers: { ...NOTHING_ELSE.headers, ...headers },
});

/** What can go wrong with every request. */
export const EVERY_FAULT: readonly NamedFault[] = [
  ["401", status(401)],
  ["403", status(403)],
  ["404", status(404)],
  ["429 with Retry-After", status(429, { "retry-after": "60" })],
  ["503", status(503)],
  ["a repository that moved", status(301, { location: "/else/where" })],
  ["a slow drip", { kind: "drip", bytes: 1, everyMs: 60 }],
  ["a connection that breaks", { kind: "reset" }],
  ["half an answer", { kind: "cut" }],
];

const HALF_LIST: NamedFault = ["half a list", { kind: "half list" }];
const SECONDARY: readonly NamedFault[] = [
  ["a secondary limit with a time", secondary({ "retry-after": "90" })],
  ["a secondary limit without a time", secondary({})],
];

function secondary(headers: Readonly<Record<string, string>>): Fault {
  return { ...status(403, headers), body: { message: "You have exceeded a secondary rate limit." } } as Fault;
}

export function faultsOfApi(name: "github" | "gitlab", isList = false): readonly NamedFault[] {
  return [...EVERY_FAULT, ...(name === "github" ? SECONDARY : []), ...(isList ? [HALF_LIST] : [])];
}

/**
 * Lets each fault happen at each stage of a crawl. Nothing may be lost or doubled meanwhile, the fault must be told
 * with a time, and the next clean crawl must end where one that was never disturbed has ended.
 */
export function testFaultMatrix(
  name: string,
  create: (now: () => Date, folders: ReadonlyMap<string, string>) => Promise<FaultyForge>,
  stages: readonly FaultStage[],
): void {
  describe(`faults of ${name}`, () => {
    let world: FaultWorld;
    let commits = 0;

    beforeAll(async () => {
      world = await createFaultWorld(create);
      await crawl(world.undisturbed);
      await crawl(world.disturbed);
      expect(await rows(world.disturbed)).toEqual(await rows(world.undisturbed));
      expect((await world.disturbed.store.entries.count()).published).toBe(4);
    });
    afterAll(() => world.close());
    // So that one cell which fails does not make others fail.
    afterEach(() => {
      world.forge.faults.clear();
      world.forward(26 * 3_600_000);
    });

    /** What is new at the forge; answers the commit that it is about. */
    const change = (stage: FaultStage): string => {
      commits += 2;
      const commit =
        stage.change === "commit"
          ? world.moving.moveTo(commits)
          : world.moving.tag(`v0.${commits}`, commits + 1);
      world.forge.pushed("moving");
      return commit;
    };

    for (const stage of stages) {
      it.each(stage.faults)(`${stage.name}: %s`, async (_name, fault) => {
        const { forge, disturbed, undisturbed } = world;
        const before = await rows(disturbed);
        const commit = change(stage);
        await crawl(undisturbed);
        const after = await rows(undisturbed);
        world.setGitOverHttp(stage.gitOverHttp ?? false);
        forge.forget();
        forge.faults.plan(fault, stage);
        await run(world, stage, fault);
        expect(forge.counts.get(stage.on) ?? 0, "requests of the kind that fails").toBeGreaterThan(
          stage.after ?? 0,
        );
        forge.faults.clear();

        const during = await rows(disturbed);
        expect([before.shown, after.shown], "what readers see").toContainEqual(during.shown);
        if (stage.isReport === true) expect((await world.repository()).reportSent).not.toContain(commit);
        else if (!isSame(during, after)) await expectTold(world);
        // A list is asked for again in smaller pages when it seems too heavy.
        else expect(stage.times, "a fault that nobody was told of").toBe(1);

        world.forward(26 * 3_600_000);
        expect((await crawl(disturbed)).failed).toBe(0);
        expect(await rows(disturbed)).toEqual(after);
        if (stage.isReport !== true) return;
        // What was written before the answer broke off is written once more.
        const isCut = fault.kind === "cut" || fault.kind === "drip";
        expect(forge.reported().filter((it) => it === commit)).toHaveLength(isCut ? 2 : 1);
        expect((await world.repository()).reportSent).toContain(commit);
      });
    }

    it("keeps the entry of a repository that moves between its head and its tree", async () => {
      if (world.forge.rename === undefined) return;
      const { disturbed, undisturbed, forge } = world;
      world.setGitOverHttp(true);
      change({ name: "", change: "commit", run: "crawl", on: "", faults: [] });
      world.beforeNextRead(() => forge.rename?.("moved-away"));
      await crawl(disturbed);
      expect((await disturbed.store.entries.count()).published).toBe(4);
      await crawl(undisturbed);
      world.forward(26 * 3_600_000);
      await crawl(undisturbed);
      expect((await crawl(disturbed)).failed).toBe(0);
      expect(await rows(disturbed)).toEqual(await rows(undisturbed));
      expect((await world.repository()).path).toMatch(/moved-away$/);
    });
  });
}

async function run(world: FaultWorld, stage: FaultStage, fault: Fault): Promise<void> {
  const crawler = fault.kind === "drip" ? world.hasty : world.patient;
  const { signal } = new AbortController();
  if (stage.run === "crawl") await crawler.crawl({ signal });
  else await crawler.look({ repositoryId: (await world.repository()).id, reason: "push", signal });
}

async function crawl(fixture: CrawlFixture): Promise<{ readonly failed: number }> {
  const run = await fixture.crawl();
  expect(run.state).toBe("complete");
  return run.counts;
}

function rows({ store }: CrawlFixture): Promise<CatalogueRows> {
  return readCatalogueRows(store.db);
}

function isSame(one: CatalogueRows, other: CatalogueRows): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** A reader can see at the source or at the repository what happened, and when it is tried again. */
async function expectTold({ disturbed }: FaultWorld): Promise<void> {
  const sources = await disturbed.store.sources.list();
  const repositories = await allRepositories(disturbed);
  const told = [
    ...sources.flatMap(({ failure }) => (failure === undefined ? [] : [failure.at])),
    ...repositories.filter(isPutOff).map(({ nextLookAt, failure }) => nextLookAt ?? failure?.at),
  ];
  expect(told.length, "failures that are told").toBeGreaterThan(0);
  for (const time of told) expect(Number.isNaN(Date.parse(time ?? ""))).toBe(false);
}

/** Failed, put off by its forge, or said to be gone; a repository with errors of its own is none of these. */
function isPutOff({ state, nextLookAt, goneSince }: Repository): boolean {
  return state === "unreachable" || nextLookAt !== undefined || goneSince !== undefined;
}
