import { createHash, randomFillSync } from "node:crypto";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { deflateSync } from "node:zlib";

/** One line of a tree, with a name of any bytes. */
export interface Line {
  readonly mode: string;
  readonly name: string | Uint8Array;
  readonly id: string;
}

/** A bare repository whose objects are written as they stand, so that it can hold what git would not write. */
export interface Bare {
  readonly folder: string;
  git(...args: readonly string[]): string;
  write(type: "blob" | "tree" | "commit" | "tag", bytes: string | Uint8Array): string;
  blob(bytes: string | Uint8Array): string;
  /** The lines in their order, unchecked. */
  tree(lines: readonly Line[]): string;
  /** A commit of a tree; `more` are lines of its head. */
  commit(tree: string, more?: string): string;
  /** A commit of a tree, as the head. */
  head(tree: string): string;
  /** Many or large objects at once. */
  fastImport(write: (put: (chunk: string | Uint8Array) => Promise<void>) => Promise<void>): Promise<void>;
}

export const FILE = "ivoa-execution.yaml";
const WHO = "A. Stranger <stranger@example.org> 1767225600 +0000";
const ENV = { PATH: process.env["PATH"], GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" };

export function createBare(path: string): Bare {
  mkdirSync(path, { recursive: true });
  const git = (...args: readonly string[]): string =>
    execFileSync("git", args, { cwd: path, env: ENV, stdio: ["ignore", "pipe", "pipe"] })
      .toString()
      .trim();
  git("init", "--quiet", "--bare", "--initial-branch=main");
  // The server's own work is not what is looked at.
  git("config", "pack.window", "0");
  const write: Bare["write"] = (type, content) => writeObject(path, type, Buffer.from(content));
  const commit: Bare["commit"] = (tree, more = "") =>
    write("commit", `tree ${tree}\nauthor ${WHO}\ncommitter ${WHO}\n${more}\nChange\n`);
  return {
    folder: path,
    git,
    write,
    blob: (bytes) => write("blob", bytes),
    tree: (lines) =>
      write(
        "tree",
        Buffer.concat(
          lines.map(({ mode, name, id }) =>
            Buffer.concat([
              Buffer.from(`${mode} `),
              Buffer.from(name),
              Buffer.from([0]),
              Buffer.from(id, "hex"),
            ]),
          ),
        ),
      ),
    commit,
    head(tree) {
      const id = commit(tree);
      writeFileSync(join(path, "refs/heads/main"), `${id}\n`);
      return id;
    },
    fastImport: (put) => fastImport(path, put),
  };
}

/** As git stores it: deflated, under its id. */
function writeObject(path: string, type: string, content: Buffer): string {
  const bytes = Buffer.concat([Buffer.from(`${type} ${String(content.length)}\0`), content]);
  const id = createHash("sha1").update(bytes).digest("hex");
  const target = join(path, "objects", id.slice(0, 2), id.slice(2));
  if (existsSync(target)) return id;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, deflateSync(bytes));
  return id;
}

/** What is larger than 1 MiB is streamed into the pack. */
async function fastImport(
  path: string,
  write: (put: (chunk: string | Uint8Array) => Promise<void>) => Promise<void>,
): Promise<void> {
  const args = ["-c", "core.bigFileThreshold=1m", "fast-import", "--quiet", "--force"];
  const child = spawn("git", args, { cwd: path, env: ENV, stdio: ["pipe", "ignore", "inherit"] });
  const closed = once(child, "close") as Promise<[number]>;
  await write(async (chunk) => {
    if (!child.stdin.write(chunk)) await once(child.stdin, "drain");
  });
  child.stdin.end();
  const [code] = await closed;
  if (code !== 0) throw new Error(`git fast-import ended with ${String(code)}.`);
}

/** Writes one blob of many zeros or of bytes that cannot be packed, part by part; answers its id. */
export async function bigBlob(bare: Bare, sizeBytes: number, kind: "zeros" | "random"): Promise<string> {
  bare.git("config", "core.compression", kind === "zeros" ? "1" : "0");
  await bare.fastImport(async (put) => {
    await put(`blob\nmark :1\ndata ${String(sizeBytes)}\n`);
    for (let left = sizeBytes; left > 0;) {
      const part = Buffer.alloc(Math.min(left, 1024 * 1024));
      if (kind === "random") randomFillSync(part);
      await put(part);
      left -= part.length;
    }
    await put("\ncommit refs/heads/big\ncommitter A <a@example.org> 0 +0000\ndata 0\nM 100644 :1 big\n");
  });
  const id = bare.git("rev-parse", "refs/heads/big:big");
  bare.git("update-ref", "-d", "refs/heads/big");
  return id;
}

export const file = (name: string | Uint8Array, id: string): Line => ({ mode: "100644", name, id });
export const folder = (name: string | Uint8Array, id: string): Line => ({ mode: "40000", name, id });
