import { ExecatError } from "../../../src/errors.ts";
import type { GitAddress } from "../../git-address.ts";
import type { SecretConfig } from "./git-command.ts";

export interface Credential {
  readonly token: string;
  /** The address with a slash at its end below which the token may be sent, and nowhere else. */
  readonly base: string;
}

/** What signs calls of a repository's address in; absent for what is read without a token. */
export type CredentialsFor = (url: string) => Promise<Credential | undefined>;

/** What signs a call in at one host. */
export interface Authorization {
  /** The value of the header `Authorization`. */
  readonly header: string;
  /** The same for git, which sends it below this address only and shows it in no list of processes. */
  readonly config: SecretConfig;
}

/** Forges take a token as a password; the name beside it is the one that GitHub asks of its apps. */
const USER = "x-access-token";
const LOOPBACK = /^127\.|^::1$/;

/**
 * How calls of an address are signed in. A token is asked for and sent by https only, or to this very machine.
 * Fails with `SOURCE_INVALID` for a token that would end the header.
 */
export async function authorize(
  address: GitAddress,
  numbers: readonly string[],
  credentialsFor: CredentialsFor | undefined,
): Promise<Authorization | undefined> {
  const local = address.protocol === "http" && numbers.every((number) => LOOPBACK.test(number));
  if (address.protocol !== "https" && !local) return undefined;
  const { token = "", base = "" } = (await credentialsFor?.(address.url)) ?? {};
  if (token === "") return undefined;
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new ExecatError(
      "SOURCE_INVALID",
      `The token for "${address.host}" holds a sign that no token has.`,
      {
        hint: "Write the token again, without spaces and line ends.",
      },
    );
  }
  const basic = Buffer.from(`${USER}:${token}`).toString("base64");
  const header = `Basic ${basic}`;
  return {
    header,
    config: {
      key: `http.${base}.extraHeader`,
      value: `Authorization: ${header}`,
      hidden: [token, basic],
    },
  };
}
