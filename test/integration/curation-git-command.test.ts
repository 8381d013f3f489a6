import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createGit } from "../../src/curation/git/git-command.ts";
import { MARIA } from "../support/curation-fixture.ts";

it("gives up on a git that was stopped while a helper of it holds its output open", async () => {
  const folder = mkdtempSync(join(tmpdir(), "execat-test-"));
  try {
    const git = "#!/bin/sh\nsleep 20 &\nwait\n";
    writeFileSync(join(folder, "git"), git, { mode: 0o755 });
    const environment = { PATH: `${folder}:${process.env["PATH"] ?? ""}` };
    const run = createGit({ folder, environment, committer: MARIA, now: () => new Date() });
    const startedAt = performance.now();
    await expect(run({ args: ["fetch"], timeoutMs: 300 })).rejects.toMatchObject({
      code: "ENGINE_UNAVAILABLE",
      message: '"git fetch" had no answer within 0.3 s.',
    });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
