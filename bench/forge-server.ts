import { createHash } from "node:crypto";
import { pathToFileURL } from "node:url";
import { createFakeGitHub } from "../test/support/forges/github/fake-github.ts";
import { createFakeGitLab } from "../test/support/forges/gitlab/fake-gitlab.ts";
import { toolName } from "./bare-repository.ts";
import { answerLines } from "./child.ts";

export const BENCH_TOKEN = "bench-token";

/** What a forge is asked for: `use`, or `change 100`. */
export interface ForgeUse {
  readonly url: string;
  /** Requests since it was asked last. */
  readonly requests: number;
}

/** The forge's side of a bench. */
interface BenchForge {
  readonly url: string;
  readonly counts: ReadonlyMap<string, number>;
  forget(): void;
  change(number: number, commit: string): void;
  close(): Promise<void>;
}

const DAY_MS = 24 * 3_600_000;

async function openGitHub(count: number): Promise<BenchForge> {
  const fake = await createFakeGitHub();
  fake.tokens.add(BENCH_TOKEN);
  for (let number = 0; number < count; number += 1) fake.model.addRepository(`science/${toolName(number)}`);
  return {
    ...fake,
    url: fake.origin,
    change(number, commit) {
      fake.model.get(`science/${toolName(number)}`).refs = { branch: "main", commit, tags: [] };
    },
  };
}

async function openGitLab(count: number): Promise<BenchForge> {
  const fake = await createFakeGitLab({ token: BENCH_TOKEN });
  const lastActivityAt = new Date(Date.now() - 30 * DAY_MS);
  for (let number = 0; number < count; number += 1)
    fake.model.add({ path: `science/${toolName(number)}`, lastActivityAt });
  return {
    ...fake,
    change(number, head) {
      const project = fake.model.byPath(`science/${toolName(number)}`);
      if (project === undefined) return;
      project.refs = { branch: "main", head, tags: [] };
      fake.model.noteActivity(project);
    },
  };
}

/** `forge-server.js github|gitlab COUNT`: a forge whose organisation or group `science` has so many repositories. */
if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [kind, count] = process.argv.slice(2);
  const forge = await (kind === "github" ? openGitHub : openGitLab)(Number(count));
  let edition = 0;
  await answerLines((question): ForgeUse => {
    const [, changed] = /^change (\d+)$/.exec(question) ?? [];
    edition += 1;
    for (let number = 0; number < Number(changed ?? 0); number += 1)
      forge.change(number, createHash("sha1").update(`${edition} ${number}`).digest("hex"));
    const requests = [...forge.counts.values()].reduce((sum, one) => sum + one, 0);
    forge.forget();
    return { url: forge.url, requests };
  });
  await forge.close();
}
