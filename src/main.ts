#!/usr/bin/env node
import { Command, CommanderError, Help, Option } from "commander";
import type { CommandOutput, ExitCode } from "./commands/command-context.ts";
import type * as commands from "./commands/index.ts";
import { FORMAT_NAMES } from "./commands/formats/format-names.ts";
import type * as Upkeep from "./commands/upkeep.ts";
import { loadProcessSettings } from "./config/load.ts";
import { addTokenCommands } from "./commands/add-token-commands.ts";
import { ExecatError } from "./errors.ts";
import { IMPORT_FORMATS } from "./vocabulary/import/import-format.ts";

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
    .configureHelp({
      subcommandTerm: (command) => command.name(),
      // The list of commands fills the screen; that `--help` helps is known to who reads it.
      visibleOptions: (command) => (command.parent === null ? [] : new Help().visibleOptions(command)),
    })
    .helpCommand(false)
    .addHelpText("after", "\nExample: execat init && execat validate .   (settings: docs/settings.md)");
  program
    .command("serve")
    .summary("run the web server, and crawl now and then")
    .description("run the web server; crawl at the start and every EXECAT_CRAWL_MINUTES")
    .addHelpText("after", "\nExample: EXECAT_PORT=8081 execat serve")
    .action(async () => finish(await (await import("./commands/serve.ts")).serve(context())));
  program
    .command("crawl")
    .description("look at the sources once, all or those named")
    .argument("[source...]", "keys of sources")
    .option("--allow-removals", "withdraw all that is gone, however much of a source that is")
    .option("--json", "print lines of JSON, one an event, for programs")
    .option(
      "--watch",
      "go on, every EXECAT_CRAWL_MINUTES: a crawler beside `serve` with EXECAT_CRAWL_IN_SERVER=false",
    )
    .option("--explain <repository>", "do not crawl; tell the story of one repository, by URL or path")
    .addHelpText("after", "\nExample: execat crawl examples")
    .action(async (keys: string[], options: commands.CrawlOptions) =>
      finish(await (await import("./commands/crawl-once.ts")).crawlOnce(context(), keys, options)),
    );
  addAuthorCommands(program, context, finish);
  addConvertCommand(program, finish);
  addSourceCommands(program, context, finish);
  addLayerCommands(program, context, finish);
  addVocabularyCommands(program, context, finish);
  addTokenCommands(program, context, finish);
  addUpkeepCommands(program, context, finish);
  return program;
}

/** What authors run in their repository; none of these loads the store's native module. */
function addAuthorCommands(
  program: Command,
  context: () => commands.CommandContext,
  finish: (code: ExitCode) => void,
): void {
  program
    .command("validate")
    .summary("check manifests: files, folders, or repositories by address")
    .description("check manifests: files, folders that are searched, or https addresses of repositories")
    .argument("[path-or-url...]", "this folder when left out")
    .addOption(new Option("--format <format>", "how to print").choices([...FORMAT_NAMES]).default("pretty"))
    .addOption(
      new Option("--severity <severity>", "from which severity on to exit with 1")
        .choices(["error", "warning", "hint"])
        .default("error"),
    )
    .option("--fix", "write into the files what has exactly one right answer; all else stays as it is")
    .addHelpText(
      "after",
      "\nExample: execat validate --fix ivoa-execution.yaml\n         execat validate https://example.org/group/tool.git",
    )
    .action(async (paths: string[], options: commands.ValidateOptions) =>
      finish(
        await (
          await import("./commands/validate-paths.ts")
        ).validatePaths(context(), paths.length === 0 ? ["."] : paths, options),
      ),
    );
  program
    .command("explain")
    .description("say why a finding matters and how the mended text looks")
    .argument("[rule]", "a rule's id; all are listed when left out")
    .addHelpText("after", "\nExample: execat explain image/digest-missing")
    .action(async (rule: string | undefined) =>
      finish((await import("./commands/explain-rule.ts")).explainRule(rule, output)),
    );
  program
    .command("init")
    .summary("draft a manifest from what a repository already says")
    .description("draft a manifest from what a repository already says; never overwrites one")
    .argument("[folder]", "the repository's folder", ".")
    .option("-y, --yes", "ask nothing; what cannot be known is left as a TODO")
    .option("--from <document>", "draft a packager's document: from a file, an entry's path or address")
    .addHelpText("after", "\nExample: execat init --yes . && execat validate .")
    .action(async (folder: string, options: commands.InitOptions) =>
      finish(await (await import("./commands/init-folder.ts")).initFolder(context(), folder, options)),
    );
}

function addConvertCommand(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command("convert")
    .summary("print a manifest in another dialect of the ExecutionBroker")
    .description("print a manifest in another dialect; what it cannot say is listed on the error output")
    .argument("<file>", "a manifest in any dialect, YAML or JSON")
    .addOption(
      new Option("--to <dialect>", "D is what brokers take today, C what they took until May 2026")
        .choices(["D", "C"])
        .default("D"),
    )
    .addHelpText("after", "\nExample: execat convert old.yaml --to D > ivoa-execution.yaml")
    .action(async (file: string, options: commands.ConvertOptions) =>
      finish(
        await (
          await import("./commands/convert.ts")
        ).convert(file, options, { ...output, cwd: process.cwd() }),
      ),
    );
}

function addUpkeepCommands(
  program: Command,
  context: () => commands.CommandContext,
  finish: (code: ExitCode) => void,
): void {
  program
    .command("reindex")
    .summary("make models and index again, without a crawl")
    .description("make models and index again from the stored bytes, without a crawl")
    .addHelpText("after", "\nExample: execat reindex")
    .action(async () => finish(await (await upkeep()).reindex(context())));
  program
    .command("migrate")
    .description("bring the store to this version")
    .addHelpText("after", "\nExample: execat migrate")
    .action(async () => finish(await (await upkeep()).migrate(context())));
  program
    .command("search-keys")
    .summary("make the keys that Meilisearch wants to see")
    .description("make the keys that web server and crawler need at Meilisearch, and print them")
    .addHelpText("after", "\nExample: EXECAT_MEILI_URL=… EXECAT_MEILI_MASTER_KEY=… execat search-keys")
    .action(async () => finish(await (await upkeep()).searchKeys(context())));
  program
    .command("export")
    .summary("write everything that cannot be made again, as JSON lines")
    .description("write everything that cannot be made again from the sources, as JSON lines")
    .argument("[file]", "stdout when left out")
    .addHelpText("after", "\nExample: execat export catalogue.jsonl")
    .action(async (file: string | undefined) => finish(await (await upkeep()).exportTo(context(), file)));
  program
    .command("import")
    .description("fill an empty catalogue from an export")
    .argument("<file>")
    .addHelpText("after", "\nExample: execat import catalogue.jsonl")
    .action(async (file: string) => finish(await (await upkeep()).importFrom(context(), file)));
  program
    .command("doctor")
    .summary("say of every part how it is, and what to do")
    .description("settings, engines, brokers, vocabularies: each with its state and what to do")
    .option("--repair", "write anew what the search index has otherwise than the store")
    .addHelpText("after", "\nExample: execat doctor")
    .action(async (options: { readonly repair?: boolean }) =>
      finish(await (await import("./commands/diagnose.ts")).diagnose(context(), options)),
    );
}

function addSourceCommands(
  program: Command,
  context: () => commands.CommandContext,
  finish: (code: ExitCode) => void,
): void {
  const source = program
    .command("source")
    .description("where to look for manifests")
    .addHelpText("after", "\nExample: execat source list");
  source
    .command("list")
    .description("the sources and readers' proposals")
    .addHelpText("after", "\nExample: execat source list")
    .action(async () => finish(await (await upkeep()).listAllSources(context())));
  source
    .command("add")
    .description("write a git URL or a folder into sources.yaml")
    .argument("<url>")
    .option("--key <key>", "short name, a-z, 0-9 and -")
    .option("--label <label>", "name for people")
    .addHelpText("after", "\nExample: execat source add https://git.example.org/group/tool.git --key tool")
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
      .argument("<key>", "as `execat source list` has it")
      .addHelpText("after", `\nExample: execat source ${name} tool`)
      .action(async (key: string) => finish(await (await upkeep()).decide(context(), key, state)));
  }
}

function addLayerCommands(
  program: Command,
  context: () => commands.CommandContext,
  finish: (code: ExitCode) => void,
): void {
  const layer = program
    .command("layer")
    .description("documents that say they are derived from others")
    .addHelpText("after", "\nExample: execat layer list");
  layer
    .command("list")
    .description("all of them, and whether search shows them in the place of their origin")
    .addHelpText("after", "\nExample: execat layer list")
    .action(async () => finish(await (await import("./commands/layer.ts")).listLayers(context())));
  for (const [name, verdict, does] of [
    ["confirm", "confirmed", "let a document stand for the one that it says it is derived from"],
    ["refuse", "refused", "never take a document for a layer of the one that it names"],
  ] as const) {
    layer
      .command(name)
      .description(does)
      .argument("<path>", "the layer's path, as `execat layer list` has it")
      .option("--by <name>", "who decides; the user of this machine when left out")
      .addHelpText("after", `\nExample: execat layer ${name} github.com/group/tool-container`)
      .action(async (path: string, options: { by?: string }) =>
        finish(await (await import("./commands/layer.ts")).decideLayer(context(), path, verdict, options)),
      );
  }
}

function addVocabularyCommands(
  program: Command,
  context: () => commands.CommandContext,
  finish: (code: ExitCode) => void,
): void {
  const vocabulary = program
    .command("vocabulary")
    .description("the words by which entries are found")
    .addHelpText("after", "\nExample: execat vocabulary check");
  vocabulary
    .command("check")
    .summary("check vocabularies: a folder, or one file of it")
    .description(
      "check vocabularies: a folder, one file of it, or a clone of a curation; each finding with its place",
    )
    .argument("[path]", "the catalogue's own vocabularies when left out")
    .addHelpText("after", "\nExample: execat vocabulary check vocabularies/task.yaml")
    .action(async (path: string | undefined) =>
      finish(await (await import("./commands/vocabulary-check.ts")).checkVocabularyPath(context(), path)),
    );
  vocabulary
    .command("import")
    .summary("write a vocabulary's file from SKOS, an IVOA list or the UAT")
    .description("write a vocabulary's file from SKOS, an IVOA list or the UAT; what is left out is listed")
    .argument("<file-or-url>", "a file, or an https address")
    .requiredOption("--as <name>", "the vocabulary's id, and the file's name")
    .option("--into <folder>", "EXECAT_VOCABULARIES, else ./vocabularies, when left out")
    .addOption(new Option("--format <format>", "what the content is taken for").choices(IMPORT_FORMATS))
    .option("--namespace <uri>", "what stands before an id in a URI; for CSV, which does not say it")
    .option("--scheme <uri>", "which scheme, where the file holds several")
    .option("--language <tag>", "the language of what names none")
    .option("--force", "write over a file that is there")
    .addHelpText("after", "\nExample: execat vocabulary import UAT.json --as uat --into vocabularies")
    .action(async (from: string, options: commands.VocabularyImportOptions) =>
      finish(
        await (
          await import("./commands/vocabulary-import.ts")
        ).importVocabularyFrom(context(), from, options),
      ),
    );
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
