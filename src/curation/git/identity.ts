import type { Curator } from "../repository.ts";

const LONGEST_NAME = 200;

/** A curator as git can name one: names come from forms, and a line end or an angle bracket would forge a header. */
export function identity({ name, email }: Curator): Curator {
  return { name: clean(name) || "Unknown", email: clean(email).replaceAll(/\s+/g, "") || "unknown@invalid" };
}

/** A subject: one line without signs that steer a terminal. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
}

/** A body: lines without signs that steer a terminal. */
export function manyLines(text: string): string {
  return text
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(/[^\P{Cc}\n\t]/gu, " ")
    .trim();
}

/** As git counts time. */
export function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

function clean(text: string): string {
  // git itself drops these signs from both ends of a name.
  return oneLine(text.replaceAll(/[<>]+/g, " "))
    .slice(0, LONGEST_NAME)
    .replaceAll(/\s+/g, " ")
    .replaceAll(/^[\s.,:;"'\\]+|[\s.,:;"'\\]+$/g, "");
}
