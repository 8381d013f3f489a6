import { ExecatError } from "../src/errors.ts";

/** A git URL taken apart. */
export interface GitAddress {
  readonly protocol: "https" | "http" | "ssh" | "file";
  /** As git gets it. */
  readonly url: string;
  /** With the port when one is written; empty for `file`. */
  readonly host: string;
  readonly hostname: string;
  readonly port: number | undefined;
  /** Without slashes at its ends and without `.git`. */
  readonly path: string;
}

const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])$/i;
const SCP = /^(?<user>[A-Za-z0-9_][A-Za-z0-9._-]*)@(?<host>[^:/\s]+):(?<path>[^:\s][^\s]*)$/;
const USER = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;

/** True for what is a URL or git's short form of one (`git@host:path`); anything else is a folder. */
export function looksLikeGit(location: string): boolean {
  return SCP.test(location) || SCHEME.test(location);
}

/**
 * Takes a git URL apart: `https:`, `http:`, `ssh:`, `file:` or `user@host:path`. Throws `SOURCE_INVALID` for any
 * other, and for one that carries a password or could be read as an option of git or ssh.
 */
export function parseGitAddress(location: string): GitAddress {
  const scp = SCP.exec(location)?.groups;
  const text = scp === undefined ? location : `ssh://${scp["user"]}@${scp["host"]}/${scp["path"]}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || /[\s\p{Cc}]/u.test(text)) throw invalid(location, "is not a URL");
  const protocol = url.protocol.slice(0, -1);
  if (protocol === "file") return fileAddress(location, url);
  if (protocol !== "https" && protocol !== "http" && protocol !== "ssh") {
    throw invalid(location, `begins with "${url.protocol}"`);
  }
  if (!HOST.test(url.hostname)) throw invalid(location, "has no host that git could call");
  if (url.password !== "" || (protocol !== "ssh" && url.username !== "")) {
    throw invalid(withoutCredentials(url), "carries a name or a password");
  }
  if (url.username !== "" && !USER.test(url.username)) throw invalid(location, "has an odd user name");
  if (url.search !== "" || url.hash !== "") throw invalid(location, 'has a "?" or a "#"');
  const path = barePath(url.pathname);
  if (path === "") throw invalid(location, "names no repository");
  const hostname = url.hostname.toLowerCase();
  const port = url.port === "" ? undefined : Number(url.port);
  return {
    protocol,
    url: url.href,
    host: port === undefined ? hostname : `${hostname}:${String(port)}`,
    hostname,
    port,
    path,
  };
}

function fileAddress(location: string, url: URL): GitAddress {
  if (url.host !== "" || url.search !== "" || url.hash !== "" || !/^file:\/\/\//i.test(location)) {
    throw invalid(location, "is not of the form file:///absolute/path");
  }
  const path = barePath(url.pathname);
  if (path === "") throw invalid(location, "names no repository");
  return { protocol: "file", url: url.href, host: "", hostname: "", port: undefined, path };
}

function barePath(pathname: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    decoded = pathname;
  }
  return decoded
    .replace(/\/+$/, "")
    .replace(/\/?\.git$/, "")
    .replace(/^\/+/, "")
    .replace(/\/{2,}/g, "/");
}

/** For messages and logs: the URL without a name or a password in it. */
export function withoutCredentials(url: URL): string {
  const copy = new URL(url.href);
  copy.username = "";
  copy.password = "";
  return copy.href;
}

function invalid(location: string, why: string): ExecatError {
  return new ExecatError("SOURCE_INVALID", `The source "${location.slice(0, 200)}" ${why}.`, {
    hint: "Write a git URL as https://host/path, ssh://git@host/path, git@host:path or file:///path, or a folder.",
  });
}
