import { describe, expect, it } from "vitest";
import { createRequestBudget } from "../../../crawler/forges/request-budget.ts";

const START = Date.parse("2026-11-25T10:00:00Z");
const at = (seconds: number): Date => new Date(START + seconds * 1000);

function setUp(share: number) {
  let seconds = 0;
  const budget = createRequestBudget({ host: "forge.example", share, now: () => at(seconds) });
  const takes = (count: number): number => {
    for (let taken = 0; taken < count; taken += 1) {
      try {
        budget.take("core");
      } catch {
        return taken;
      }
    }
    return count;
  };
  return { budget, takes, pass: (more: number) => (seconds += more) };
}

describe("the budget of requests to a host", () => {
  it("lets everything through while the host has told no limit", () => {
    expect(setUp(0.5).takes(1_000)).toBe(1_000);
  });

  it("keeps to its share of the limit, whatever others leave", () => {
    const { budget, takes } = setUp(0.5);
    budget.note("core", { limit: 100, remaining: 100, resetsAt: at(3_600) });
    expect(takes(1_000)).toBe(50);
    expect(budget.states()[0]).toMatchObject({ limit: 100, used: 50, remaining: 50 });
  });

  it("stops when the host has nothing left, although the share is not used", () => {
    const { budget, takes } = setUp(1);
    budget.note("core", { limit: 100, remaining: 3, resetsAt: at(3_600) });
    expect(takes(1_000)).toBe(3);
  });

  it("counts points, and does not begin what is dearer than what is left", () => {
    const { budget } = setUp(1);
    budget.note("core", { limit: 100, remaining: 3, resetsAt: at(3_600) });
    budget.take("core", 2);
    expect(() => budget.take("core", 2)).toThrow("spent");
    budget.take("core", 1);
  });

  it("says until when, and goes on then", () => {
    const { budget, takes, pass } = setUp(1);
    budget.note("core", { limit: 10, remaining: 0, resetsAt: at(60) });
    expect(() => budget.take("core")).toThrow(
      expect.objectContaining({ code: "TOO_MANY_REQUESTS", details: { retryAt: at(60).toISOString() } }),
    );
    pass(60);
    expect(takes(100)).toBe(100);
  });

  it("waits when it is asked to, whatever is left", () => {
    const { budget, takes, pass } = setUp(1);
    budget.note("core", { limit: 10, remaining: 9, resetsAt: at(3_600), waitUntil: at(30) });
    expect(takes(1)).toBe(0);
    pass(30);
    expect(takes(1)).toBe(1);
  });

  it("leaves the host alone when it asks for that, also for what was never asked", () => {
    const { budget, pass } = setUp(1);
    budget.note("core", { limit: 10, remaining: 9, resetsAt: at(3_600) });
    budget.pause(at(60));
    budget.pause(at(30));
    expect(() => budget.take("core")).toThrow("spent");
    expect(() => budget.take("search")).toThrow("spent");
    expect(budget.states()[0]).toMatchObject({ waitUntil: at(60) });
    pass(60);
    budget.take("core");
    budget.take("search");
  });

  it("counts anew when the host begins a window before ours has ended", () => {
    const { budget, takes, pass } = setUp(0.5);
    budget.note("core", { limit: 10, remaining: 10, resetsAt: at(60) });
    expect(takes(100)).toBe(5);
    pass(58);
    budget.note("core", { limit: 10, remaining: 10, resetsAt: at(118) });
    expect(takes(100)).toBe(5);
  });

  it("does not take the same end, a second later, for another window", () => {
    const { budget, takes } = setUp(0.5);
    budget.note("core", { limit: 10, remaining: 10, resetsAt: at(60) });
    expect(takes(100)).toBe(5);
    budget.note("core", { limit: 10, remaining: 5, resetsAt: at(61) });
    expect(takes(100)).toBe(0);
  });

  it("keeps a window for each resource", () => {
    const { budget, takes } = setUp(1);
    budget.note("graphql", { limit: 10, remaining: 0, resetsAt: at(60) });
    expect(takes(5)).toBe(5);
    expect(() => budget.take("graphql")).toThrow("spent");
  });
});
