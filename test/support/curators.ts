import { execFileSync } from "node:child_process";
import type { TokenRole } from "../../src/catalogue/access-tokens.ts";
import { createToken } from "../../src/catalogue/access-tokens.ts";
import type { CurationRepository } from "../../src/curation/repository.ts";
import type { Answer, Json, WebApp } from "./web-app.ts";

/** Somebody who sends a token with each request, as programs do; several may work at the same time. */
export interface Client {
  get(address: string, accept?: string): Promise<Answer>;
  json(address: string): Promise<Answer & { readonly body: Json }>;
  post(address: string, fields: Readonly<Record<string, string>>, accept?: string): Promise<Answer>;
}

export async function openClient(
  app: WebApp,
  who: { readonly name: string; readonly email?: string; readonly role?: TokenRole },
): Promise<Client> {
  const { name, email, role = "curator" } = who;
  const wish = { name, email, role, expiresAt: undefined };
  const { text: token } = await createToken(app.catalogue.store.access, wish, new Date());
  const call = async (address: string, accept: string, init: RequestInit = {}): Promise<Answer> => {
    const headers = { authorization: `Bearer ${token}`, accept, ...(init.headers as object) };
    const response = await fetch(app.url + address, { redirect: "manual", ...init, headers });
    const text = (await response.text()).replaceAll("&#x3D;", "=");
    return { status: response.status, headers: response.headers, text };
  };
  return {
    get: (address, accept = "text/html") => call(address, accept),
    async json(address) {
      const answer = await call(address, "application/json");
      return { ...answer, body: JSON.parse(answer.text) };
    },
    post: (address, fields, accept = "text/html") =>
      call(address, accept, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(fields).toString(),
      }),
  };
}

/** What git itself says of the catalogue's own repository. */
export function gitLog(app: WebApp, ...options: readonly string[]): string {
  const { folder } = app.catalogue.curation.repository;
  return execFileSync("git", ["-C", folder, "log", ...options], { encoding: "utf8" }).trim();
}

/** Makes a merge that a curator has to decide: a new shipped set and the catalogue both change a vocabulary's title. */
export async function openShippedMerge(app: WebApp, scheme: string): Promise<string> {
  const { curation } = app.catalogue;
  const file = `vocabularies/${scheme}.yaml`;
  const shipped = new Map(await curation.repository.read(curation.current.commit));
  const title = /^ {2}title: .*$/mu;
  shipped.set(file, (shipped.get(file) ?? "").replace(title, "  title: What the program brings"));
  const { description, license, source } = curation.current.vocabularies.schemes.get(scheme)!;
  await curation.apply({
    base: undefined,
    edits: [
      { kind: "edit-scheme", scheme, fields: { title: "What we call it", description, license, source } },
    ],
    subject: "Another title",
    author: { name: "Ada", email: "ada@example.org" },
  });
  // A start of another version of the program does this.
  await (curation.repository as CurationRepository).upgrade(shipped, "99.0.0");
  const [merge] = await curation.repository.openMerges();
  if (merge === undefined) throw new Error("Nothing waits to be merged.");
  return `/curation/merges/${merge.theirs}`;
}
