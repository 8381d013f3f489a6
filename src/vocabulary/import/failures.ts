import { ExecatError } from "../../errors.ts";

/** The error of a text that cannot be read: `file:line: what is wrong`. */
export function importError(
  name: string,
  line: number | undefined,
  sentence: string,
  hint?: string,
): ExecatError {
  const place = line === undefined ? name : `${name}:${line}`;
  return new ExecatError("VOCABULARY_INVALID", `"${place}": ${sentence}`, {
    hint: hint ?? "Mend the file, or name its format by --format when another one was taken for it.",
  });
}

/** In which line, from 1, the sign at an offset stands. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}

/** A message of a parser as a sentence of one line, without control characters. */
export function toSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = (message.split("\n")[0] ?? "").replaceAll(/[\p{Cc}\p{Cf}]+/gu, " ").trim();
  const short = line.length > 300 ? `${line.slice(0, 300)}…` : line;
  return /[.!?…]$/u.test(short) ? short : `${short}.`;
}
