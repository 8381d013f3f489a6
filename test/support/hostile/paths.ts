import { manifest } from "../crawl-fixture.ts";
import type { HostileRepository } from "./corpus.ts";
import { FILE, file, folder, type Bare } from "./plumbing.ts";

/** A good manifest at the top, and another in a folder of this name. */
function besideFolder(name: string | Uint8Array) {
  return (bare: Bare): void => {
    const inner = bare.tree([file(FILE, bare.blob(manifest({ name: "inner" })))]);
    const lines = [folder(name, inner), file(FILE, bare.blob(manifest()))];
    lines.sort((a, b) => Buffer.compare(sortKey(a), sortKey(b)));
    bare.head(bare.tree(lines));
  };
}

function sortKey({ mode, name }: { readonly mode: string; readonly name: string | Uint8Array }): Buffer {
  return Buffer.concat([Buffer.from(name), Buffer.from(mode === "40000" ? "/" : "")]);
}

const refused = (name: string, path: string | Uint8Array, why: RegExp): HostileRepository => ({
  name,
  way: "forge",
  make: besideFolder(path),
  told: why,
  published: true,
});

/** Names that mean something else where they are written, shown or checked out. */
export const PATHS: readonly HostileRepository[] = [
  refused("path-with-a-line-end", "two\nlines", /two\\u000alines.*signs that do not show/),
  refused("path-with-terminal-colours", "\u001B[31mred", /signs that do not show/),
  refused("path-that-runs-backwards", "a\u202Etxt.exe", /signs that do not show/),
  refused("path-not-in-utf-8", Buffer.from([0x66, 0xfc, 0x72]), /not written in UTF-8/),
  refused("path-upwards", "..", /folder called "\.\."/),
  refused("path-here", ".", /folder called "\."/),
  refused("path-into-dot-git", ".git", /folder called "\.git"/),
  refused("path-into-dot-git-in-capitals", ".GIT", /folder called "\.GIT"/),
  refused("path-into-short-name-of-dot-git", "git~1", /folder called "git~1"/),
  refused("path-upwards-in-one-name", "../..", /folder called "\.\."/),
  refused("path-of-4-kb", "x".repeat(4_096), /more than 1000 bytes/),
  refused("path-called-nul", "NUL", /name of a device/),
  refused("path-called-con", "con.d", /name of a device/),
];
