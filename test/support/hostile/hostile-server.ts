import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { serveGit } from "../forges/git-backend.ts";
import { honestAnswer, type Call } from "./lying-protocol.ts";
import { LYING_SERVERS } from "./lying-servers.ts";

/** Serves the corpus on loopback: `/forge/…`, `/plain/…` by git itself, `/liar/<name>.git/…` by a server that lies. */
export interface HostileServer {
  readonly origin: string;
  close(): Promise<void>;
}

export async function serveCorpus(root: string, honestRepository: string): Promise<HostileServer> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const [, way = "", ...rest] = url.pathname.split("/");
    const path = `/${rest.join("/")}`;
    if (way === "liar") {
      void lie(path, url.search, honestRepository, { request, response });
      return;
    }
    serveGit(
      { root: `${root}/${way}`, path, search: url.search, asForge: way === "forge" },
      request,
      response,
    );
  });
  server.on("clientError", (_error, socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function lie(
  path: string,
  search: string,
  repository: string,
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
): Promise<void> {
  const name = /^\/(?<name>[a-z0-9-]+)\.git\//.exec(path)?.groups?.["name"];
  const server = LYING_SERVERS.find((one) => one.name === name);
  if (server === undefined) {
    response.writeHead(404).end();
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const kind = search !== "" ? "advertise" : body.includes("command=ls-refs") ? "list" : "fetch";
  const call: Call = {
    kind,
    request,
    body,
    response,
    honest: () => honestAnswer(repository, kind, request, body),
  };
  server.answer(call);
}
