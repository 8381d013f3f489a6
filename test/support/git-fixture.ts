import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** A real git repository in a folder of its own, with a fixed author and dates that grow by a minute. */
export interface GitFixture {
  readonly folder: string;
  /** `file://` */
  readonly url: string;
  write(path: string, text: string | Uint8Array): void;
  remove(path: string): void;
  move(from: string, to: string): void;
  /** Commits everything; answers the commit. */
  commit(message?: string): string;
  amend(): string;
  git(...args: readonly string[]): string;
}

/** Makes an empty repository whose default branch is `main`. */
export function createGitFixture(folder: string): GitFixture {
  let minutes = 0;
  mkdirSync(folder, { recursive: true });
  const git = (...args: readonly string[]): string => {
    minutes += 1;
    const date = new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString();
    return execFileSync("git", args, {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env["PATH"],
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_AUTHOR_NAME: "A. Author",
        GIT_AUTHOR_EMAIL: "author@example.org",
        GIT_COMMITTER_NAME: "A. Author",
        GIT_COMMITTER_EMAIL: "author@example.org",
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_DATE: date,
      },
    }).trim();
  };
  const commitAs = (...args: readonly string[]): string => {
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", ...args);
    return git("rev-parse", "HEAD");
  };
  git("init", "--quiet", "--initial-branch=main");
  return {
    folder,
    url: pathToFileURL(folder).href,
    write(path, text) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    remove: (path) => rmSync(join(folder, path), { recursive: true }),
    move(from, to) {
      mkdirSync(dirname(join(folder, to)), { recursive: true });
      renameSync(join(folder, from), join(folder, to));
    },
    commit: (message = "Change") => commitAs("-m", message),
    amend: () => commitAs("--amend", "-m", "Amended"),
    git,
  };
}

/** A folder that is deleted by `remove`. */
export function createTempFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "execat-test-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
