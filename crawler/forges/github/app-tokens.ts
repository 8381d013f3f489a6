import { createPrivateKey, type KeyObject } from "node:crypto";
import { SignJWT } from "jose";
import { ExecatError } from "../../../src/errors.ts";
import type { ApiAnswer, ForgeApi } from "../forge-api.ts";
import type { ForgeHost } from "../forge-host.ts";
import { listOf, numberOf, recordOf, textOf } from "../json-fields.ts";
import { failureOf, upstreamFailed } from "./failures.ts";

/** Whose repositories are asked for; which of the two is not always known. */
export interface Owner {
  readonly login: string;
  readonly kind: "organisation" | "user" | "unknown";
}

export interface AppTokens {
  /**
   * A token of the App's installation at this owner, or at any owner when none is named; `undefined` where the App
   * is not installed. Fails with `SOURCE_INVALID` when GitHub refuses the App's key.
   */
  tokenOf(owner: Owner | undefined, signal: AbortSignal): Promise<string | undefined>;
  /** After a 401, and when an installation has changed. */
  forget(owner: Owner | undefined): void;
}

export interface AppTokensOptions {
  readonly app: NonNullable<ForgeHost["app"]>;
  readonly host: string;
  readonly rest: string;
  /** Calls as the App itself, with what `signAppToken` gives. */
  readonly api: Pick<ForgeApi, "request">;
  readonly now: () => Date;
}

interface Kept {
  readonly token: string | undefined;
  readonly until: number;
}

/** An installation's token lives for an hour; it is renewed five minutes before. */
const EARLY_MS = 300_000;
/** How long it is believed that the App is not installed somewhere. */
const ABSENT_MS = 300_000;
const MOST_KEPT = 1_000;

export function createAppTokens(options: AppTokensOptions): AppTokens {
  const kept = new Map<string, Kept>();
  const asked = new Map<string, Promise<Kept>>();
  return {
    async tokenOf(owner, signal) {
      const key = keyOf(owner);
      const known = kept.get(key);
      if (known !== undefined && options.now().getTime() < known.until) return known.token;
      // Many questions begin at once, and one token is enough for all of them.
      const asking = asked.get(key) ?? ask(options, owner, signal).finally(() => asked.delete(key));
      asked.set(key, asking);
      const fresh = await asking;
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(key, fresh);
      return fresh.token;
    },
    forget: (owner) => kept.delete(keyOf(owner)),
  };
}

/**
 * What an App shows for itself: RS256, valid for nine of the ten minutes that GitHub allows, and from a minute ago
 * because clocks differ. Fails with `SOURCE_INVALID` when the key is none.
 */
export async function signAppToken(app: NonNullable<ForgeHost["app"]>, now: Date): Promise<string> {
  const seconds = Math.floor(now.getTime() / 1000);
  return new SignJWT()
    .setProtectedHeader({ alg: "RS256", typ: "JWT" })
    .setIssuedAt(seconds - 60)
    .setExpirationTime(seconds + 540)
    .setIssuer(app.id)
    .sign(readKey(await app.privateKey(), app.id));
}

function readKey(pem: string, id: string): KeyObject {
  try {
    // GitHub gives PKCS#1, which jose's own reader does not take.
    return createPrivateKey(pem);
  } catch {
    throw new ExecatError("SOURCE_INVALID", `The private key of the GitHub App "${id}" cannot be read.`, {
      hint: "Give the whole PEM file that GitHub made, from BEGIN to END.",
    });
  }
}

async function ask(options: AppTokensOptions, owner: Owner | undefined, signal: AbortSignal): Promise<Kept> {
  const { host, rest, api, now, app } = options;
  const id = await findInstallation(options, owner, signal);
  if (id === undefined) return { token: undefined, until: now().getTime() + ABSENT_MS };
  const answer = await api.request({
    url: `${rest}/app/installations/${String(id)}/access_tokens`,
    method: "POST",
    resource: "core",
    signal,
  });
  const what = `a token for the App "${app.id}"`;
  if (answer.status !== 201) throw failureOf(answer, host, what);
  const token = textOf(recordOf(answer.json)["token"]);
  const expires = Date.parse(textOf(recordOf(answer.json)["expires_at"]) ?? "");
  if (token === undefined || Number.isNaN(expires)) throw upstreamFailed(`"${host}" did not give ${what}.`);
  return { token, until: expires - EARLY_MS };
}

/** An owner of whom it is not known what it is has an organisation's address first. */
async function findInstallation(
  { host, rest, api, app }: AppTokensOptions,
  owner: Owner | undefined,
  signal: AbortSignal,
): Promise<number | undefined> {
  const what = `the installation of the App "${app.id}"`;
  for (const path of pathsOf(owner)) {
    const answer = await api.request({ url: `${rest}${path}`, resource: "core", signal });
    const found = firstInstallation(answer);
    if (answer.status === 200) return found;
    if (answer.status !== 404) throw failureOf(answer, host, what);
  }
  return undefined;
}

function pathsOf(owner: Owner | undefined): readonly string[] {
  if (owner === undefined) return ["/app/installations?per_page=1"];
  const login = encodeURIComponent(owner.login);
  const paths = { organisation: [`/orgs/${login}/installation`], user: [`/users/${login}/installation`] };
  return owner.kind === "unknown" ? [...paths.organisation, ...paths.user] : paths[owner.kind];
}

function firstInstallation({ json }: ApiAnswer): number | undefined {
  return numberOf(recordOf(Array.isArray(json) ? listOf(json)[0] : json)["id"]);
}

function keyOf(owner: Owner | undefined): string {
  return owner === undefined ? "" : owner.login.toLowerCase();
}
