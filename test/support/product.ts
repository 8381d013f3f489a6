import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export const ROOT = path.resolve(import.meta.dirname, "../..");
const MAIN = path.join(ROOT, "dist/src/main.js");

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  /** Address that it printed. */
  readonly url: string;
  readonly child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves when stdout holds the text; rejects when the process ends first. */
  printed(text: string): Promise<void>;
  /** Sends the signal, and waits until it has ended. */
  end(signal?: NodeJS.Signals): Promise<Ended>;
}

/** The built product on a data folder of its own. Everything is away after `remove`. */
export interface Product {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** `main` is another installation of the product than the one that was built here. */
  serve(env?: Readonly<Record<string, string>>, main?: string): Promise<Running>;
  remove(): Promise<void>;
}

export function createProduct(settings: Readonly<Record<string, string>> = {}): Product {
  const folder = mkdtempSync(path.join(tmpdir(), "execat-product-"));
  const running = new Set<Running>();
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    EXECAT_PORT: "0",
    EXECAT_DATA_DIR: path.join(folder, "data"),
    EXECAT_SOURCES: path.join(ROOT, "sources.yaml"),
    ...settings,
  };
  const start = (args: readonly string[], more: Readonly<Record<string, string>>, main = MAIN): Started =>
    watch(
      spawn(process.execPath, [main, ...args], {
        cwd: folder,
        env: { ...env, ...more },
        stdio: ["ignore", "pipe", "pipe"],
      }),
    );
  return {
    folder,
    env,
    run: (args, more = {}) => start(args, more).ended,
    async serve(more = {}, main) {
      const started = start(["serve"], more, main);
      await started.printed("Execat is at ");
      const url = /Execat is at (\S+)/.exec(started.stdout())?.[1];
      if (url === undefined) throw new Error(`No address in ${started.stdout()}`);
      const one: Running = {
        url,
        ...started,
        async end(signal = "SIGINT") {
          started.child.kill(signal);
          running.delete(one);
          return started.ended;
        },
      };
      running.add(one);
      return one;
    },
    async remove() {
      await Promise.all([...running].map((one) => one.end("SIGKILL")));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Started = Omit<Running, "url" | "end"> & { readonly ended: Promise<Ended> };

function watch(child: ChildProcess): Started {
  const text = { stdout: "", stderr: "" };
  let changed = (): void => undefined;
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (chunk: string) => {
      text[name] += chunk;
      changed();
    });
  }
  let over = false;
  const ended = once(child, "close").then(([code]): Ended => {
    over = true;
    changed();
    return { code: code as number | null, ...text };
  });
  return {
    child,
    stdout: () => text.stdout,
    stderr: () => text.stderr,
    ended,
    async printed(wanted) {
      while (!text.stdout.includes(wanted)) {
        if (over) throw new Error(`It ended before it printed "${wanted}":\n${text.stdout}\n${text.stderr}`);
        await new Promise<void>((resolve) => {
          changed = resolve;
        });
      }
    },
  };
}
