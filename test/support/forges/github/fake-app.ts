import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { jwtVerify } from "jose";
import type { FakeAnswer } from "../faults.ts";
import type { GitHubModel, GitHubOwner } from "./github-model.ts";
import { problem } from "./rest-answers.ts";
import { simpleUser, type FakeAddresses } from "./rest-repository.ts";

/** A GitHub App of the fake's, with a key as GitHub gives it (PKCS#1). */
export interface FakeApp {
  readonly id: string;
  readonly privateKey: string;
  /** Logins of owners at whom it is installed, in lower case → id of the installation. */
  readonly installations: Map<string, number>;
  /** Tokens that it was given and when they end; delete one to revoke it. */
  readonly tokens: Map<string, Date>;
}

let key: string | undefined;

/** All have the same key, for one takes long to make. */
export function createFakeApp(): FakeApp {
  key ??= createAppKey();
  return { id: "4711", privateKey: key, installations: new Map(), tokens: new Map() };
}

export function createAppKey(): string {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  return privateKey;
}

export interface AppCall {
  readonly app: FakeApp;
  readonly model: GitHubModel;
  readonly addresses: FakeAddresses;
  readonly now: () => Date;
}

/** Answers what an App asks for itself; `undefined` for all other paths. */
export async function answerApp(
  call: AppCall,
  path: string,
  authorization: string | undefined,
): Promise<FakeAnswer | undefined> {
  const owner = /^\/(?:orgs|users)\/([^/]+)\/installation$/.exec(path)?.[1];
  const id = /^\/app\/installations\/(\d+)\/access_tokens$/.exec(path)?.[1];
  const isList = path === "/app/installations";
  if (owner === undefined && id === undefined && !isList) return undefined;
  if (!(await isApp(call, authorization))) return problem(401, "A JSON web token could not be decoded");
  const { app, now } = call;
  if (id !== undefined) {
    const token = `ghs_${String(app.tokens.size + 1).padStart(36, "0")}`;
    const expires = new Date(now().getTime() + 3_600_000);
    app.tokens.set(token, expires);
    const permissions = { contents: "read", metadata: "read", statuses: "write" };
    return {
      status: 201,
      body: { token, expires_at: expires.toISOString(), permissions, repository_selection: "all" },
    };
  }
  if (isList) return { status: 200, body: [...app.installations.keys()].map((it) => installation(call, it)) };
  const known = call.model.owners.get(decodeURIComponent(owner ?? "").toLowerCase());
  const isRight = (known?.type === "Organization") === path.startsWith("/orgs/");
  const isInstalled = known !== undefined && isRight && app.installations.has(known.login.toLowerCase());
  return isInstalled
    ? { status: 200, body: installation(call, known.login.toLowerCase()) }
    : problem(404, "Not Found");
}

async function isApp({ app, now }: AppCall, authorization: string | undefined): Promise<boolean> {
  const jwt = authorization?.replace(/^Bearer /, "") ?? "";
  try {
    const { payload } = await jwtVerify(jwt, createPublicKey(app.privateKey), {
      algorithms: ["RS256"],
      issuer: app.id,
      currentDate: now(),
    });
    // Longer than ten minutes is refused by GitHub.
    return (payload.exp ?? 0) - now().getTime() / 1000 <= 600;
  } catch {
    return false;
  }
}

function installation({ app, model, addresses }: AppCall, login: string): unknown {
  const owner = model.owners.get(login) as GitHubOwner;
  const id = app.installations.get(login);
  return {
    id,
    account: simpleUser(owner, addresses),
    repository_selection: "all",
    access_tokens_url: `${addresses.rest}/app/installations/${String(id)}/access_tokens`,
    repositories_url: `${addresses.rest}/installation/repositories`,
    html_url: `${addresses.web}/organizations/${owner.login}/settings/installations/${String(id)}`,
    app_id: Number(app.id),
    app_slug: "execat",
    target_id: owner.id,
    target_type: owner.type,
    permissions: { contents: "read", metadata: "read", statuses: "write" },
    events: ["push", "repository"],
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
    single_file_name: null,
    suspended_by: null,
    suspended_at: null,
  };
}
