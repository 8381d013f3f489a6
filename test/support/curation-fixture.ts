import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { createGitCurationRepository, type GitCurationOptions } from "../../src/curation/git/index.ts";
import type { CurationRepository, MergeFile } from "../../src/curation/repository.ts";

/** Merges whole files: the side that changed, and a conflict when both did. */
export const mergeWholeFiles: MergeFile = (path, { base, ours, theirs }) => {
  if (ours === theirs || base === theirs) return { text: ours, conflicts: [] };
  if (base === ours) return { text: theirs, conflicts: [] };
  return { text: ours, conflicts: [{ path, place: [], base, ours, theirs }] };
};

/** What a program ships in the tests. */
export const SHIPPED: ReadonlyMap<string, string> = new Map([
  ["vocabularies/task.yaml", "title: Tasks\n"],
  ["vocabularies/data.yaml", "title: Data\n"],
]);

export const MARIA = { name: "Maria Curator", email: "maria@example.org" };

export const GIT_ENVIRONMENT = { PATH: process.env["PATH"] ?? "" };

/** Opens a repository whose clock goes on by a second whenever it is asked. */
export function openCuration(
  folder: string,
  options: Partial<GitCurationOptions> = {},
): Promise<CurationRepository> {
  let seconds = 0;
  return createGitCurationRepository({
    folder,
    mergeFile: mergeWholeFiles,
    now: () => {
      seconds += 1;
      return new Date(Date.UTC(2026, 5, 1, 0, 0, seconds));
    },
    committer: { name: "Execat", email: "execat@localhost" },
    environment: GIT_ENVIRONMENT,
    ...options,
  });
}

/** A folder for one test, with repositories in it that begin with `SHIPPED`. */
export interface CurationRoom {
  readonly path: string;
  /** Opens `<path>/<name>`, which begins with `SHIPPED` unless it is there. */
  open(name?: string, options?: Partial<GitCurationOptions>): Promise<CurationRepository>;
  remove(): void;
}

let seed: Promise<ReadonlyMap<string, Uint8Array>> | undefined;

/** The files of a seeded repository: made once, so that each test begins with a copy. */
async function makeSeed(): Promise<ReadonlyMap<string, Uint8Array>> {
  const folder = mkdtempSync(join(tmpdir(), "execat-test-"));
  try {
    const repository = await openCuration(join(folder, "curation"));
    await repository.upgrade(SHIPPED, "1.0.0");
    const entries = readdirSync(repository.folder, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    return new Map(files.map((file) => [relative(repository.folder, file), readFileSync(file)]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function createCurationRoom(): CurationRoom {
  const path = mkdtempSync(join(tmpdir(), "execat-test-"));
  return {
    path,
    async open(name = "curation", options = {}) {
      seed ??= makeSeed();
      const folder = join(path, name);
      for (const [file, bytes] of existsSync(folder) ? [] : await seed) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), bytes);
      }
      return openCuration(folder, options);
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Somebody's own clone, with the git of their machine. */
export interface Clone {
  readonly folder: string;
  git(...args: readonly string[]): string;
  /** Commits a file (or its removal) and pushes it; answers the commit. */
  push(path: string, text: string | Uint8Array | undefined, message?: string): string;
}

export function cloneOf(repository: string, folder: string): Clone {
  const run = (cwd: string, args: readonly string[]): string =>
    execFileSync("git", args, {
      cwd,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env["PATH"],
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_AUTHOR_NAME: "Paul Pusher",
        GIT_AUTHOR_EMAIL: "paul@example.org",
        GIT_AUTHOR_DATE: "2026-02-03T04:05:06+02:00",
        GIT_COMMITTER_NAME: "Paul Pusher",
        GIT_COMMITTER_EMAIL: "paul@example.org",
      },
    }).trim();
  mkdirSync(folder, { recursive: true });
  run(folder, ["clone", "--quiet", repository, "."]);
  const git = (...args: readonly string[]): string => run(folder, args);
  return {
    folder,
    git,
    push(path, text, message = `Change ${path}`) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      if (text === undefined) rmSync(file);
      else writeFileSync(file, text);
      git("add", "--all");
      git("commit", "--quiet", "-m", message);
      git("push", "--quiet", "origin", "HEAD:main");
      return git("rev-parse", "HEAD");
    },
  };
}

/** What git says of a bare repository. */
export function gitIn(folder: string, ...args: readonly string[]): string {
  return execFileSync("git", ["--git-dir", folder, ...args], {
    encoding: "utf8",
    env: {
      ...GIT_ENVIRONMENT,
      GIT_AUTHOR_NAME: "Somebody",
      GIT_AUTHOR_EMAIL: "somebody@example.org",
      GIT_COMMITTER_NAME: "Somebody",
      GIT_COMMITTER_EMAIL: "somebody@example.org",
    },
  }).trim();
}
