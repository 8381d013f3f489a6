import picomatch from "picomatch";
import type { Source } from "../../src/catalogue/sources.ts";
import type { FoundRepository } from "../forges/forge.ts";

/** Why a source leaves a repository out, as a sentence; absent when it is to be read. */
export function reasonToExclude(
  { key, options }: Pick<Source, "key" | "options">,
  { path, facts }: Pick<FoundRepository, "path" | "facts">,
): string | undefined {
  const glob = options.exclude?.find((pattern) => picomatch.isMatch(path, pattern, { nocase: true }));
  if (glob !== undefined) return `Source "${key}" leaves it out: "${glob}" stands below "exclude".`;
  const isListedByName = options.scope === undefined || options.scope.of === "repositories";
  if (facts?.fork === true && options.forks !== true && !isListedByName) {
    return `It is a fork, which source "${key}" leaves out unless it is listed by name.`;
  }
  return undefined;
}
