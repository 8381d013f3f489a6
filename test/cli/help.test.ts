import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../support/product.ts";

const SCREEN_LINES = 24;

/** Every command, as its file registers it; some stand below `source` and `vocabulary`. */
function listCommands(): readonly string[] {
  const main = readFileSync(path.join(ROOT, "src/main.ts"), "utf8");
  const below = new Map([
    ["list", "source list"],
    ["add", "source add"],
    ["check", "vocabulary check"],
  ]);
  const names = [...main.matchAll(/\.command\("([\w-]+)"\)/g)].map((match) => match[1] ?? "");
  return [
    "",
    ...names.map((name) => below.get(name) ?? name),
    "source accept",
    "source refuse",
    "layer list",
    "layer confirm",
    "layer refuse",
    "vocabulary import",
    "token",
    "token create",
    "token list",
    "token revoke",
  ];
}

describe("the help", () => {
  it.each(listCommands())("of `execat %s` fits a screen and shows an example", (command) => {
    const args = [
      path.join(ROOT, "dist/src/main.js"),
      ...command.split(" ").filter((word) => word !== ""),
      "--help",
    ];
    const { stdout, status } = spawnSync(process.execPath, args, {
      encoding: "utf8",
      env: { PATH: process.env["PATH"] ?? "", COLUMNS: "80" },
    });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Usage: execat/);
    expect(stdout).toMatch(/^Example: .*execat/m);
    expect(stdout.trimEnd().split("\n").length).toBeLessThanOrEqual(SCREEN_LINES);
  });
});
