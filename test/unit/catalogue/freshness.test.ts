import { describe, expect, it } from "vitest";
import { delaysOf } from "../../../src/catalogue/freshness.ts";
import type { LookRecord } from "../../../src/catalogue/looks.ts";

const look = (committedAt: string | undefined, over: Partial<LookRecord> = {}): LookRecord => ({
  id: "01L",
  repositoryId: "01REPO",
  at: "2026-11-24T10:00:00.000Z",
  reason: "push",
  outcome: "looked",
  commit: "c0ffee",
  committedAt,
  elapsedMs: 500,
  events: [{ kind: "updated", path: "a.test/b", title: "B" }],
  problems: { error: 0, warning: 0, hint: 0 },
  failure: undefined,
  ...over,
});

describe("freshness", () => {
  it("is the median and the worst time from the commit to the end of its look", () => {
    const looks = ["09:59:58", "09:59:50", "09:00:00"].map((time) => look(`2026-11-24T${time}.000Z`));
    expect(delaysOf(looks)).toEqual({ commits: 3, medianMs: 10_500, worstMs: 3_600_500 });
  });

  it("counts only what became visible at a commit whose date is known", () => {
    const withdrawn = look("2026-11-24T09:00:00.000Z", {
      events: [{ kind: "withdrawn", path: "a.test/b", title: "B" }],
    });
    const looks = [look(undefined), withdrawn, look("nonsense"), look("2026-11-24T10:30:00.000Z")];
    expect(delaysOf(looks)).toEqual({ commits: 1, medianMs: 0, worstMs: 0 });
    expect(delaysOf([])).toEqual({ commits: 0, medianMs: undefined, worstMs: undefined });
  });
});
