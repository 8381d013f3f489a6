import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { explain } from "../../../crawler/explain.ts";
import { createSqlStore, type SqlStore } from "../../../src/catalogue/sql/index.ts";
import { problem, programChange, repository, source } from "../../support/entry-builders.ts";

const NOW = new Date("2026-11-24T12:00:00Z");
const AT = "2026-11-24T11:00:00.000Z";
const report = { commit: "c0ffee", state: "success", description: "1 manifest published" };
const release = (tag: string, isRead: boolean) => ({
  tag,
  commit: "c0ffee",
  movedFrom: [],
  position: isRead ? 0 : 1,
  prerelease: false,
  isRead,
  firstSeenAt: AT,
});

describe("the story of a repository", () => {
  let store: SqlStore;
  beforeEach(async () => {
    store = await createSqlStore({ file: ":memory:" });
    await store.migrate();
  });
  afterEach(() => store.close());

  it("tells source, looks, calls of forges, entries, findings, and what comes next", async () => {
    const failure = { code: "UPSTREAM_FAILED", message: "No answer.", hint: undefined, at: AT };
    await store.sources.save(source({ failure: { ...failure, retryAt: "2026-11-24T12:30:00.000Z" } }));
    await store.entries.apply({
      repository: repository({
        state: "broken",
        attempts: 2,
        reportWanted: "{}",
        reportSent: JSON.stringify(report),
      }),
      problems: [problem({ severity: "error" })],
      programs: [programChange()],
      seen: [],
      releases: { releases: [release("v2", true), release("v1", false)], read: [], versions: [] },
      at: AT,
    });
    await store.sources.saveLook({
      id: "01LOOK",
      repositoryId: "01REPO",
      at: AT,
      reason: "push",
      outcome: "failed",
      commit: "c0ffee",
      elapsedMs: 12,
      events: [{ kind: "updated", path: "local.examples/tool", title: "Tool" }],
      problems: { error: 1, warning: 0, hint: 0 },
      failure,
      reportFailure: { ...failure, message: "The token may not." },
    });
    const delivery = { id: "01D", host: "forge.test", deliveryId: "d", event: "push", at: AT } as const;
    await store.sources.saveDelivery({ ...delivery, outcome: "queued", repositoryIds: ["01REPO"] }, []);
    const other = { ...delivery, id: "01E", deliveryId: "e" };
    await store.sources.saveDelivery({ ...other, outcome: "queued", repositoryIds: ["01OTHER"] }, []);
    await store.jobs.add("look", "01REPO", "2026-11-24T13:00:00.000Z");
    const { lines, whereabouts } = await explain(store, "local.examples/tool", NOW);
    expect(whereabouts.state).toBe("refused");
    expect(lines[0]).toContain("has errors; the last good version is shown.");
    for (const part of [
      'Its source "examples" tells of a failure: No answer.',
      'Source "examples" (active)',
      "Deferred until 2026-11-24T12:30:00.000Z.",
      `Look ${AT} (push): failed, commit c0ffee, 12 ms, updated local.examples/tool. No answer.`,
      `Webhook ${AT}: push of forge.test, queued.`,
      "published local.examples/tool",
      "error ivoa-execution.yaml:3:5 The image has no digest. Add it.",
      "Tries that failed since the last good look: 2.",
      'Commit status at c0ffee: success, "1 manifest published".',
      `Commit status not written, tried again at the next look: ${AT} The token may not.`,
      "Versions, newest first: v2, v1 (not read).",
    ]) {
      expect(lines.join("\n")).toContain(part);
    }
    expect(lines.filter((line) => line.startsWith("Webhook"))).toHaveLength(1);
    expect(lines.at(-1)).toBe("Next: It is looked at 2026-11-24T13:00:00.000Z.");
  });

  it("tells of a commit status that was refused for good, beside the last one that was written", async () => {
    await store.sources.save(source());
    const failure = { code: "SOURCE_INVALID", message: "The token may not.", hint: undefined, at: AT };
    await store.sources.saveRepository(
      repository({
        reportWanted: "{}",
        reportSent: JSON.stringify(report),
        reportRefused: { wanted: "{}", failure: { ...failure, retryAt: "2026-11-25T11:00:00.000Z" } },
      }),
    );
    const { lines } = await explain(store, "local.examples/tool", NOW);
    expect(lines).toContain('Commit status at c0ffee: success, "1 manifest published".');
    expect(lines).toContain(
      `Commit status not written, tried again at the first look after 2026-11-25T11:00:00.000Z: ${AT} The token may not.`,
    );
  });

  it("is found by what stands behind the host, where only one is called so", async () => {
    await store.sources.save(source());
    const excluded = {
      state: "excluded",
      failure: { code: "X", message: "It is a fork.", hint: undefined, at: AT },
    } as const;
    await store.sources.saveRepository(repository({ ...excluded, path: "group/tool" }));
    const { lines } = await explain(store, "Group/tool", NOW);
    expect(lines[0]).toBe("It is a fork.");
    expect(lines.at(-1)).toBe("Next: nothing, as long as its source leaves it out.");
    await store.sources.saveRepository(
      repository({ id: "01TWO", forgeId: "two", host: "forge.test", path: "group/tool" }),
    );
    await expect(explain(store, "group/tool", NOW)).rejects.toMatchObject({
      hint: expect.stringContaining("forge.test/group/tool"),
    });
  });

  it("tells of a proposal that waits, and throws for what nobody knows", async () => {
    const location = "https://forge.test/group/tool.git";
    await store.sources.save(source({ kind: "git", location, state: "proposed" }));
    const { lines } = await explain(store, "git@forge.test:group/tool.git", NOW);
    expect(lines.join("\n")).toContain("waits for the operator's word");
    await expect(explain(store, "https://forge.test/none/none", NOW)).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: 'No source has led to "forge.test/none/none" yet.',
    });
    await expect(explain(store, "nonsense", NOW)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
