import path from "node:path";
import { createInterface } from "node:readline/promises";
import { openAuthorsTools } from "./authors-tools.ts";
import { ExecatError } from "../errors.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { init } from "./init.ts";
import type { Origin } from "./init-package.ts";

export interface InitOptions {
  readonly yes?: boolean;
  readonly from?: string;
}

/** `execat init [FOLDER]`: asks on a terminal, leaves TODOs elsewhere. Throws as `init` and `loadOrigin`. */
export async function initFolder(
  { settings, output, signal }: CommandContext,
  folder: string,
  options: InitOptions,
): Promise<ExitCode> {
  const tools = await openAuthorsTools(settings);
  const origin = options.from === undefined ? undefined : await load(options.from);
  const schema = settings.publicUrl === "" ? undefined : `${settings.publicUrl}/schemas/manifest.json`;
  const asks = options.yes !== true && origin === undefined && process.stdin.isTTY;
  const terminal = asks ? createInterface({ input: process.stdin, output: process.stderr }) : undefined;
  try {
    const ask =
      terminal === undefined
        ? undefined
        : (question: string) => terminal.question(question, { signal }).catch(explainEnd);
    return await init(path.relative("", path.resolve(folder)) || ".", {
      ...tools,
      output,
      ask,
      origin,
      schema,
    });
  } finally {
    terminal?.close();
  }

  async function load(from: string): Promise<Origin> {
    const { loadOrigin } = await import("./init-from.ts");
    return loadOrigin(from, settings, process.cwd());
  }
}

/** Ctrl-C and Ctrl-D reject the question. */
function explainEnd(error: unknown): never {
  if (!(error instanceof Error) || error.name !== "AbortError") throw error;
  throw new ExecatError("INVALID_REQUEST", "Ended before the last answer; nothing was written.", {
    hint: "`execat init --yes` asks nothing and leaves TODOs.",
    cause: error,
  });
}
