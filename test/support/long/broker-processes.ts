import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { CLIENT_TOKEN } from "../../conformance/broker-server.ts";

export const CAPACITY = { cores: 32, memory: 128, storage: 1000 } as const;
export const OPEN_ANSWERS = 2;
export const OFFER_SECONDS = 300;

const SCRIPT = resolve(import.meta.dirname, "broker-process.mjs");

/** A broker in a process of its own, on a file that others share, with a clock that is moved from here. */
export interface BrokerProcess {
  readonly url: string;
  setClock(nowMs: number): Promise<void>;
  /** With SIGKILL, as a crash would. */
  kill(): Promise<void>;
}

export async function startBrokerProcess(file: string, nowMs: number): Promise<BrokerProcess> {
  const settings = {
    capacity: CAPACITY,
    offerSeconds: OFFER_SECONDS,
    openAnswers: OPEN_ANSWERS,
    clientToken: CLIENT_TOKEN,
  };
  const child = spawn(process.execPath, [SCRIPT, file, String(nowMs), JSON.stringify(settings)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const next = lineReader(child.stdout, once(child, "exit"));
  const url = await next();
  return {
    url,
    async setClock(ms) {
      child.stdin.write(`${ms}\n`);
      await next();
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** The next line each time; fails when the process ends before it comes. */
function lineReader(output: Readable, exit: Promise<unknown>): () => Promise<string> {
  const lines = createInterface({ input: output })[Symbol.asyncIterator]();
  const ended = exit.then((): never => {
    throw new Error("The broker's process has ended.");
  });
  ended.catch(() => undefined);
  return async () => {
    const line = await Promise.race([lines.next(), ended]);
    return String(line.value);
  };
}
