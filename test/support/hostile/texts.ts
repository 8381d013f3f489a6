import { manifest } from "../crawl-fixture.ts";
import type { HostileRepository } from "./corpus.ts";
import { FILE, file } from "./plumbing.ts";

const text = (name: string, content: string | Uint8Array, told: RegExp): HostileRepository => ({
  name,
  way: "forge",
  make(bare) {
    bare.head(bare.tree([file(FILE, bare.blob(content))]));
  },
  told,
});

const laughs = Array.from({ length: 12 }, (_, at) =>
  at === 0
    ? "l0: &l0 [x, x, x, x, x, x, x, x, x, x]"
    : `l${String(at)}: &l${String(at)} [${Array.from({ length: 10 }, () => `*l${String(at - 1)}`).join(", ")}]`,
).join("\n");

/** Manifests whose text is the trap. */
export const TEXTS: readonly HostileRepository[] = [
  text("alias-to-itself", "executable: &a\n  kind: *a\n  also: [*a, *a]\n", /yaml|alias/i),
  text("aliases-that-multiply", `${laughs}\nexecutable: *l11\n`, /alias|too many|costly|yaml/i),
  text("brackets-in-brackets", `executable: ${"[".repeat(100_000)}\n`, /nested|deep/i),
  text("documents-40000", "--- {}\n".repeat(40_000), /more than 100 documents/),
  text("lines-100000", "--- {}\n".repeat(100_000), /more than 50,000 lines/),
  text("words-without-end", `executable: [${"a, ".repeat(300_000)}]\n`, /words and signs/),
  text(
    "bytes-that-are-no-text",
    Buffer.from(Array.from({ length: 4_096 }, (_, at) => at % 256)),
    /UTF-8|text|yaml/i,
  ),
  text(
    "keys-of-the-language",
    "__proto__: {polluted: true}\nconstructor: {prototype: {x: 1}}\nexecutable: {}\n",
    /./,
  ),
  text("tags-that-make-objects", 'executable: !!js/function "function(){process.exit()}"\n', /./),
  text(
    "pointer-of-large-file-storage",
    "version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 1\n",
    /./,
  ),
  {
    name: "manifest-through-a-filter",
    way: "forge",
    make(bare, { canary }) {
      bare.git("config", "filter.evil.smudge", `touch ${canary("smudge")}`);
      bare.git("config", "filter.evil.clean", `touch ${canary("clean")}`);
      bare.git("config", "filter.evil.process", `touch ${canary("process")}`);
      bare.head(
        bare.tree([
          file(
            ".gitattributes",
            bare.blob("* filter=evil diff=evil merge=evil text eol=crlf working-tree-encoding=UTF-16\n"),
          ),
          file(FILE, bare.blob(manifest())),
        ]),
      );
    },
    told: /^$/,
    published: true,
  },
];
