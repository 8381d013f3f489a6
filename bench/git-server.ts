import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { serveGit } from "../test/support/forges/git-backend.ts";
import { answerLines } from "./child.ts";

/** What the server has sent, with its heads, since it was asked last. */
export interface GitServerUse {
  readonly origin: string;
  readonly requests: number;
  readonly bytes: number;
}

/** `git-server.js FOLDER`: serves its repositories by `git http-backend`, as a forge does, and counts. */
const [root = "."] = process.argv.slice(2);
const open = new Set<Socket>();
let closedBytes = 0;
let told = 0;
let requests = 0;
const server = createServer((request, response) => {
  requests += 1;
  const { pathname, search } = new URL(request.url ?? "/", "http://localhost");
  serveGit({ root, path: pathname, search, asForge: true }, request, response);
});
server.on("connection", (socket) => {
  open.add(socket);
  socket.on("close", () => {
    open.delete(socket);
    closedBytes += socket.bytesWritten;
  });
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;
await answerLines((): GitServerUse => {
  const all = [...open].reduce((sum, { bytesWritten }) => sum + bytesWritten, closedBytes);
  const use = { origin: `http://127.0.0.1:${port}`, requests, bytes: all - told };
  [told, requests] = [all, 0];
  return use;
});
server.close();
server.closeAllConnections();
