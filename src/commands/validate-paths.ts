import { checkInProcess } from "../catalogue/guarded-checker.ts";
import { showsColour } from "../config/load.ts";
import { openAuthorsTools } from "./authors-tools.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { validate, type ValidateOptions } from "./validate.ts";

/** `execat validate PATH|URL…` */
export async function validatePaths(
  { settings, output, signal }: CommandContext,
  paths: readonly string[],
  options: ValidateOptions,
): Promise<ExitCode> {
  const { checker, vocabularies } = await openAuthorsTools(settings);
  return validate(paths, options, {
    checker,
    async openRepositoryCheck() {
      const { openRepositoryCheck } = await import("../compose-check.ts");
      const deadlineMs = settings.gitTimeoutSeconds * 1000;
      return openRepositoryCheck(settings, {
        checker: checkInProcess(checker),
        vocabularies: () => vocabularies,
        deadlineMs,
      });
    },
    signal,
    ...output,
    cwd: process.cwd(),
    colour: showsColour(process.stdout),
  });
}
