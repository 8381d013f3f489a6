import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../src/catalogue/store.ts";
import { actorRecord, answerRecord, askRecord } from "../support/ask-builders.ts";
import { problem, programChange, repository, source } from "../support/entry-builders.ts";
import { auditRecord, testAccessStore } from "./store-access.ts";
import { testAskStore } from "./store-asks.ts";
import { testLayerStore } from "./store-layers.ts";
import { testLookStore } from "./store-looks.ts";
import { testReleaseStore } from "./store-releases.ts";
import { testTermStore } from "./store-terms.ts";

const AT = "2026-11-24T10:00:00.000Z";
const LATER = "2026-11-24T11:00:00.000Z";

/** The contract of `Store`. Every adapter's test file calls this and adds only what is its own. */
export function testStore(name: string, create: () => Promise<Store>): void {
  describe(`store contract: ${name}`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await create();
      await store.migrate();
    });
    afterEach(() => store.close());

    const publish = async (...changes: ReturnType<typeof programChange>[]): Promise<void> => {
      await store.sources.save(source());
      await store.entries.apply({
        repository: repository(),
        problems: [],
        programs: changes,
        seen: [],
        at: AT,
      });
    };

    it("migrates once and then has nothing to do", async () => {
      expect(await store.migrate()).toEqual([]);
    });

    it("gives back a source and a repository as they were saved, and their changes", async () => {
      await store.sources.save(source());
      await store.sources.saveRepository(repository());
      expect(await store.sources.list()).toEqual([source()]);
      expect(await store.sources.find("examples")).toEqual(source());
      expect(await store.sources.find("constructor")).toBeUndefined();
      expect(await store.sources.get(source().id)).toEqual(source());
      expect(await store.sources.get("nobody")).toBeUndefined();
      const failure = { code: "UPSTREAM_FAILED", message: "no answer", hint: "try later", at: AT };
      await store.sources.saveRepository(
        repository({ state: "unreachable", failure, attempts: 3, nextLookAt: LATER }),
      );
      expect(await store.sources.findRepository(repository().id)).toMatchObject({
        failure,
        attempts: 3,
        nextLookAt: LATER,
      });
      expect(await store.sources.listRepositories(source().id)).toHaveLength(1);
    });

    it("marks repositories as looked at and their documents as seen", async () => {
      await publish(programChange());
      await store.sources.markUnchanged([repository().id], LATER);
      expect((await store.sources.findRepository(repository().id))?.lastLookedAt).toBe(LATER);
      const seen = async () => (await store.entries.find("local.examples/tool"))?.document.lastSeenAt;
      expect(await seen()).toBe(LATER);
      const gone = { state: "gone", lastLookedAt: "2026-11-25T10:00:00.000Z" } as const;
      await store.sources.saveRepository(repository(gone));
      expect(await seen()).toBe(LATER);
      await store.sources.saveRepository(repository({ ...gone, lastLookedAt: "2026-11-26T10:00:00.000Z" }));
      expect(await seen()).toBe(LATER);
    });

    it("keeps what somebody else has just added under the same key or address", async () => {
      await store.sources.save(source());
      await store.sources.save(source({ id: "01SOURCE2", label: "Mine" }));
      expect(await store.sources.list()).toEqual([source()]);
      await store.sources.saveRepository(repository());
      await store.sources.saveRepository(repository({ id: "01REPO2", headSeen: "mine" }));
      expect(await store.sources.listRepositories(source().id)).toEqual([repository()]);
    });

    it("notes a listing and what it says of repositories, and leaves alone what others write meanwhile", async () => {
      await store.sources.save(source());
      const known = repository({ headSeen: "a", checkedWith: "one", lastLookedAt: AT });
      await store.sources.saveRepository(known);
      await store.sources.save({ ...source(), state: "refused" });
      await store.sources.saveRepository({ ...known, headSeen: "b", reportSent: "{}", lastLookedAt: LATER });
      const claim = { ids: [known.id], now: LATER, leaseUntil: "2026-11-24T11:15:00.000Z", since: LATER };
      await store.sources.claimRepositories({ ...claim, since: "2026-11-24T12:00:00.000Z" });

      const failure = { code: "UPSTREAM_FAILED", message: "no answer", hint: undefined, at: AT };
      await store.sources.noteListing(source().id, { failure, lastListedAt: LATER });
      expect(await store.sources.list()).toEqual([
        { ...source(), state: "refused", failure: { ...failure }, lastListedAt: LATER },
      ]);
      await store.sources.describeRepositories([
        { ...known, path: "renamed" },
        repository({ id: "R2", forgeId: "2", path: "other" }),
      ]);
      expect(await store.sources.findRepository("R2")).toMatchObject({ path: "other", state: known.state });
      expect(await store.sources.findRepository(known.id)).toEqual({
        ...known,
        path: "renamed",
        headSeen: "b",
        reportSent: "{}",
        lastLookedAt: LATER,
      });
      expect(
        (await store.sources.claimRepositories({ ...claim, since: "2026-11-24T12:00:00.000Z" })).size,
      ).toBe(0);
      await store.sources.describeRepositories([{ ...known, headSeen: undefined, checkedWith: undefined }]);
      const read = await store.sources.findRepository(known.id);
      expect([read?.headSeen, read?.checkedWith, read?.lastLookedAt]).toEqual([undefined, undefined, LATER]);
    });

    it("gives a repository to one crawler a run, and again when that one's lease is over", async () => {
      await store.sources.save(source());
      await store.sources.saveRepository(repository({ lastLookedAt: undefined }));
      const claim = { ids: [repository().id, "01NONE"], now: AT, leaseUntil: LATER, since: AT };
      expect(await store.sources.claimRepositories(claim)).toEqual(new Set([repository().id]));
      expect(await store.sources.claimRepositories(claim)).toEqual(new Set());
      expect(await store.sources.claimRepositories({ ...claim, now: LATER })).toEqual(
        new Set([repository().id]),
      );
      await store.sources.markUnchanged([repository().id], LATER);
      expect(await store.sources.claimRepositories(claim)).toEqual(new Set());
      expect(await store.sources.claimRepositories({ ...claim, since: "2026-11-24T12:00:00.000Z" })).toEqual(
        new Set([repository().id]),
      );
    });

    it("lists crawl runs, the newest first", async () => {
      const counts = {
        repositories: 1,
        looked: 1,
        unchanged: 0,
        published: 1,
        updated: 0,
        withdrawn: 0,
        broken: 0,
        failed: 0,
      };
      await store.sources.saveRun({ id: "01A", startedAt: AT, endedAt: undefined, state: "running", counts });
      await store.sources.saveRun({
        id: "01B",
        startedAt: LATER,
        endedAt: undefined,
        state: "running",
        counts,
      });
      await store.sources.saveRun({ id: "01A", startedAt: AT, endedAt: LATER, state: "complete", counts });
      const runs = await store.sources.listRuns(5);
      expect(runs.map((run) => [run.id, run.state])).toEqual([
        ["01B", "running"],
        ["01A", "complete"],
      ]);
      expect(runs[1]?.counts).toEqual(counts);
    });

    it("gives back an entry whole, with the author's bytes", async () => {
      const change = programChange();
      await publish(change);
      const entry = await store.entries.find("local.examples/tool");
      expect(entry?.program).toEqual(change.program);
      expect(entry?.document).toEqual({ ...change.documents[0], bytes: entry?.document.bytes });
      expect(Buffer.from(entry?.document.bytes ?? []).equals(Buffer.from(change.documents[0]!.bytes))).toBe(
        true,
      );
      expect(entry?.terms).toEqual(change.terms);
      expect(entry?.repository.id).toBe(repository().id);
      expect(entry?.source.key).toBe("examples");
      expect(await store.entries.get(change.program.id)).toEqual(entry);
      expect(await store.entries.count()).toEqual({ published: 1, withdrawn: 0 });
      expect(await store.entries.count(source().id)).toEqual({ published: 1, withdrawn: 0 });
      expect(await store.entries.count("01OTHER")).toEqual({ published: 0, withdrawn: 0 });
    });

    it("keeps what files say beside the author's model", async () => {
      const change = programChange({ titleFrom: "codemeta", summaryFrom: "forge" });
      const from = { kind: "codemeta", file: "codemeta.json" } as const;
      const facts = { title: { value: "Größe", from }, keywords: { value: ["a"], from } };
      await publish({ ...change, documents: change.documents.map((document) => ({ ...document, facts })) });
      const entry = await store.entries.find("local.examples/tool");
      expect(entry?.program).toMatchObject({ titleFrom: "codemeta", summaryFrom: "forge" });
      expect(entry?.document.facts).toEqual(facts);
    });

    it("takes what strangers may write: a NUL, and a claim that is longer than an index takes", async () => {
      const derivedFrom = `https://forge.test/${Array.from({ length: 1_900 }, (_, at) =>
        String.fromCodePoint(0x4e00 + ((at * 7919) % 20_000)),
      ).join("")}`;
      const change = programChange({ title: "A\0B" });
      await publish({
        ...change,
        documents: change.documents.map((document) => ({ ...document, derivedFrom })),
      });
      const entry = await store.entries.find("local.examples/tool");
      expect(entry?.program.title).toMatch(/^A[\0\u{fffd}]B$/u);
      expect(entry?.document.derivedFrom).toBe(derivedFrom);
    });

    it("writes an index job with a change, and one job however often a program changes", async () => {
      await publish(programChange());
      await publish(programChange());
      const jobs = await store.jobs.claim(["index"], LATER, LATER, 10);
      expect(jobs.map((job) => [job.kind, job.subject])).toEqual([["index", programChange().program.id]]);
    });

    it("writes nothing of a change that cannot be written whole", async () => {
      await publish(programChange());
      const other = repository({ id: "01REPO2", forgeId: "other", path: "other" });
      const clash = programChange({ id: "01PROGRAM2", path: "local.examples/tool", repositoryId: other.id });
      const changes = { repository: other, problems: [], programs: [clash], seen: [], at: AT };
      await expect(store.entries.apply(changes)).rejects.toMatchObject({ code: "CONFLICT" });
      expect(await store.sources.findRepository(other.id)).toBeUndefined();
      expect(await store.entries.count()).toEqual({ published: 1, withdrawn: 0 });
    });

    it("replaces findings, keeps their order, and shows an entry only its own", async () => {
      await publish(programChange());
      const found = [
        problem({ line: 9, document: 0 }),
        problem({ line: 3, excerpt: { line: 3, before: "  kind: ", marked: "odd", after: "" } }),
        problem({ line: 5, document: 1 }),
        problem({ file: "other.yaml" }),
      ];
      await store.entries.apply({
        repository: repository(),
        problems: found,
        programs: [],
        seen: [],
        at: AT,
      });
      expect(await store.entries.problemsOf(repository().id)).toEqual(found);
      // A card says how many there are.
      const jobs = await store.jobs.claim(["index"], LATER, LATER, 10);
      expect(jobs.map((job) => job.subject)).toEqual([programChange().program.id]);
      await store.jobs.finish(jobs.map(({ id }) => id));
      const same = { repository: repository(), problems: found, programs: [], seen: [], at: AT };
      await store.entries.apply(same);
      expect(await store.jobs.count("index")).toBe(0);
      expect((await store.entries.find("local.examples/tool"))?.problems.map((own) => own.line)).toEqual([
        9, 3,
      ]);
      await store.entries.apply({ repository: repository(), problems: [], programs: [], seen: [], at: AT });
      expect(await store.entries.problemsOf(repository().id)).toEqual([]);
    });

    it("leads from an old path to the new one, until the old one is in use again", async () => {
      await publish(programChange());
      await publish({ ...programChange({ path: "local.examples/new" }), oldPath: "local.examples/tool" });
      expect(await store.entries.find("local.examples/tool")).toBeUndefined();
      expect(await store.entries.findMoved("local.examples/tool")).toBe("local.examples/new");
      await publish(programChange({ id: "01PROGRAM2", path: "local.examples/tool" }));
      expect(await store.entries.findMoved("local.examples/tool")).toBeUndefined();
    });

    it("lets two programs of a repository swap their paths", async () => {
      await publish(
        programChange({ path: "local.examples/a" }),
        programChange({ id: "01PROGRAM2", path: "local.examples/b" }),
      );
      await publish(
        programChange({ path: "local.examples/b" }),
        programChange({ id: "01PROGRAM2", path: "local.examples/a" }),
      );
      expect((await store.entries.find("local.examples/a"))?.program.id).toBe("01PROGRAM2");
      expect((await store.entries.find("local.examples/b"))?.program.id).toBe(programChange().program.id);
    });

    it("pages through published and listed programs in the order of their ids", async () => {
      const ids = ["01P1", "01P2", "01P3", "01P4", "01P5"];
      await publish(
        ...ids.map((id) =>
          programChange({
            id,
            path: `local.examples/${id}`,
            listed: id !== "01P3",
            state: id === "01P4" ? "withdrawn" : "published",
          }),
        ),
      );
      const first = await store.entries.page(undefined, 2);
      expect(first.map((entry) => entry.program.id)).toEqual(["01P1", "01P2"]);
      expect((await store.entries.page("01P2", 2)).map((entry) => entry.program.id)).toEqual(["01P5"]);
      expect(
        (await store.entries.listOfRepository(repository().id)).map((entry) => entry.program.id),
      ).toEqual(ids);
    });

    it("gives a due job to one worker until its lease ends", async () => {
      await store.jobs.add("index", "a", AT);
      await store.jobs.add("index", "b", LATER);
      const [job] = await store.jobs.claim(["index"], AT, "2026-11-24T10:05:00.000Z", 10);
      expect(job).toMatchObject({ subject: "a", attempts: 1 });
      expect(await store.jobs.claim(["index"], AT, LATER, 10)).toEqual([]);
      const again = await store.jobs.claim(["index"], "2026-11-24T10:06:00.000Z", LATER, 10);
      expect(again).toMatchObject([{ subject: "a", attempts: 2 }]);
      await store.jobs.finish(again.map((claimed) => claimed.id));
      expect(await store.jobs.count("index")).toBe(1);
    });

    it("gives out again at once what an ended process had claimed, when it is told to", async () => {
      await store.jobs.add("index", "a", AT);
      await store.jobs.claim(["index"], AT, LATER, 10);
      await store.jobs.releaseAll();
      expect(await store.jobs.claim(["index"], AT, LATER, 10)).toMatchObject([{ subject: "a", attempts: 2 }]);
    });

    it("keeps a wish that comes while the old one is worked on", async () => {
      await store.jobs.add("index", "a", AT);
      const claimed = await store.jobs.claim(["index"], AT, LATER, 10);
      await store.jobs.add("index", "a", AT);
      await store.jobs.finish(claimed.map((job) => job.id));
      expect(await store.jobs.claim(["index"], AT, LATER, 10)).toMatchObject([{ subject: "a", attempts: 1 }]);
    });

    it("puts a job back to be tried later", async () => {
      await store.jobs.add("index", "a", AT);
      const [job] = await store.jobs.claim(["index"], AT, LATER, 10);
      await store.jobs.retry(job!.id, LATER, "the engine was away");
      expect(await store.jobs.claim(["index"], AT, LATER, 10)).toEqual([]);
      expect(await store.jobs.claim(["index"], LATER, LATER, 10)).toMatchObject([
        { subject: "a", attempts: 2 },
      ]);
    });

    testAskStore(() => store, publish);
    testAccessStore(() => store);
    testLayerStore(() => store, create);
    testLookStore(() => store);
    testReleaseStore(() => store);
    testTermStore(() => store);

    it("exports rows that fill an empty store with the same", async () => {
      await publish(programChange());
      await store.actors.create(actorRecord(), "hash");
      await store.asks.create(askRecord(), [answerRecord()]);
      await store.access.record(auditRecord());
      const rows = await everyRow(store);
      const other = await create();
      try {
        await other.migrate();
        expect(await other.transfer.fill(fromArray(rows))).toBe(rows.length);
        expect(await everyRow(other)).toEqual(rows);
        await expect(other.transfer.fill(fromArray(rows))).rejects.toMatchObject({ code: "CONFLICT" });
      } finally {
        await other.close();
      }
    });
  });
}

async function everyRow(store: Store): Promise<{ table: string; row: Readonly<Record<string, unknown>> }[]> {
  const rows = [];
  for await (const { table, row } of store.transfer.rows())
    rows.push({ table, row: JSON.parse(JSON.stringify(row)) as Record<string, unknown> });
  return rows;
}

async function* fromArray<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
