import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { ExecatError } from "../../../src/errors.ts";
import { bareHost, isAllowedHost, isPublicAddress } from "../../../src/http/address-guard.ts";
import type { GitAddress } from "../../git-address.ts";
import { authorize, type CredentialsFor } from "./credentials.ts";
import type { SecretConfig } from "./git-command.ts";

export type Lookup = (hostname: string) => Promise<readonly string[]>;

/** How git may call an address: pinned to the numbers that were looked at. */
export interface Reach {
  readonly protocol: string;
  readonly config: readonly string[];
  readonly sshCommand: string | undefined;
  readonly secretConfig?: readonly SecretConfig[] | undefined;
  /** The value of the header that signs a call in. */
  readonly authorization?: string | undefined;
}

export interface ReachOptions {
  /** `host` or `host:port` that may be called although its address is private. */
  readonly allowHosts: readonly string[];
  readonly lookup?: Lookup | undefined;
  readonly credentialsFor?: CredentialsFor | undefined;
}

const PORTS = { https: 443, http: 80, ssh: 22 } as const;
/** Asks nothing, believes no key that is not known, and takes nothing of ours along. */
const SSH = [
  "ssh -o BatchMode=yes -o StrictHostKeyChecking=yes -o UpdateHostKeys=no -o ConnectTimeout=20",
  "-o ClearAllForwardings=yes -o ForwardAgent=no -o ForwardX11=no -o PermitLocalCommand=no",
].join(" ");

/**
 * Looks up a host and says how git may call it. The numbers are handed to git, so that a name which changes its
 * address in between leads nowhere else.
 *
 * Fails with `FORBIDDEN` for a private address that no setting allows and for `http:` to any other host, with
 * `UPSTREAM_FAILED` when the name is not known.
 */
export async function findReach(address: GitAddress, options: ReachOptions): Promise<Reach> {
  if (address.protocol === "file") return { protocol: "file", config: [], sshCommand: undefined };
  const port = address.port ?? PORTS[address.protocol];
  const allowed = isAllowedHost(options.allowHosts, address.hostname, String(port));
  if (address.protocol === "http" && !allowed) {
    throw new ExecatError("FORBIDDEN", `"${address.url}" would be read without encryption.`, {
      hint: "Use https:, or list the host in EXECAT_ALLOW_HOSTS.",
    });
  }
  const numbers = await addressesOf(address.hostname, options.lookup ?? systemLookup);
  const refused = allowed ? undefined : numbers.find((number) => !isPublicAddress(number));
  if (refused !== undefined) {
    throw new ExecatError(
      "FORBIDDEN",
      `"${address.hostname}" has the address "${refused}", which is not public.`,
      {
        hint: "List the host in EXECAT_ALLOW_HOSTS if it may be called.",
      },
    );
  }
  const host = bareHost(address.hostname);
  if (address.protocol === "ssh") return sshReach(host, numbers[0] ?? host);
  const authorization = await authorize(address, numbers, options.credentialsFor);
  const pinned = numbers.map((number) => (number.includes(":") ? `[${number}]` : number)).join(",");
  return {
    protocol: address.protocol,
    config: [
      // A redirect would lead git to a host that nobody has looked at.
      "http.followRedirects=false",
      ...(isIP(host) === 0 ? [`http.curloptResolve=${host}:${String(port)}:${pinned}`] : []),
    ],
    sshCommand: undefined,
    secretConfig: authorization === undefined ? undefined : [authorization.config],
    authorization: authorization?.header,
  };
}

function sshReach(host: string, number: string): Reach {
  return {
    protocol: "ssh",
    config: [],
    // Known hosts are kept by name, so the key is looked for under the name although the number is called.
    sshCommand: `${SSH} -o HostName=${number} -o HostKeyAlias=${host}`,
  };
}

async function addressesOf(hostname: string, lookup: Lookup): Promise<readonly string[]> {
  let found: readonly string[];
  try {
    found = await lookup(bareHost(hostname));
  } catch (cause) {
    throw new ExecatError("UPSTREAM_FAILED", `The host "${hostname}" is not known.`, {
      hint: "Check the spelling of the source; it is tried again later.",
      cause,
    });
  }
  if (found.length === 0) {
    throw new ExecatError("UPSTREAM_FAILED", `The host "${hostname}" has no address.`, {
      hint: "It is tried again later.",
    });
  }
  return found;
}

async function systemLookup(hostname: string): Promise<readonly string[]> {
  const found = await lookup(hostname, { all: true });
  return found.map((entry) => entry.address);
}
