import { appendFileSync, chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { manifest } from "../crawl-fixture.ts";
import type { HostileRepository } from "./corpus.ts";
import { FILE, file, type Bare } from "./plumbing.ts";

const HOOKS = [
  "post-checkout",
  "post-merge",
  "pre-auto-gc",
  "reference-transaction",
  "post-index-change",
  "fsmonitor-watchman",
  "pre-receive",
  "post-upload-pack",
];

function good(bare: Bare): string {
  const blob = bare.blob(manifest());
  bare.head(bare.tree([file(FILE, blob)]));
  return blob;
}

/** Repositories on this machine whose own settings would have something run. */
export const CONFIG_TRICKS: readonly HostileRepository[] = [
  {
    name: "hooks",
    way: "local",
    make(bare, { canary }) {
      good(bare);
      for (const hook of HOOKS) {
        mkdirSync(join(bare.folder, "hooks"), { recursive: true });
        writeFileSync(join(bare.folder, "hooks", hook), `#!/bin/sh\ntouch ${canary(`hook-${hook}`)}\n`);
        chmodSync(join(bare.folder, "hooks", hook), 0o755);
      }
    },
    told: /^$/,
    published: true,
  },
  {
    name: "settings-that-run-commands",
    way: "local",
    make(bare, { canary }) {
      good(bare);
      const run = (name: string): string => `"touch ${canary(name)}"`;
      appendFileSync(
        join(bare.folder, "config"),
        [
          "[core]",
          ...[
            "fsmonitor",
            "sshCommand",
            "gitProxy",
            "askPass",
            "editor",
            "pager",
            "alternateRefsCommand",
          ].map((key) => `\t${key} = ${run(key)}`),
          `[uploadpack]\n\tpackObjectsHook = ${run("packObjectsHook")}`,
          `[credential]\n\thelper = ${run("credential").replace('"', '"!')}`,
          `[alias]\n\tls-tree = ${run("alias").replace('"', '"!')}\n\tcat-file = ${run("alias").replace('"', '"!')}`,
          `[filter "evil"]\n\tsmudge = ${run("smudge")}`,
          `[diff]\n\texternal = ${run("diff")}`,
          "[protocol]\n\tallow = always",
          "[gc]\n\tauto = 1",
          "",
        ].join("\n"),
      );
    },
    told: /^$/,
    published: true,
  },
  {
    name: "missing-bytes-from-a-remote-that-runs-a-command",
    way: "local",
    make(bare, { canary }) {
      const blob = good(bare);
      rmSync(join(bare.folder, "objects", blob.slice(0, 2), blob.slice(2)));
      appendFileSync(
        join(bare.folder, "config"),
        `[core]\n\trepositoryFormatVersion = 1\n[extensions]\n\tpartialClone = evil\n[protocol]\n\tallow = always\n[remote "evil"]\n\tpromisor = true\n\turl = "ext::sh -c touch% ${canary("promisor")}"\n`,
      );
    },
    told: /does not give its bytes/,
  },
  {
    name: "settings-that-include-a-file-of-the-machine",
    way: "local",
    make(bare) {
      good(bare);
      appendFileSync(join(bare.folder, "config"), "[include]\n\tpath = /etc/passwd\n");
    },
    told: /could not be read.*config/,
  },
];
