import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { manifest } from "../crawl-fixture.ts";
import type { HostileRepository, Scale } from "./corpus.ts";
import { bigBlob, FILE, file, folder, type Bare } from "./plumbing.ts";

const MIB = 1024 * 1024;
const BESIDE = "blob-of-5-gb-beside-the-manifest";

async function bigBeside(bare: Bare, { pick }: Scale): Promise<void> {
  const big = await bigBlob(bare, pick(14 * MIB, 5 * 1024 * MIB), "random");
  bare.head(bare.tree([file("big.bin", big), file(FILE, bare.blob(manifest()))]));
}

/** The same repository, of which the server keeps its objects once. */
function sameAgain(bare: Bare): void {
  const first = join(bare.folder, "../../forge", `${BESIDE}.git`);
  writeFileSync(join(bare.folder, "objects/info/alternates"), `${first}/objects\n`);
  copyFileSync(join(first, "refs/heads/main"), join(bare.folder, "refs/heads/main"));
}

/** Repositories that are larger than they look. */
export const SIZES: readonly HostileRepository[] = [
  { name: BESIDE, way: "forge", make: bigBeside, told: /^$/, published: true },
  {
    name: "blob-of-5-gb-on-a-server-without-filters",
    way: "plain",
    make: sameAgain,
    told: /sent more than \d+ MiB/,
  },
  {
    name: "manifest-of-many-mb",
    way: "forge",
    async make(bare, { pick }) {
      bare.head(bare.tree([file(FILE, await bigBlob(bare, pick(14 * MIB, 512 * MIB), "random"))]));
    },
    told: /sent more than \d+ MiB/,
  },
  {
    name: "zip-bomb-in-place-of-the-manifest",
    way: "forge",
    async make(bare, { pick }) {
      bare.head(bare.tree([file(FILE, await bigBlob(bare, pick(30 * MIB, 1024 * MIB), "zeros"))]));
    },
    told: /a manifest may have 1000000/,
  },
  {
    name: "zip-bomb-beside-the-manifest",
    way: "plain",
    async make(bare, { pick }) {
      const bomb = await bigBlob(bare, pick(30 * MIB, 1024 * MIB), "zeros");
      bare.head(bare.tree([file(FILE, bare.blob(manifest())), file("z.bin", bomb)]));
    },
    told: /^$/,
    published: true,
  },
  {
    name: "zip-bomb-as-readme",
    way: "forge",
    async make(bare, { pick }) {
      const bomb = await bigBlob(bare, pick(30 * MIB, 1024 * MIB), "zeros");
      bare.head(bare.tree([file("README.md", bomb), file(FILE, bare.blob(manifest()))]));
    },
    told: /"README\.md" has \d+ bytes/,
    published: true,
  },
  {
    name: "thousands-of-manifests",
    way: "forge",
    make(bare, { pick }) {
      const lines = Array.from({ length: pick(1_100, 5_000) }, (_, at) => {
        const inner = bare.tree([file(FILE, bare.blob(manifest({ name: `tool-${String(at)}` })))]);
        return folder(`d${String(at).padStart(5, "0")}`, inner);
      });
      bare.head(bare.tree(lines));
    },
    told: /more than 200 manifests/,
  },
  {
    name: "manifests-of-40-mb-together",
    way: "local",
    make(bare) {
      const filling = `# ${"x".repeat(900_000)}\n`;
      const lines = Array.from({ length: 50 }, (_, at) => {
        const text = manifest({ name: `tool-${String(at)}` });
        const inner = bare.tree([file(FILE, bare.blob(`${filling}${text}`))]);
        return folder(`d${String(at).padStart(3, "0")}`, inner);
      });
      bare.head(bare.tree(lines));
    },
    told: /more than 32 MiB together/,
  },
  {
    name: "tree-of-one-folder-with-400000-names",
    way: "plain",
    make(bare) {
      const id = bare.blob("x");
      const many = Array.from({ length: 400_000 }, (_, at) => file(`f${String(at).padStart(7, "0")}`, id));
      bare.head(bare.tree([folder("a", bare.tree(many)), file(FILE, bare.blob(manifest()))]));
    },
    told: /^$/,
    published: true,
  },
];
