import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { broken, manifest } from "../crawl-fixture.ts";
import { createGitFixture, type GitFixture } from "../git-fixture.ts";
import type { ModelFile, ModelTree } from "./crawl-model.ts";
import type { Dice } from "./long-row.ts";

/** The bytes of a file, as text: for one that cannot be read, with a NUL in it. */
export function textOf({ documents, unreadable }: ModelFile): string {
  const texts = documents.map((document) => {
    const text = `${manifest({ name: document.name, title: document.title })}${document.listed ? "" : "  listed: false\n"}`;
    return document.broken ? broken(text) : text;
  });
  return `${unreadable ? "\u{0}" : ""}${texts.join("---\n")}`;
}

/** A repository on disk: a git repository, or a plain folder. */
export interface DiskRepository {
  readonly url: string;
  /** Writes the tree as it is now; a git repository commits it, or now and then rewrites its history. */
  write(tree: ModelTree, dice: Dice): void;
  /** Takes it away, and brings it back. */
  vanish(): void;
  comeBack(): void;
}

export function createDiskRepository(folder: string, kind: "git" | "folder"): DiskRepository {
  const git = kind === "git" ? createGitFixture(folder) : undefined;
  const hidden = `${dirname(folder)}-away/${folder.slice(dirname(folder).length + 1)}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "README.md"), "A repository.\n");
  git?.commit();
  const written = new Set<string>();
  return {
    url: git?.url ?? folder,
    write({ files }, dice) {
      if (git !== undefined && dice.chance(0.15)) rewind(git);
      for (const path of written) if (!files.has(path)) rmSync(join(folder, path), { force: true });
      written.clear();
      for (const [path, file] of files) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), textOf(file));
        written.add(path);
      }
      if (git === undefined) return;
      if (dice.chance(0.15)) git.amend();
      else git.commit();
    },
    vanish() {
      mkdirSync(dirname(hidden), { recursive: true });
      renameSync(folder, hidden);
    },
    comeBack() {
      if (existsSync(hidden)) renameSync(hidden, folder);
    },
  };
}

/** Throws the last commit away, so that what is committed next replaces it: a forced push. */
function rewind(git: GitFixture): void {
  if (Number(git.git("rev-list", "--count", "HEAD")) > 1) git.git("reset", "--quiet", "--soft", "HEAD~1");
}
