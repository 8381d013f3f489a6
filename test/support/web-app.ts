import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createToken, type TokenRole } from "../../src/catalogue/access-tokens.ts";
import type { ProgramChange } from "../../src/catalogue/store.ts";
import type { Repository } from "../../src/catalogue/sources.ts";
import { type Catalogue, composeWeb, openCatalogue, type Web } from "../../src/compose.ts";
import { loadSettings } from "../../src/config/load.ts";
import type { Problem } from "../../src/manifest/problems.ts";
import { repository, source } from "./entry-builders.ts";

export interface Publication {
  readonly change: ProgramChange;
  readonly repository?: Repository | undefined;
  readonly problems?: readonly Problem[] | undefined;
}

/** The real web server with real adapters on a data folder of its own, listening on a free port. */
export interface WebApp {
  readonly url: string;
  readonly catalogue: Catalogue;
  readonly web: Web;
  publish(publication: Publication): Promise<void>;
  /** A page as a browser without JavaScript would fetch it; redirects are not followed. */
  get(address: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** A JSON twin. */
  json(address: string): Promise<Answer & { readonly body: Json }>;
  /** Signs the client in with a new token of this role. */
  signIn(role: TokenRole): Promise<void>;
  /** A form, sent from our own origin with the cookie that was set before. */
  post(address: string, fields: Readonly<Record<string, string>>): Promise<Answer>;
  /** The same as a program sends it. */
  postJson(address: string, body: object): Promise<Answer>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

// oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of many shapes
export type Json = any;

export async function startWebApp(env: Readonly<Record<string, string>> = {}): Promise<WebApp> {
  const folder = mkdtempSync(path.join(tmpdir(), "execat-web-"));
  const settings = loadSettings({
    cwd: folder,
    env: { EXECAT_DATA_DIR: folder, EXECAT_ASK_RATE: "0", EXECAT_LOG_LEVEL: "silent", ...env },
  });
  const catalogue = await openCatalogue(settings);
  await catalogue.store.sources.save(source());
  await catalogue.indexWriter.ensure();
  const server = createServer();
  // A connection that is closed for being idle, just when a request is sent on it, is a fault that nobody planned.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const web = composeWeb(catalogue, port);
  server.on("request", web.app);
  const url = `http://127.0.0.1:${port}`;
  const client = createClient(url);
  return {
    url,
    catalogue,
    web,
    ...client,
    async signIn(role) {
      const wish = { name: `Some ${role}`, email: undefined, role, expiresAt: undefined };
      const { text } = await createToken(catalogue.store.access, wish, new Date());
      const { status } = await client.post("/sign-in", { token: text });
      if (status !== 303) throw new Error(`Signing in answers ${status}.`);
    },
    async publish({ change, repository: own = repository(), problems = [] }) {
      const changes = { repository: own, problems, programs: [change], seen: [], at: own.createdAt };
      await catalogue.store.entries.apply(changes);
      await catalogue.indexWriter.applyJobs();
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await web.close();
      await catalogue.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function createClient(url: string): Pick<WebApp, "get" | "json" | "post" | "postJson"> {
  const cookies = new Map<string, string>();
  const call = async (address: string, init: RequestInit): Promise<Answer> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...(cookie === "" ? {} : { cookie }), ...(init.headers as Record<string, string>) };
    const response = await fetch(url + address, { redirect: "manual", ...init, headers });
    for (const set of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (set.split(";")[0] ?? "").split("=");
      if (value === "") cookies.delete(name);
      else cookies.set(name, value);
    }
    // Handlebars writes "=" as an entity; a browser, and so a test, reads it as what it is.
    const text = (await response.text()).replaceAll("&#x3D;", "=");
    return { status: response.status, headers: response.headers, text };
  };
  return {
    get: (address, headers = {}) => call(address, { headers: { accept: "text/html", ...headers } }),
    async json(address) {
      const answer = await call(address, { headers: { accept: "application/json" } });
      return { ...answer, body: JSON.parse(answer.text) };
    },
    post: (address, fields) =>
      call(address, {
        method: "POST",
        headers: { origin: url, "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(fields).toString(),
      }),
    postJson: (address, body) =>
      call(`/api/v1${address}`, {
        method: "POST",
        headers: { origin: url, "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
  };
}
