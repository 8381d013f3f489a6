import type { Head } from "../forge.ts";
import { askRefs, type WebAccess } from "./ask-refs.ts";
import {
  goneMessage,
  moved,
  otherFormat,
  saysGone,
  saysRedirected,
  saysWhoAreYou,
  toFailure,
  tokenRefused,
} from "./failures.ts";
import { GitFailure, runGit, type GitSettings } from "./git-command.ts";
import { toHead } from "./refs.ts";
import { withSuffix, type Remote } from "./remote.ts";

const MAX_BYTES = 16 * 1024 * 1024;

export interface HeadQuestion {
  readonly settings: GitSettings;
  /** Asks http(s) servers without a process; git does it when absent. */
  readonly web: WebAccess | undefined;
  readonly remote: Remote;
  readonly signal: AbortSignal;
}

/** The head and the tags of a repository, in one question. */
export async function askHead(question: HeadQuestion): Promise<Head> {
  const { web, remote, signal, settings } = question;
  const { protocol } = remote.address;
  if (web === undefined || (protocol !== "https" && protocol !== "http")) return askGit(question);
  const answer = await askRefs({ web, remote, signal, timeoutMs: settings.timeoutMs });
  switch (answer.kind) {
    case "refs":
      return toHead(answer.refs);
    case "gone":
      return { state: "gone", message: goneMessage(remote.url) };
    case "other":
      return askGit(question);
    case "redirected": {
      const other = withSuffix(remote);
      if (other === undefined) throw moved(remote.url);
      return askHead({ ...question, remote: other });
    }
  }
}

async function askGit(question: HeadQuestion): Promise<Head> {
  const { remote } = question;
  try {
    return await lsRemote(question);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    const other = saysRedirected(error) ? withSuffix(remote) : undefined;
    if (other !== undefined) return askGit({ ...question, remote: other });
    if (remote.reach.authorization !== undefined && saysWhoAreYou(error)) throw tokenRefused(remote.url);
    if (saysGone(error)) return { state: "gone", message: goneMessage(remote.url) };
    throw toFailure(error, remote.url);
  }
}

async function lsRemote({ settings, remote, signal }: HeadQuestion): Promise<Head> {
  const output = await runGit(settings, {
    args: ["ls-remote", "--symref", "--", remote.url, "HEAD", "refs/tags/*"],
    ...remote.reach,
    direct: remote.address.protocol === "file",
    signal,
    maxBytes: MAX_BYTES,
  });
  const ids = new Map<string, string>();
  let headTarget: string | undefined;
  for (const line of output.toString("utf8").split("\n")) {
    const [value = "", ref = ""] = line.split("\t");
    if (!value.startsWith("ref: ")) ids.set(ref, value);
    else if (ref === "HEAD") headTarget = value.slice("ref: ".length);
  }
  const head = ids.get("HEAD");
  if (head !== undefined && head.length > 40) throw otherFormat(remote.url, "sha256");
  return toHead({ ids, headTarget });
}
