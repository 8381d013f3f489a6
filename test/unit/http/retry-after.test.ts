import { describe, expect, it } from "vitest";
import { readLimits as readGitHubLimits } from "../../../crawler/forges/github/limits.ts";
import { readLimits as readGitLabLimits } from "../../../crawler/forges/gitlab/limits.ts";
import { retryAfter } from "../../../src/http/retry-after.ts";

const NOW = new Date("2026-12-01T00:00:00Z");
const A_DAY_LATER = "2026-12-02T00:00:00.000Z";

describe("when a server asks to be called again", () => {
  const asked = (text: string): string | undefined =>
    retryAfter({ headers: new Map([["retry-after", text]]) }, NOW)?.toISOString();

  it.each([
    ["90", "2026-12-01T00:01:30.000Z"],
    ["0", "2026-12-01T00:00:00.000Z"],
    ["Tue, 01 Dec 2026 06:00:00 GMT", "2026-12-01T06:00:00.000Z"],
  ])("reads %s", (text, time) => expect(asked(text)).toBe(time));

  it.each(["soon", "", " "])("does not read %j", (text) => expect(asked(text)).toBeUndefined());

  it.each([
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "1 Jan 12000 00:00:00 GMT",
    "2400000",
    "20000000",
    "1764547200",
    "9".repeat(400),
  ])("waits a day at most: %s", (text) => expect(asked(text)).toBe(A_DAY_LATER));

  it.each(["Mon, 30 Nov 2026 00:00:00 GMT", "-5"])("takes the past for now: %s", (text) =>
    expect(asked(text)).toBe(NOW.toISOString()),
  );
});

describe("when a forge's window ends", () => {
  it.each(["999999999999", "253402300799"])("is a day later at most: %s", (reset) => {
    const gitHub = new Map([
      ["x-ratelimit-resource", "core"],
      ["x-ratelimit-remaining", "0"],
      ["x-ratelimit-reset", reset],
    ]);
    expect(readGitHubLimits(gitHub, NOW)?.facts.resetsAt?.toISOString()).toBe(A_DAY_LATER);
    const gitLab = new Map([
      ["ratelimit-remaining", "0"],
      ["ratelimit-reset", reset],
    ]);
    expect(readGitLabLimits({ headers: gitLab }, NOW)?.facts.resetsAt?.toISOString()).toBe(A_DAY_LATER);
  });
});
