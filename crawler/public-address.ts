import { ExecatError } from "../src/errors.ts";
import { isAllowedHost } from "../src/http/address-guard.ts";
import { parseGitAddress, type GitAddress } from "./git-address.ts";

const LONGEST = 500;
const SCHEME = /^([a-z][a-z0-9+.-]*):/iu;
const SHORT_FORM = /^[^/\s]+@[^/\s]+:/u;

/**
 * The address of a repository that a stranger may name: `https:` only; `http:` too where the host is one of
 * `allowHosts`. Throws `SOURCE_INVALID` with what to write instead. Whether its host is public is for the forge to see.
 */
export function parsePublicAddress(text: string, allowHosts: readonly string[]): GitAddress {
  const trimmed = text.trim();
  if (trimmed === "") throw refused("No address was given.");
  if (trimmed.length > LONGEST) throw refused(`The address has more than ${LONGEST} characters.`);
  const shown = `"${withoutSecrets(trimmed).slice(0, 100)}"`;
  if (trimmed.startsWith("-")) throw refused(`${shown} begins with "-", which is no address.`);
  const scheme = SCHEME.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    if (SHORT_FORM.test(trimmed))
      throw refused(`${shown} is git's short form for ssh, which is not read here.`);
    throw refused(`${shown} is no whole address.`);
  }
  if (scheme !== "https" && scheme !== "http") {
    throw refused(
      `${shown} begins with "${scheme}:"; only addresses that begin with https:// are read here.`,
    );
  }
  const url = URL.canParse(trimmed) ? new URL(trimmed) : undefined;
  if (url === undefined || url.hostname === "") throw refused(`${shown} is no address that can be read.`);
  if (url.username !== "" || url.password !== "") {
    throw refused(
      `The address of "${url.host}" carries a name or a password; only what everybody may read is read here.`,
    );
  }
  if (url.search !== "" || url.hash !== "") throw refused(`${shown} has a "?" or a "#" in it.`);
  if (scheme === "http" && !isAllowedHost(allowHosts, url.hostname, url.port === "" ? "80" : url.port)) {
    throw refused(`${shown} begins with "http:"; only addresses that begin with https:// are read here.`);
  }
  try {
    return parseGitAddress(trimmed);
  } catch (error) {
    if (!(error instanceof ExecatError)) throw error;
    throw refused(`${shown} is no address of a repository.`);
  }
}

/** What stands before an `@` is never repeated: it may be a token. */
function withoutSecrets(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:+\/*)[^/]*@/iu, "$1…@");
}

function refused(message: string): ExecatError {
  return new ExecatError("SOURCE_INVALID", message, {
    hint: "Give the address at which anybody can clone the repository, for instance https://example.org/group/tool.git",
  });
}
