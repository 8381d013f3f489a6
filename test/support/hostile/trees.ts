import { manifest } from "../crawl-fixture.ts";
import type { HostileRepository } from "./corpus.ts";
import { FILE, file, folder, type Bare } from "./plumbing.ts";

const LINK = "120000";
const GITLINK = "160000";
const NO_COMMIT = "1".repeat(40);

/** The lines of a good manifest at the top, after others whose names come before it. */
function withGood(bare: Bare, ...before: Parameters<Bare["tree"]>[0][number][]): void {
  bare.head(bare.tree([...before, file(FILE, bare.blob(manifest()))]));
}

function linkTo(target: (canary: string) => string): HostileRepository["make"] {
  return (bare, { canary }) => {
    const link = bare.blob(target(canary("link")));
    withGood(bare, folder("a", bare.tree([{ mode: LINK, name: FILE, id: link }])));
  };
}

/** Trees that lead elsewhere, or that git would not write. */
export const TREES: readonly HostileRepository[] = [
  {
    name: "link-to-passwords",
    way: "forge",
    make: linkTo(() => "/etc/passwd"),
    told: /symbolic link/,
    published: true,
  },
  {
    name: "link-upwards",
    way: "plain",
    make: linkTo(() => `../../${FILE}`),
    told: /symbolic link/,
    published: true,
  },
  {
    name: "link-to-a-canary",
    way: "local",
    make: linkTo((path) => path),
    told: /symbolic link/,
    published: true,
  },
  {
    name: "link-in-place-of-a-folder",
    way: "forge",
    make(bare) {
      bare.head(bare.tree([{ mode: LINK, name: "here", id: bare.blob("/") }]));
    },
    told: /no manifest/,
  },
  {
    name: "submodule-in-place-of-the-manifest",
    way: "forge",
    make(bare) {
      bare.head(bare.tree([{ mode: GITLINK, name: FILE, id: NO_COMMIT }]));
    },
    told: /is a submodule/,
  },
  {
    name: "submodule-that-runs-a-command",
    way: "forge",
    make(bare, { canary }) {
      const modules = `[submodule "-x"]\n\tpath = sub\n\turl = ext::sh -c touch% ${canary("submodule")}\n\tupdate = !touch ${canary("update")}\n`;
      bare.head(
        bare.tree([
          file(".gitmodules", bare.blob(modules)),
          file(FILE, bare.blob(manifest())),
          { mode: GITLINK, name: "sub", id: NO_COMMIT },
        ]),
      );
    },
    told: /^$/,
    published: true,
  },
  {
    name: "folder-in-place-of-the-manifest",
    way: "forge",
    make(bare) {
      const inner = bare.tree([file("other.yaml", bare.blob(manifest()))]);
      bare.head(bare.tree([folder(FILE, inner)]));
    },
    told: /no manifest/,
  },
  {
    name: "manifest-that-stands-twice",
    way: "forge",
    make(bare) {
      const [one, two] = [bare.blob(manifest()), bare.blob(manifest({ name: "other" }))];
      bare.head(bare.tree([file(FILE, one), file(FILE, two)]));
    },
    told: /damaged.*duplicate/i,
  },
  {
    name: "manifest-that-stands-twice-on-this-machine",
    way: "local",
    make(bare) {
      const [one, two] = [bare.blob(manifest()), bare.blob(manifest({ name: "other" }))];
      bare.head(bare.tree([file(FILE, one), file(FILE, two)]));
    },
    told: /stands twice/,
  },
  {
    name: "tree-out-of-order",
    way: "forge",
    make(bare) {
      const id = bare.blob(manifest());
      bare.head(bare.tree([file("z", id), file(FILE, id)]));
    },
    told: /damaged.*not properly sorted/i,
  },
  {
    name: "tree-with-a-name-of-no-length",
    way: "forge",
    make(bare) {
      bare.head(bare.tree([file("", bare.blob("")), file(FILE, bare.blob(manifest()))]));
    },
    told: /damaged|could not be read/,
  },
  {
    name: "tree-that-is-text",
    way: "local",
    make(bare) {
      const id = bare.blob(manifest());
      bare.head(id);
    },
    told: /leads to nothing|damaged/,
  },
  {
    name: "tree-that-is-missing",
    way: "forge",
    make(bare) {
      bare.head("2".repeat(40));
    },
    told: /could not be read|damaged/,
  },
  {
    name: "folders-10000-deep",
    way: "forge",
    make: (bare, { pick }) => deep(bare, pick(2_000, 10_000)),
    told: /more than 1000 bytes|damaged/,
  },
  {
    name: "tree-bomb-of-10000000000-files",
    way: "forge",
    make(bare) {
      let id = bare.blob(manifest());
      for (let level = 0; level < 10; level += 1) {
        const inner = id;
        const line = level === 0 ? file : folder;
        id = bare.tree(
          Array.from({ length: 10 }, (_, at) =>
            line(level === 0 ? `f${String(at)}` : `d${String(at)}`, inner),
          ),
        );
      }
      bare.head(id);
    },
    told: /more than 500000 files/,
  },
  {
    name: "tree-bomb-of-manifests",
    way: "plain",
    make(bare) {
      let id = bare.tree([file(FILE, bare.blob(manifest()))]);
      for (let level = 0; level < 6; level += 1) {
        const inner = id;
        id = bare.tree(Array.from({ length: 10 }, (_, at) => folder(`d${String(at)}`, inner)));
      }
      bare.head(id);
    },
    told: /more than 200 manifests/,
  },
  {
    name: "a-million-files",
    way: "forge",
    make: manyFiles,
    told: /more than 500000 files/,
  },
];

function deep(bare: Bare, levels: number): void {
  let id = bare.tree([file(FILE, bare.blob(manifest()))]);
  for (let level = 0; level < levels; level += 1) id = bare.tree([folder("d", id)]);
  bare.head(id);
}

/** A thousand folders that differ, each with a thousand files. */
function manyFiles(bare: Bare): void {
  const id = bare.blob("x");
  const folders = Array.from({ length: 1_000 }, (_, outer) => {
    const first = 1_000_000 + outer * 1_000;
    const files = Array.from({ length: 1_000 }, (_none, at) => file(`f${String(first + at)}`, id));
    return folder(`d${String(1_000 + outer)}`, bare.tree(files));
  });
  bare.head(bare.tree(folders));
}
