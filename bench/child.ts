import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A process of a bench: what it is asked is a line, what it answers is a line of JSON. */
export interface Child {
  ask<T>(question: string): Promise<T>;
  end(): Promise<void>;
}

/** Starts a built script of this folder; its first line says that it is ready. */
export async function startChild(script: string, args: readonly string[]): Promise<Child> {
  const path = new URL(script, import.meta.url).pathname;
  const child = spawn(process.execPath, ["--expose-gc", path, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const line = await lines.next();
    if (line.done === true) throw new Error(`"${script}" ended before it answered.`);
    return line.value;
  };
  await next();
  return {
    async ask<T>(question: string) {
      child.stdin.write(`${question}\n`);
      // The two scripts are compiled together.
      return JSON.parse(await next()) as T;
    },
    async end() {
      child.stdin.end();
      await exited;
    },
  };
}

/** The other side: answers each line until there are no more. */
export async function answerLines(answer: (question: string) => unknown): Promise<void> {
  process.stdout.write("ready\n");
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify((await answer(line)) ?? null)}\n`);
  }
}
