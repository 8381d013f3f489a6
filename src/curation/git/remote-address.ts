import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ExecatError } from "../../errors.ts";
import type { GitAccess } from "./git-command.ts";

export interface RemoteOptions {
  /** `https:`, `ssh:`, `file:`, `user@host:path`, or a folder; `http:` for this very machine only. */
  readonly url: string;
  /** `main` when absent. */
  readonly branch?: string | undefined;
  /** For `https:`; those in the URL when absent. Without a user it is a token. */
  readonly credentials?: { readonly user?: string | undefined; readonly password: string } | undefined;
}

export interface RemoteAddress {
  /** As git gets it: without a password. */
  readonly url: string;
  /** As people see it: without user and password. */
  readonly shown: string;
  readonly branch: string;
  readonly access: GitAccess;
  /** Texts that no message may hold. */
  readonly hidden: readonly string[];
}

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
const HELPER = /^[a-z0-9+.-]+::/i;
const SCP = /^(?:[A-Za-z0-9_][A-Za-z0-9._-]*@)?(?<rest>[A-Za-z0-9[][^:/\s]*:[^\s]+)$/;
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
/** Forges take a token as a password; this name beside it is the one that most of them accept. */
const TOKEN_USER = "x-access-token";
const BRANCH = /^(?![-./])(?!.*(?:\.\.|\/\/|\/\.|@\{|\.lock(?:\/|$)))[^\s\p{Cc}~^:?*[\\]{1,200}(?<![./])$/u;

/** Throws `SETTINGS_INVALID` for an address that git could take for an option or a program to run. */
export function parseRemote({ url, branch = "main", credentials }: RemoteOptions): RemoteAddress {
  if (!BRANCH.test(branch)) throw invalid(`"${branch}" is not the name of a branch.`);
  if (url === "" || url.startsWith("-") || HELPER.test(url) || /[\p{Cc}]/u.test(url)) {
    throw invalid(`The remote "${withoutUser(url)}" is not an address that git may call.`);
  }
  if (SCHEME.test(url)) return parseUrl(url, branch, credentials);
  const scp = SCP.exec(url)?.groups?.["rest"];
  if (scp !== undefined) return plain({ url, shown: scp, branch }, "ssh");
  const folder = resolve(url);
  return plain({ url: folder, shown: folder, branch }, "file");
}

function parseUrl(text: string, branch: string, credentials: RemoteOptions["credentials"]): RemoteAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw invalid(`The remote "${withoutUser(text)}" is not a URL.`);
  const shown = withoutUser(text);
  switch (url.protocol) {
    case "file:":
      return plain({ url: fileURLToPath(url), shown, branch }, "file");
    case "ssh:":
      // A password is of no use to ssh, which asks an agent.
      return plain({ url: shown.replace("://", `://${sshUser(url)}`), shown, branch }, "ssh");
    case "https:":
      return signedIn(url, branch, credentials);
    case "http:":
      if (LOOPBACK.test(url.hostname)) return signedIn(url, branch, credentials);
      throw invalid(`The remote "${shown}" would be called without encryption.`);
    default:
      throw invalid(`The remote "${shown}" begins with "${url.protocol}".`);
  }
}

function plain(parts: Pick<RemoteAddress, "url" | "shown" | "branch">, protocol: string): RemoteAddress {
  return { ...parts, access: { protocol, secret: undefined }, hidden: [] };
}

function sshUser({ username }: URL): string {
  if (username === "") return "";
  if (/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(username)) return `${username}@`;
  throw invalid("The remote has an odd user name.");
}

function signedIn(url: URL, branch: string, given: RemoteOptions["credentials"]): RemoteAddress {
  const password = given?.password ?? decode(url.password);
  const user = given === undefined ? decode(url.username) : (given.user ?? TOKEN_USER);
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  const basic = Buffer.from(`${user}:${password}`).toString("base64");
  const secret = { key: `http.${bare.origin}/.extraHeader`, value: `Authorization: Basic ${basic}` };
  return {
    url: bare.href,
    shown: bare.href,
    branch,
    access: {
      protocol: bare.protocol.slice(0, -1),
      secret: user === "" && password === "" ? undefined : secret,
    },
    hidden: [password, basic].filter((text) => text !== ""),
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid('The remote\'s user or password has a "%" that stands for nothing.');
  }
}

function withoutUser(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, "$1").slice(0, 300);
}

function invalid(sentence: string): ExecatError {
  return new ExecatError("SETTINGS_INVALID", sentence, {
    hint: "Give the remote of the curation as https://…, ssh://…, user@host:path or a folder.",
  });
}
