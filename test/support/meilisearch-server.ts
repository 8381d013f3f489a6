import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";

/** The program that tests which end a server start; a server that others use is not ended. */
export const MEILI_BINARY = process.env["EXECAT_TEST_MEILI_BINARY"];

const START_MS = 30_000;

/** A server of the test's own, which it may kill and start again on the same data. */
export interface OwnServer {
  readonly url: string;
  readonly masterKey: string;
  start(): Promise<void>;
  /** At once, as when the power fails. */
  kill(): Promise<void>;
  remove(): Promise<void>;
}

export async function createOwnServer(): Promise<OwnServer> {
  const folder = mkdtempSync(path.join(tmpdir(), "execat-meili-"));
  const address = `127.0.0.1:${await freePort()}`;
  const masterKey = "a-master-key-for-a-test";
  let child: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  return {
    url: `http://${address}`,
    masterKey,
    async start() {
      child = spawn(MEILI_BINARY ?? "", ["--http-addr", address, "--master-key", masterKey, ...OPTIONS], {
        cwd: folder,
        stdio: "ignore",
      });
      await healthy(`http://${address}/health`, child);
    },
    kill,
    async remove() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Little memory: it is set aside for each task, which costs a second when it is most of the machine's. */
const OPTIONS = [
  "--no-analytics",
  "--db-path",
  "data.ms",
  "--log-level",
  "ERROR",
  "--max-indexing-memory",
  "256MiB",
];

async function healthy(url: string, child: ChildProcess): Promise<void> {
  for (let waited = 0; waited < START_MS; waited += 50) {
    if (child.exitCode !== null)
      throw new Error(`Meilisearch ended with ${child.exitCode} when it was started.`);
    const isUp = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (isUp) return;
    await setTimeout(50);
  }
  throw new Error("Meilisearch did not start in time.");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
