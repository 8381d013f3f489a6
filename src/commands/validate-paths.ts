import { openAuthorsTools } from "./authors-tools.ts";
import { showsColour } from "../config/load.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { validate, type ValidateOptions } from "./validate.ts";

/** `execat validate PATH…` */
export async function validatePaths(
  { settings, output }: CommandContext,
  paths: readonly string[],
  options: ValidateOptions,
): Promise<ExitCode> {
  const { checker } = await openAuthorsTools(settings);
  return validate(paths, options, {
    checker,
    ...output,
    cwd: process.cwd(),
    colour: showsColour(process.stdout),
  });
}
