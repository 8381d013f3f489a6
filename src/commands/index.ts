export type { CommandContext } from "./command-context.ts";
export { diagnose } from "./diagnose.ts";
export { crawlOnce, type CrawlOptions } from "./crawl-once.ts";
export { serve } from "./serve.ts";
export {
  addToSources,
  decide,
  exportTo,
  importFrom,
  listAllSources,
  migrate,
  reindex,
  validatePaths,
  type ValidateOptions,
} from "./upkeep.ts";
