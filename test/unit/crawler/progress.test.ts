import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { createProgress } from "../../../crawler/progress.ts";
import type { CrawlProgress } from "../../../crawler/crawl.ts";
import type { Look } from "../../../crawler/look.ts";
import type { CrawlCounts, Repository, Source } from "../../../src/catalogue/sources.ts";

const NONE: CrawlCounts = {
  repositories: 0,
  looked: 0,
  unchanged: 0,
  published: 0,
  updated: 0,
  withdrawn: 0,
  broken: 0,
  failed: 0,
};
const repository = { host: "local.shelf", path: "tool", state: "ok" } as Repository;

function told(...events: readonly CrawlProgress[]): readonly string[] {
  return write(events, false).trimEnd().split("\n");
}

function write(events: readonly CrawlProgress[], isTTY: boolean): string {
  let text = "";
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  const progress = createProgress({ stream: Object.assign(stream, { isTTY }) });
  for (const event of events) progress(event);
  return text;
}

function run(counts: Partial<CrawlCounts>, state: "complete" | "stopped" = "complete") {
  return { id: "run", startedAt: "", endedAt: "", state, counts: { ...NONE, ...counts } } as const;
}

const ended = (counts: Partial<CrawlCounts>, state?: "stopped"): CrawlProgress => ({
  kind: "ended",
  sources: 1,
  deferred: 0,
  deferredUntil: undefined,
  used: { requests: 0, bytes: 0 },
  run: run(counts, state),
});

const looked = (look: Partial<Look>): CrawlProgress => ({
  kind: "looked",
  source: "shelf",
  look: {
    repository,
    outcome: "looked",
    events: [],
    problems: [],
    failure: undefined,
    changed: false,
    ...look,
  },
  run: run({}),
});

describe("the progress of a crawl, where there is no terminal", () => {
  it("ends with one sentence that says what was found", () => {
    expect(told(ended({ repositories: 20, published: 18, broken: 2 }))).toEqual([
      "Crawled 1 source, 20 repositories: 18 published, 0 unchanged, 2 with errors.",
    ]);
  });

  it("says that there was nothing to publish", () => {
    expect(told(ended({ repositories: 20, unchanged: 20 }))).toEqual([
      "Crawled 1 source, 20 repositories: nothing to publish: 20 repositories unchanged.",
    ]);
  });

  it("says what it used, also when nothing has changed", () => {
    const used = { requests: 2, bytes: 2_000 };
    expect(told({ ...ended({ repositories: 20, unchanged: 20 }), used } as CrawlProgress)).toEqual([
      "Crawled 1 source, 20 repositories: nothing to publish: 20 repositories unchanged. Used 2 requests and 2 KiB.",
    ]);
  });

  it("calls neither a failure what its source leaves out, nor a success what could not be listed", () => {
    const failure = { code: "X", message: "It is a fork.", hint: undefined, at: "" };
    const excluded = { ...repository, state: "excluded" } as Repository;
    const source = { key: "shelf" } as Source;
    expect(
      told(
        { kind: "source-failed", source, failure: { ...failure, message: "The token is refused." } },
        looked({ failure, repository: excluded }),
        ended({ repositories: 1, looked: 1 }),
      ),
    ).toEqual([
      "failed     source shelf: The token is refused.",
      "left out   local.shelf/tool: It is a fork.",
      "Crawled 1 source, 1 repository: 0 published, 0 unchanged, 1 left out, 1 source failed.",
    ]);
  });

  it("says that it was stopped and what comes next", () => {
    expect(told(ended({ repositories: 20, looked: 3 }, "stopped"))).toEqual([
      "Stopped after 3 of 20 repositories; the next crawl goes on.",
    ]);
  });

  it("gives a broken manifest with file, line and column", () => {
    const problem = {
      rule: "r",
      severity: "error",
      pointer: "",
      file: "ivoa-execution.yaml",
      line: 3,
      column: 5,
      endLine: 3,
      endColumn: 9,
      sentence: "It is wrong.",
    } as const;
    const event = { kind: "broken", path: "local.shelf/tool", title: "Tool", kept: true, problem } as const;
    expect(told(looked({ events: [event] }))).toEqual([
      "broken     local.shelf/tool (the last good version stays): ivoa-execution.yaml:3:5 It is wrong.",
    ]);
  });

  it("tells a failure with its hint, and a repository without manifest what to do", () => {
    const failure = { code: "X", message: "It failed.", hint: "Try again.", at: "" };
    expect(told(looked({ outcome: "failed", failure }))).toEqual([
      "failed     local.shelf/tool: It failed. Try again.",
    ]);
    const empty = { ...repository, state: "empty" } as Repository;
    expect(told(looked({ failure, repository: empty }), ended({ repositories: 1 }))).toEqual([
      "nothing    local.shelf/tool: It failed. Try again.",
      "Crawled 1 source, 1 repository: 0 published, 0 unchanged, 1 without a manifest.",
    ]);
  });

  it("lets no text of a stranger's repository reach the terminal as a command", () => {
    const event = {
      kind: "published",
      path: "local.shelf/\u001B[2Jtool\u202E",
      title: "",
      kept: false,
      problem: undefined,
    } as const;
    expect(told(looked({ events: [event] }))[0]).toBe("published  local.shelf/\uFFFD[2Jtool\uFFFD");
  });
});

describe("the progress of a crawl on a terminal", () => {
  it("draws a bar and loses no line, however soon the crawl ends", () => {
    const event = {
      kind: "published",
      path: "local.shelf/tool",
      title: "",
      kept: false,
      problem: undefined,
    } as const;
    const lines = Array.from({ length: 5 }, () => looked({ events: [event] }));
    const listed = { kind: "listed", sources: [{ key: "shelf", repositories: 5 }] } as const;
    const text = write([listed, ...lines, ended({ repositories: 5, published: 5 })], true);
    expect(text.match(/published {2}local\.shelf\/tool/g)).toHaveLength(5);
    expect(text).toContain("shelf");
    expect(text).toContain("5 published, 0 unchanged.");
  });
});
