import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { basename, dirname } from "node:path";

export interface GitBackendCall {
  /** The folder under which repositories are looked for. */
  readonly root: string;
  /** Path of the repository below `root`, then what git asks of it: `/tool.git/info/refs`. */
  readonly path: string;
  /** As in the URL, with its question mark, or empty. */
  readonly search: string;
  /** Answers partial fetches and any commit by its name, as the forges do; a plain server does neither. */
  readonly asForge?: boolean | undefined;
}

/** Answers one request by git's own `http-backend`, sending as it comes. */
export function serveGit(
  { root, path, search, asForge = false }: GitBackendCall,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const backend = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env["PATH"],
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: path,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
      ...(asForge ? FORGE_CONFIG : {}),
    },
  });
  request.pipe(backend.stdin);
  backend.stdin.on("error", () => undefined);
  response.on("close", () => backend.kill());
  let head = Buffer.alloc(0);
  const readHead = (chunk: Buffer): void => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end === -1) return;
    backend.stdout.off("data", readHead);
    setHead(response, head.toString("latin1", 0, end));
    response.write(head.subarray(end + 4));
    backend.stdout.pipe(response);
  };
  backend.stdout.on("data", readHead);
  backend.on("error", () => response.destroy());
  backend.on("close", () => {
    if (!response.headersSent) response.writeHead(500).end();
  });
}

/** As `serveGit`, for the repository that lies in this folder whatever its name on the forge; `rest` begins with `/`. */
export function serveGitFolder(
  call: {
    readonly folder: string;
    readonly rest: string;
    readonly search: string;
  },
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const root = dirname(call.folder);
  const path = `/${basename(call.folder)}${call.rest}`;
  serveGit({ root, path, search: call.search, asForge: true }, request, response);
}

const FORGE_CONFIG = {
  GIT_CONFIG_COUNT: "2",
  GIT_CONFIG_KEY_0: "uploadpack.allowFilter",
  GIT_CONFIG_VALUE_0: "true",
  GIT_CONFIG_KEY_1: "uploadpack.allowAnySHA1InWant",
  GIT_CONFIG_VALUE_1: "true",
};

function setHead(response: ServerResponse, head: string): void {
  for (const line of head.split("\r\n")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === "status") response.statusCode = Number(value.split(" ")[0]);
    else if (colon > 0) response.setHeader(name, value);
  }
}
