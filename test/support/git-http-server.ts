import { createReadStream, existsSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import { join } from "node:path";
import { serveGit } from "./forges/git-backend.ts";

/** A forge on loopback: git's own `http-backend`, or plain files as the oldest of servers give them. */
export interface GitHttpServer {
  readonly origin: string;
  readonly requests: string[];
  close(): Promise<void>;
}

export interface GitHttpServerOptions {
  readonly root: string;
  /** Answers files only and speaks no protocol of git's. */
  readonly dumb?: boolean;
  /** path → where it is redirected to */
  readonly redirects?: ReadonlyMap<string, string>;
}

export async function createGitHttpServer(options: GitHttpServerOptions): Promise<GitHttpServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    requests.push(url.pathname);
    const target = options.redirects?.get(url.pathname);
    if (target !== undefined) response.writeHead(301, { location: `${target}${url.search}` }).end();
    else if (options.dumb === true) sendFile(join(options.root, url.pathname), response);
    else serveGit({ root: options.root, path: url.pathname, search: url.search }, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function sendFile(file: string, response: ServerResponse): void {
  if (!existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  createReadStream(file)
    .on("error", () => response.writeHead(404).end())
    .pipe(response);
}
