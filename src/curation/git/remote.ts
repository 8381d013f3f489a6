import { ExecatError } from "../../errors.ts";
import type { Context } from "./context.ts";
import { isId, moveRef, readRef } from "./refs.ts";
import type { RemoteAddress } from "./remote-address.ts";

/** What a remote answered when it would not do what it was asked: a sentence for the operator. */
export class RemoteFailure extends Error {
  override readonly name = "RemoteFailure";
}

const MOVED =
  /\[rejected\]|fetch first|non-fast-forward|stale info|cannot lock ref|failed to update ref|incorrect old value|reference already exists/i;
const REFUSED =
  /returned error: 40[13]|authentication failed|could not read (?:username|password)|permission denied|host key verification failed|\[remote rejected\]|protected branch|not permitted/i;
const FETCH = ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head"];
const PUSH = ["push", "--quiet", "--no-verify", "--no-follow-tags", "--no-recurse-submodules"];
const SENTENCE_LENGTH = 300;

/** Where the remote's branch was seen last. */
export function trackingRef({ branch }: RemoteAddress): string {
  return `refs/remotes/origin/${branch}`;
}

/** Brings the remote's branch here; `undefined` when the remote has none yet. Throws `RemoteFailure`. */
export async function fetchRemote(context: Context, address: RemoteAddress): Promise<string | undefined> {
  const { git, folder } = context;
  const ref = `refs/heads/${address.branch}`;
  try {
    const { access, url } = address;
    const listed = await git({ args: ["ls-remote", "--", url, ref], access });
    const line = listed
      .toString("utf8")
      .split("\n")
      .find((line) => line.endsWith(`\t${ref}`));
    const id = line?.split("\t")[0] ?? "";
    if (!isId(id)) return undefined;
    if ((await readRef(folder, trackingRef(address))) === id) return id;
    await git({
      args: [...FETCH, "--", url, `+${ref}:${trackingRef(address)}`],
      access,
    });
    return await readRef(folder, trackingRef(address));
  } catch (error) {
    throw toRemoteFailure(error, address, "read");
  }
}

/** Pushes a commit; false when somebody else has pushed meanwhile. Throws `RemoteFailure`. */
export async function pushRemote(context: Context, address: RemoteAddress, commit: string): Promise<boolean> {
  const { git, folder } = context;
  const ref = trackingRef(address);
  try {
    await git({
      args: [...PUSH, "--", address.url, `${commit}:refs/heads/${address.branch}`],
      access: address.access,
    });
  } catch (error) {
    const said = wordsOf(error);
    if (MOVED.test(said) && !/permission denied/i.test(said)) return false;
    throw toRemoteFailure(error, address, "written");
  }
  // When another process has moved it on meanwhile, it knows more than we do.
  await moveRef(git, folder, { ref, from: await readRef(folder, ref), to: commit });
  return true;
}

function toRemoteFailure(error: unknown, address: RemoteAddress, verb: "read" | "written"): RemoteFailure {
  const said = wordsOf(error);
  const reason = REFUSED.test(said) ? "it refuses us" : "it cannot be reached or does not answer";
  let line = lastLine(said);
  for (const text of address.hidden) line = line.replaceAll(text, "(hidden)");
  return new RemoteFailure(`The remote "${address.shown}" could not be ${verb}: ${reason} (git: ${line}).`, {
    cause: error,
  });
}

function wordsOf(error: unknown): string {
  const cause = error instanceof ExecatError ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message : String(cause);
}

/** The line that says what happened: git writes advice after it. */
function lastLine(text: string): string {
  const lines = text.split("\n").map((line) => line.replaceAll(/[\p{Cc}\p{Cf}\uFFFD]+/gu, " ").trim());
  const told =
    lines.find((line) => /^(?:fatal|error|remote|ssh|!)\b/i.test(line)) ?? lines.find((line) => line !== "");
  return (told ?? "no reason given").replace(/^(?:fatal|error):\s*/i, "").slice(0, SENTENCE_LENGTH);
}
