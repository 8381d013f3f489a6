import { spawn } from "node:child_process";
import { createReadStream, existsSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";

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
    else runBackend(options.root, url, { request, response });
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

function runBackend(
  root: string,
  url: URL,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): void {
  const backend = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env["PATH"],
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    },
  });
  request.pipe(backend.stdin);
  backend.stdin.on("error", () => undefined);
  const chunks: Buffer[] = [];
  backend.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  backend.on("close", () => {
    const output = Buffer.concat(chunks);
    const end = output.indexOf("\r\n\r\n");
    for (const line of output.toString("latin1", 0, Math.max(end, 0)).split("\r\n")) {
      const colon = line.indexOf(":");
      const name = line.slice(0, colon).toLowerCase();
      const value = line.slice(colon + 1).trim();
      if (name === "status") response.statusCode = Number(value.split(" ")[0]);
      else if (colon > 0) response.setHeader(name, value);
    }
    response.end(output.subarray(end + 4));
  });
}
