import { ExecatError } from "../errors.ts";

/** A failure as it is kept beside an answer or a session: what failed and what to do. */
export interface FailureText {
  readonly message: string;
  readonly hint: string | undefined;
}

/** The words of an error that we threw on purpose; anything else is a bug and is not shown. */
export function failureText(error: unknown, label: string): FailureText {
  if (error instanceof ExecatError) return { message: error.message, hint: error.hint };
  return {
    message: `Something went wrong with "${label}" on our side.`,
    hint: "The operator finds the reason in the log.",
  };
}
