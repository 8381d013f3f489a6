import type { Settings } from "../config/settings.ts";

/** What a command writes to; text ends without a line break. */
export interface CommandOutput {
  readonly write: (line: string) => void;
  readonly writeError: (line: string) => void;
}

export interface CommandContext {
  readonly settings: Settings;
  readonly output: CommandOutput;
  /** Aborted when the user ends the command. */
  readonly signal: AbortSignal;
}

/** 0 fine, 1 findings, 2 could not run. */
export type ExitCode = 0 | 1 | 2;
