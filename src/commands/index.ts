// Types only: main.ts imports each command when it is run, so that `validate` and `init` load no native module.
export type { CommandContext } from "./command-context.ts";
export type { ConvertOptions } from "./convert.ts";
export type { CrawlOptions } from "./crawl-once.ts";
export type { ValidateOptions } from "./validate.ts";
export type { InitOptions } from "./init-folder.ts";
export type { VocabularyImportOptions } from "./vocabulary-import.ts";
