import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { CrawlCounts } from "../../../src/catalogue/sources.ts";

const SCRIPT = resolve(import.meta.dirname, "crawl-process.mjs");

export interface CrawlAnswer {
  readonly state: string;
  readonly counts: CrawlCounts;
  /** Programs of which the search index holds something else than the store. */
  readonly drift: number;
}

/** The built crawler in a process of its own. */
export interface CrawlProcess {
  crawl(): Promise<CrawlAnswer>;
  /** Begins a crawl and ends the process with SIGKILL after so long; true when the crawl was not over by then. */
  crawlAndKill(afterMs: number): Promise<boolean>;
  kill(): Promise<void>;
}

export async function startCrawlProcess(env: Readonly<Record<string, string>>): Promise<CrawlProcess> {
  const child = spawn(process.execPath, [SCRIPT], { env, stdio: ["pipe", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const line = await lines.next();
    if (line.done === true) throw new Error("The crawler's process has ended.");
    return line.value;
  };
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await exited;
  };
  await next();
  return {
    kill,
    async crawl() {
      child.stdin.write("crawl\n");
      return JSON.parse(await next()) as CrawlAnswer;
    },
    async crawlAndKill(afterMs) {
      let isOver = false;
      child.stdin.write("crawl\n");
      const answered = next().then(
        () => (isOver = true),
        () => false,
      );
      await new Promise((done) => setTimeout(done, afterMs));
      const wasRunning = !isOver;
      await kill();
      await answered;
      return wasRunning;
    },
  };
}
