import { ExecatError } from "../../../src/errors.ts";
import type { GitFailure } from "./git-command.ts";

/** Nobody is there to be asked for a name: the server wanted one, or wanted another token. */
const ASKS_FOR_NAME = /could not read Username/i;
const GONE = [
  /repository .* not found/i,
  /does not appear to be a git repository/i,
  /returned error: 4(?:04|10)/,
  /project you were looking for could not be found/i,
  // A forge that tells nobody which private repositories it has asks for a password instead.
  ASKS_FOR_NAME,
];
const REDIRECTED = /returned error: 30\d|unable to update url base from redirection/i;
const REFUSED =
  /returned error: 40[13]|Authentication failed|Permission denied|Host key verification failed/i;
const SLOW_DOWN = /returned error: (?:429|5\d\d)/;
const UNREACHABLE =
  /could not resolve|connection (?:refused|reset|timed out|closed)|failed to connect|network is unreachable|no route to host|SSL|TLS|early EOF|hung up|Operation timed out|empty reply/i;
/** The system's limits, which the launcher sets. */
const TOO_COSTLY =
  /out of memory|cannot allocate memory|malloc failed|mmap failed|virtual memory|File too large|signal (?:9|24|25)\b/i;
/** The pack is not what it says, or holds what no git writes: a second way of asking brings the same. */
const DAMAGED =
  /fsck error|error in object|object corrupt|is corrupt|sha1 mismatch|SHA1 COLLISION|pack has bad|pack has \d+ unresolved|bad pack|pack signature|inflate|invalid index-pack|packfile|did not send all necessary objects|bad object|bad tree|not a tree object|is a (?:tree|blob|commit|tag), not|malformed|too-short tree|empty filename in tree|protocol error|bad line length|unexpected (?:EOF|disconnect)|maximum allowed tree depth|not our ref/i;

/** What is wrong with an object itself, however often it is sent. */
const WRONG_OBJECT =
  /fsck error|error in object|object [0-9a-f]{40,64}: [a-z]+[A-Z]|bad tree|too-short tree|empty filename in tree|malformed|maximum allowed tree depth|is a (?:tree|blob|commit|tag), not|not a tree object/i;

/** True when git's words mean that the server answered: there is no such repository. */
export function saysGone(failure: GitFailure): boolean {
  return GONE.some((pattern) => pattern.test(failure.message));
}

/** True when git was asked for a name, which after a token was sent means that the token is refused. */
export function saysWhoAreYou(failure: GitFailure): boolean {
  return ASKS_FOR_NAME.test(failure.message);
}

/** What is refused is the token then, and says nothing of the repository. */
export function tokenRefused(url: string): ExecatError {
  return new ExecatError("SOURCE_INVALID", `"${new URL(url).host}" refuses the catalogue's token.`, {
    hint: "Make a new one; docs/operate-crawl.md says which rights it needs.",
  });
}

export function saysRedirected(failure: GitFailure): boolean {
  return REDIRECTED.test(failure.message);
}

/** True when one of git's processes was stopped at a limit of the system. */
export function saysTooCostly(failure: GitFailure): boolean {
  return TOO_COSTLY.test(failure.message);
}

/** True when the server knows no shallow copies, so that it can only be asked for everything. */
export function saysNoShallow(failure: GitFailure): boolean {
  return /does not support (?:shallow|--depth)|does not support shallow capabilities/i.test(failure.message);
}

/** True when the server gives no commit by its id, or has this one no more. */
export function saysNotById(failure: GitFailure): boolean {
  return /unadvertised object|not our ref|couldn't find remote ref [0-9a-f]{40}|no such remote ref [0-9a-f]{40}/i.test(
    failure.message,
  );
}

/** The name of a ref that the server has no more. */
export function missingRef(failure: GitFailure): string | undefined {
  return /couldn't find remote ref (?<name>\S+)/i.exec(failure.message)?.groups?.["name"];
}

/** True when another way of asking would not help: the server refuses, is away or sends us elsewhere. */
export function isFinal(failure: GitFailure): boolean {
  return [...GONE, REDIRECTED, REFUSED, SLOW_DOWN, UNREACHABLE, TOO_COSTLY].some((it) =>
    it.test(failure.message),
  );
}

/** What git wrote, as a failure that a reader can act on. */
export function toFailure(failure: GitFailure, url: string): ExecatError {
  const stays = WRONG_OBJECT.test(failure.message);
  const details = { git: lastLine(failure.message), ...(stays ? { stays } : {}) };
  const options = (hint: string) => ({ hint, details, cause: failure });
  const failed = (sentence: string, hint: string): ExecatError =>
    new ExecatError("UPSTREAM_FAILED", sentence, options(hint));
  if (saysGone(failure)) return failed(goneMessage(url), "Check the address of the source.");
  if (saysRedirected(failure)) return moved(url, failure);
  if (REFUSED.test(failure.message)) {
    return failed(
      `"${url}" may not be read: ${details.git}`,
      "Make it public; for ssh: give the key to an agent and the host's key to known_hosts.",
    );
  }
  if (saysTooCostly(failure)) {
    return new ExecatError(
      "TOO_LARGE",
      `Reading "${url}" takes more memory, time or space than one repository may have.`,
      options("Keep the manifest in a smaller repository of its own."),
    );
  }
  if (DAMAGED.test(failure.message)) {
    return failed(
      `What "${url}" sent is damaged or no repository that git would write: ${details.git}`,
      "Check it with `git fsck --full` and push it again.",
    );
  }
  return failed(`"${url}" could not be read: ${details.git}`, "It is tried again later.");
}

export function goneMessage(url: string): string {
  return `There is no repository at "${url}", or it is private.`;
}

export function moved(url: string, cause?: Error): ExecatError {
  return new ExecatError("UPSTREAM_FAILED", `"${url}" has moved to another address.`, {
    hint: "Open it in a browser and put the new address into sources.yaml; redirects are not followed.",
    cause,
  });
}

export function otherFormat(url: string, format: string): ExecatError {
  return new ExecatError("UPSTREAM_FAILED", `"${url}" names its objects by "${format.slice(0, 20)}".`, {
    hint: "Only repositories with SHA-1 names can be read yet; offer a copy of that kind.",
  });
}

/** The line that says what happened: git writes advice after it. Strangers may have written a part of it. */
function lastLine(text: string): string {
  const lines = text.split("\n").map((line) => line.replaceAll(/[\p{Cc}\p{Cf}\uFFFD]+/gu, " ").trim());
  const told =
    lines.find((line) => /^(?:fatal|error|ERROR|remote):/i.test(line)) ?? lines.find((line) => line !== "");
  return (told ?? "git gave no reason").replace(/^(?:fatal|error):\s*/i, "").slice(0, 300);
}
