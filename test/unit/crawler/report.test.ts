import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSummingMeter } from "../../../crawler/meter.ts";
import type { CrawlContext } from "../../../crawler/stages/context.ts";
import { reportOf, sendReport } from "../../../crawler/stages/report.ts";
import type { Failure, Repository } from "../../../src/catalogue/sources.ts";
import { createSqlStore, type SqlStore } from "../../../src/catalogue/sql/index.ts";
import { ExecatError } from "../../../src/errors.ts";
import { problem, repository, source } from "../../support/entry-builders.ts";

const error = problem({ severity: "error", rule: "image/missing", sentence: "There is no image.", line: 7 });

describe("the commit status", () => {
  it("says how many manifests are published, and that there are remarks", () => {
    expect(reportOf("c", [], 1)).toEqual({
      commit: "c",
      state: "success",
      description: "1 manifest published",
    });
    expect(reportOf("c", [problem(), problem()], 3).description).toBe("3 manifests published, 2 remarks");
    expect(reportOf("c", [], 0).description).toBe("no manifest published");
  });

  it("shows the first error with its place, and how many more there are", () => {
    const { state, description } = reportOf("c", [problem(), error, error, error], 1);
    expect(state).toBe("failure");
    expect(description).toBe("ivoa-execution.yaml:7 There is no image. (and 2 more errors)");
  });

  it("is never longer than a forge takes", () => {
    const long = problem({ severity: "error", sentence: "x".repeat(500) });
    expect(reportOf("c", [long], 0).description).toHaveLength(140);
    expect(reportOf("c", [long, long], 0).description).toMatch(/^.{140}$/);
  });
});

describe("a commit status that is not taken", () => {
  const HOUR = 3_600_000;
  const refused = (status: number): ExecatError =>
    new ExecatError("SOURCE_INVALID", "It takes no commit status of ours.", { details: { status } });
  let store: SqlStore;
  let sent: string[];
  let clock: number;
  let answer: ExecatError | undefined;

  beforeEach(async () => {
    [sent, clock, answer] = [[], Date.UTC(2026, 5, 1), refused(403)];
    store = await createSqlStore({ file: ":memory:" });
    await store.migrate();
    await store.sources.save(source());
    await want("c1");
  });
  afterEach(() => store.close());

  const stored = async (): Promise<Repository> => {
    const found = await store.sources.findRepository(repository().id);
    if (found === undefined) throw new Error("There is no repository.");
    return found;
  };
  const want = async (commit: string): Promise<void> => {
    const known = (await store.sources.findRepository(repository().id)) ?? repository();
    await store.sources.saveRepository({ ...known, reportWanted: JSON.stringify(reportOf(commit, [], 1)) });
  };
  /** What is sent at a look that is so many hours later. */
  const lookAfter = async (hours: number): Promise<Failure | undefined> => {
    clock += hours * HOUR;
    const report = async ({ commit }: { readonly commit: string }): Promise<void> => {
      sent.push(commit);
      if (answer !== undefined) throw answer;
    };
    // No other part of a crawl is asked for.
    const context = {
      store,
      forges: { ofRepository: () => ({ report }) },
      meter: createSummingMeter(),
      pageOf: () => undefined,
      now: () => new Date(clock),
      log: pino({ level: "silent" }),
    } as unknown as CrawlContext;
    return sendReport(context, await stored(), new AbortController().signal);
  };

  it.each([403, 404])(
    "is tried again after a day when it was refused with %i, and not before",
    async (status) => {
      answer = refused(status);
      const first = await lookAfter(0);
      expect(first).toMatchObject({ code: "SOURCE_INVALID", retryAt: "2026-06-02T00:00:00.000Z" });
      for (let hour = 1; hour < 24; hour += 1) expect(await lookAfter(1)).toEqual(first);
      expect(sent).toEqual(["c1"]);
      expect((await stored()).reportSent).toBeUndefined();
      await lookAfter(1);
      await lookAfter(1);
      expect(sent).toEqual(["c1", "c1"]);
    },
  );

  it("is sent at once when it is another one, and forgotten when it was taken", async () => {
    await lookAfter(0);
    await want("c2");
    answer = undefined;
    expect(await lookAfter(1)).toBeUndefined();
    expect(sent).toEqual(["c1", "c2"]);
    expect(await stored()).toMatchObject({ reportSent: expect.stringContaining("c2") });
    expect((await stored()).reportRefused).toBeUndefined();
  });

  it.each([
    new ExecatError("UPSTREAM_FAILED", "503", { details: { status: 503 } }),
    new ExecatError("UPSTREAM_TIMEOUT", "It took too long."),
    new ExecatError("TOO_MANY_REQUESTS", "Wait.", { details: { retryAt: "2026-06-01T12:00:00.000Z" } }),
    refused(401),
  ])("is tried at the next look when it may pass: $message", async (error) => {
    answer = error;
    await lookAfter(0);
    await lookAfter(1);
    expect(sent).toEqual(["c1", "c1"]);
  });

  it("keeps what was sent before", async () => {
    answer = undefined;
    await lookAfter(0);
    answer = refused(403);
    await want("c2");
    await lookAfter(1);
    expect((await stored()).reportSent).toContain("c1");
    expect((await stored()).reportRefused?.wanted).toContain("c2");
  });
});
