import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { manifest } from "../crawl-fixture.ts";
import type { HostileRepository } from "./corpus.ts";
import { FILE, file, type Bare } from "./plumbing.ts";

function good(bare: Bare): string {
  return bare.head(bare.tree([file(FILE, bare.blob(manifest()))]));
}

function pack(bare: Bare, lines: readonly string[]): void {
  writeFileSync(
    join(bare.folder, "packed-refs"),
    `# pack-refs with: peeled fully-peeled sorted \n${lines.join("\n")}\n`,
  );
}

const numbered = (count: number, name: (at: string) => string): readonly string[] =>
  Array.from({ length: count }, (_, at) => name(String(at).padStart(6, "0")));

/** Branches, tags and heads that lead nowhere, or that are very many. */
export const REFS: readonly HostileRepository[] = [
  {
    name: "branches-50000",
    way: "forge",
    make(bare) {
      const commit = good(bare);
      pack(
        bare,
        numbered(50_000, (at) => `${commit} refs/heads/b${at}`),
      );
    },
    told: /^$/,
    published: true,
  },
  {
    name: "tags-50000",
    way: "plain",
    make(bare) {
      const commit = good(bare);
      pack(
        bare,
        numbered(50_000, (at) => `${commit} refs/tags/v${at}`),
      );
    },
    told: /^$/,
    published: true,
  },
  {
    name: "tag-that-leads-to-a-tag-1000-times",
    way: "forge",
    make(bare) {
      let id = good(bare);
      for (let at = 0; at < 1_000; at += 1) {
        id = bare.write(
          "tag",
          `object ${id}\ntype ${at === 0 ? "commit" : "tag"}\ntag v1\ntagger A <a@example.org> 0 +0000\n\nx\n`,
        );
      }
      writeFileSync(join(bare.folder, "refs/tags/v1"), `${id}\n`);
    },
    told: /^$/,
    published: true,
  },
  {
    name: "head-that-leads-nowhere",
    way: "forge",
    make(bare) {
      good(bare);
      writeFileSync(join(bare.folder, "HEAD"), "ref: refs/heads/nowhere\n");
    },
    told: /no commit on its default branch/,
  },
  {
    name: "head-that-leads-to-itself",
    way: "forge",
    make(bare) {
      good(bare);
      writeFileSync(join(bare.folder, "refs/heads/circle"), "ref: refs/heads/circle\n");
      writeFileSync(join(bare.folder, "HEAD"), "ref: refs/heads/circle\n");
    },
    told: /no commit on its default branch/,
  },
  {
    name: "head-that-is-a-file",
    way: "forge",
    make(bare) {
      good(bare);
      writeFileSync(join(bare.folder, "HEAD"), `${bare.blob(manifest())}\n`);
    },
    told: /leads to nothing|damaged|could not be read/,
  },
  {
    name: "head-on-this-machine-that-is-missing",
    way: "local",
    make(bare) {
      good(bare);
      rmSync(join(bare.folder, "refs/heads/main"));
      writeFileSync(join(bare.folder, "refs/heads/main"), `${"3".repeat(40)}\n`);
    },
    told: /damaged|leads to nothing|no commit/,
  },
  {
    name: "commit-with-a-megabyte-for-an-author",
    way: "forge",
    make(bare) {
      const tree = bare.tree([file(FILE, bare.blob(manifest()))]);
      const id = bare.commit(tree, `mergetag ${"x".repeat(1_000_000)}\nencoding ../../etc\n`);
      writeFileSync(join(bare.folder, "refs/heads/main"), `${id}\n`);
    },
    told: /^$/,
    published: true,
  },
  {
    name: "names-by-sha-256",
    way: "forge",
    make(bare) {
      appendFileSync(
        join(bare.folder, "config"),
        "[extensions]\n\tobjectFormat = sha256\n[core]\n\trepositoryFormatVersion = 1\n",
      );
    },
    told: /names its objects by "sha256"/,
  },
];
