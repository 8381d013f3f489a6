#!/usr/bin/env node
import { Command, CommanderError, Option } from "commander";
import type { CommandOutput, ExitCode } from "./commands/command-context.ts";
import type * as commands from "./commands/index.ts";
import type * as Upkeep from "./commands/upkeep.ts";
import { loadProcessSettings } from "./config/load.ts";
import { ExecatError } from "./errors.ts";

const upkeep = async (): Promise<typeof Upkeep> => import("./commands/upkeep.ts");

const output: CommandOutput = {
  write: (line) => void process.stdout.write(`${line}\n`),
  writeError: (line) => void process.stderr.write(`${line}\n`),
};

/** Aborted by Ctrl-C or SIGTERM; a second Ctrl-C does not wait for what is under way. */
const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (interrupted.signal.aborted) process.exit(130);
    interrupted.abort();
  });
}

// Who reads along may leave (`execat serve | head`): that ends what is printed, not what is done.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

function buildProgram(finish: (code: ExitCode) => void): Command {
  const context = (): commands.CommandContext => ({
    settings: loadProcessSettings(),
    output,
    signal: interrupted.signal,
  });
  const program = new Command("execat")
    .description("The catalogue of executable software for the IVOA ExecutionBroker ecosystem.")
    .exitOverride()
    .showSuggestionAfterError()
    .addHelpText(
      "after",
      "\nSettings are EXECAT_… in the environment or execat.yaml; docs/settings.md lists them.",
    );
  program
    .command("serve")
    .description("run the web server; crawl at the start and every EXECAT_CRAWL_MINUTES")
    .action(async () => finish(await (await import("./commands/serve.ts")).serve(context())));
  program
    .command("crawl")
    .description("look at the sources once, all or those named")
    .argument("[source...]", "keys of sources")
    .option("--confirm-withdrawals", "withdraw all that is gone, however much of a source that is")
    .option(
      "--watch",
      "go on, every EXECAT_CRAWL_MINUTES: a crawler beside `serve` with EXECAT_CRAWL_IN_SERVER=false",
    )
    .option("--explain <repository>", "do not crawl; tell the story of one repository, by URL or path")
    .action(async (keys: string[], options: commands.CrawlOptions) =>
      finish(await (await import("./commands/crawl-once.ts")).crawlOnce(context(), keys, options)),
    );
  program
    .command("validate")
    .description("check manifests: files, or folders that are searched for them")
    .argument("<path...>")
    .addOption(new Option("--format <format>", "how to print").choices(["text", "json"]).default("text"))
    .addOption(
      new Option("--severity <severity>", "from which severity on to exit with 1")
        .choices(["error", "warning"])
        .default("error"),
    )
    .action(async (paths: string[], options: commands.ValidateOptions) =>
      finish(await (await import("./commands/validate-paths.ts")).validatePaths(context(), paths, options)),
    );
  addSourceCommands(program, context, finish);
  addUpkeepCommands(program, context, finish);
  return program;
}

function addUpkeepCommands(
  program: Command,
  context: () => commands.CommandContext,
  finish: (code: ExitCode) => void,
): void {
  program
    .command("reindex")
    .description("make models and index again from the stored bytes, without a crawl")
    .action(async () => finish(await (await upkeep()).reindex(context())));
  program
    .command("migrate")
    .description("bring the store to this version")
    .action(async () => finish(await (await upkeep()).migrate(context())));
  program
    .command("export")
    .description("write everything that cannot be made again from the sources, as JSON lines")
    .argument("[file]", "stdout when left out")
    .action(async (file: string | undefined) => finish(await (await upkeep()).exportTo(context(), file)));
  program
    .command("import")
    .description("fill an empty catalogue from an export")
    .argument("<file>")
    .action(async (file: string) => finish(await (await upkeep()).importFrom(context(), file)));
  program
    .command("doctor")
    .description("settings, engines, brokers, vocabularies: each with its state and what to do")
    .action(async () => finish(await (await import("./commands/diagnose.ts")).diagnose(context())));
}

function addSourceCommands(
  program: Command,
  context: () => commands.CommandContext,
  finish: (code: ExitCode) => void,
): void {
  const source = program.command("source").description("where to look for manifests");
  source
    .command("list")
    .description("the sources and readers' proposals")
    .action(async () => finish(await (await upkeep()).listAllSources(context())));
  source
    .command("add")
    .description("write a git URL or a folder into sources.yaml")
    .argument("<url>")
    .option("--key <key>", "short name, a-z, 0-9 and -")
    .option("--label <label>", "name for people")
    .action(async (url: string, options: { key?: string; label?: string }) =>
      finish(await (await upkeep()).addToSources(context(), url, options)),
    );
  for (const [name, state] of [
    ["accept", "active"],
    ["refuse", "refused"],
  ] as const) {
    source
      .command(name)
      .description(`${name} a proposed repository`)
      .argument("<key>")
      .action(async (key: string) => finish(await (await upkeep()).decide(context(), key, state)));
  }
}

async function main(): Promise<void> {
  let exitCode: ExitCode = 0;
  const program = buildProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) exitCode = error.exitCode === 0 ? 0 : 2;
    else exitCode = report(error);
  }
  process.exitCode = exitCode;
}

/** A mistake of the user's is said; anything else is a bug, and its stack is what a report needs. */
function report(error: unknown): ExitCode {
  if ((error as NodeJS.ErrnoException | undefined)?.code === "EPIPE") return 0;
  if (error instanceof ExecatError) {
    output.writeError(`execat: ${error.message}`);
    if (error.hint !== undefined) output.writeError(`        ${error.hint}`);
    return 2;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  output.writeError(`execat: this is a fault of Execat itself; please report it with these lines:\n${text}`);
  return 2;
}

await main();
