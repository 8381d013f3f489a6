import { describe, expect, it } from "vitest";
import type { LookNow, LookResult } from "../../../src/catalogue/crawl-desk.ts";
import type { LookStage } from "../../../src/catalogue/looks.ts";
import { ExecatError } from "../../../src/errors.ts";
import { createLogger } from "../../../src/log.ts";
import { createLiveLooks, type LiveLooks } from "../../../src/web/live-looks.ts";
import { repository } from "../../support/entry-builders.ts";

interface Held {
  readonly request: LookNow;
  readonly stage: (name: LookStage["name"]) => void;
  readonly end: () => void;
  readonly fail: (error: Error) => void;
}

/** Looks that go on until the test ends them, and a clock that it moves. */
function setUp(): { looks: LiveLooks; held: Held[]; forward: (ms: number) => void } {
  const held: Held[] = [];
  let clock = Date.parse("2026-11-24T10:00:00Z");
  let number = 0;
  const looks = createLiveLooks({
    crawler: {
      look: (request) =>
        new Promise<LookResult>((resolve, reject) => {
          const result = {
            repository: repository(),
            outcome: "looked",
            events: [],
            failure: undefined,
          } as const;
          request.signal.addEventListener("abort", () => reject(new Error("aborted")));
          held.push({
            request,
            stage: (name) => request.onStage?.({ name, at: new Date(clock).toISOString(), told: undefined }),
            end: () => resolve(result),
            fail: reject,
          });
        }),
    },
    now: () => new Date(clock),
    newId: () => `01LOOK${(number += 1)}`,
    log: createLogger("silent"),
  });
  return { looks, held, forward: (ms) => void (clock += ms) };
}

/** Begins a look and lets its first stage be told. */
async function begin({ looks, held }: ReturnType<typeof setUp>, id = "01REPO") {
  const started = looks.start(id);
  held.at(-1)?.stage("resolve");
  return started;
}

describe("looks that readers ask for", () => {
  it("are one a repository: who asks while it goes on follows the same", async () => {
    const set = setUp();
    const one = await begin(set);
    expect((await set.looks.start("01REPO")).id).toBe(one.id);
    expect(set.held).toHaveLength(1);
    expect(set.held[0]?.request).toMatchObject({ repositoryId: "01REPO", reason: "asked" });
  });

  it("come once a minute, and say until when", async () => {
    const set = setUp();
    const one = await begin(set);
    set.held[0]?.end();
    await expect.poll(() => set.looks.find("01REPO", one.id)?.end).toBeDefined();
    set.forward(20_000);
    await expect(set.looks.start("01REPO")).rejects.toMatchObject({
      code: "TOO_MANY_REQUESTS",
      hint: expect.stringContaining("in 40 s"),
      details: { retryAfterSeconds: 40 },
    });
    set.forward(40_001);
    expect((await begin(set)).id).not.toBe(one.id);
  });

  it("tell every stage to who follows, until they unfollow", async () => {
    const set = setUp();
    const one = await begin(set);
    const seen: (number | string)[] = [];
    const unfollow = set.looks.follow(one.id, (look) =>
      seen.push(look.end === undefined ? look.stages.length : "end"),
    );
    set.held[0]?.stage("fetch");
    set.held[0]?.end();
    await expect.poll(() => seen).toEqual([2, "end"]);
    unfollow();
    set.held[0]?.stage("check");
    expect(seen).toHaveLength(2);
  });

  it("are refused, and may be asked for again at once, when they could not begin", async () => {
    const set = setUp();
    const started = set.looks.start("01REPO");
    set.held[0]?.fail(new ExecatError("CONFLICT", "It is being looked at."));
    await expect(started).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await begin(set)).stages).toHaveLength(1);
  });

  it("end with a failure that hides what nobody expected", async () => {
    const set = setUp();
    const one = await begin(set);
    set.held[0]?.fail(new TypeError("secret /path"));
    await expect.poll(() => set.looks.find("01REPO", one.id)?.end).toBeDefined();
    expect(JSON.stringify(set.looks.find("01REPO", one.id))).not.toContain("secret");
  });

  it("are bounded: eight go on at once, and two hundred are remembered", async () => {
    const set = setUp();
    for (let number = 0; number < 8; number += 1) await begin(set, `01R${number}`);
    await expect(set.looks.start("01MORE")).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS" });
    for (const one of set.held) one.end();
    await expect.poll(() => set.looks.find("01R7", "01LOOK8")?.end).toBeDefined();
    for (let number = 0; number < 200; number += 1) {
      await begin(set, `01S${number}`);
      set.held.at(-1)?.end();
      await Promise.resolve();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(set.looks.find("01R0", "01LOOK1")).toBeUndefined();
    expect(set.looks.find("01S199", "01LOOK208")).toBeDefined();
    expect(set.looks.find("01OTHER", "01LOOK208")).toBeUndefined();
  });

  it("end with the server, which waits for them", async () => {
    const set = setUp();
    const one = await begin(set);
    await set.looks.close();
    expect(set.held[0]?.request.signal.aborted).toBe(true);
    expect(set.looks.find("01REPO", one.id)?.end).toMatchObject({ error: { code: "CONFLICT" } });
  });
});
