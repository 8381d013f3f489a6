import { ExecatError } from "../../../src/errors.ts";
import type { GitFailure } from "./git-command.ts";

const GONE = [
  /repository .* not found/i,
  /does not appear to be a git repository/i,
  /returned error: 4(?:04|10)/,
  /project you were looking for could not be found/i,
  // A forge that tells nobody which private repositories it has asks for a password instead.
  /could not read Username/i,
];
const REDIRECTED = /returned error: 30\d|unable to update url base from redirection/i;
const REFUSED =
  /returned error: 40[13]|Authentication failed|Permission denied|Host key verification failed/i;
const SLOW_DOWN = /returned error: (?:429|5\d\d)/;
const UNREACHABLE =
  /could not resolve|connection (?:refused|reset|timed out|closed)|failed to connect|network is unreachable|no route to host|SSL|TLS|early EOF|hung up|Operation timed out|empty reply/i;

/** True when git's words mean that the server answered: there is no such repository. */
export function saysGone(failure: GitFailure): boolean {
  return GONE.some((pattern) => pattern.test(failure.message));
}

export function saysRedirected(failure: GitFailure): boolean {
  return REDIRECTED.test(failure.message);
}

/** True when another way of asking would not help: the server refuses, is away or sends us elsewhere. */
export function isFinal(failure: GitFailure): boolean {
  return [...GONE, REDIRECTED, REFUSED, SLOW_DOWN, UNREACHABLE].some((it) => it.test(failure.message));
}

/** What git wrote, as a failure that a reader can act on. */
export function toFailure(failure: GitFailure, url: string): ExecatError {
  const details = { git: lastLine(failure.message) };
  const options = (hint: string) => ({ hint, details, cause: failure });
  if (saysGone(failure)) {
    return new ExecatError("UPSTREAM_FAILED", goneMessage(url), options("Check the address of the source."));
  }
  if (saysRedirected(failure)) {
    return new ExecatError(
      "UPSTREAM_FAILED",
      `"${url}" has moved to another address.`,
      options("Open it in a browser and put the new address into sources.yaml; redirects are not followed."),
    );
  }
  if (REFUSED.test(failure.message)) {
    return new ExecatError(
      "UPSTREAM_FAILED",
      `"${url}" may not be read: ${details.git}`,
      options("Make it public; for ssh: give the key to an agent and the host's key to known_hosts."),
    );
  }
  return new ExecatError(
    "UPSTREAM_FAILED",
    `"${url}" could not be read: ${details.git}`,
    options("It is tried again later."),
  );
}

export function goneMessage(url: string): string {
  return `There is no repository at "${url}", or it is private.`;
}

/** The line that says what happened: git writes advice after it. */
function lastLine(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  const told =
    lines.find((line) => /^(?:fatal|error|ERROR|remote):/i.test(line)) ?? lines.find((line) => line !== "");
  return (told ?? "git gave no reason").replace(/^(?:fatal|error):\s*/i, "").slice(0, 300);
}
