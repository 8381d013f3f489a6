import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");

describe("the README", () => {
  const scripts = (JSON.parse(read("package.json")) as { scripts: Record<string, string> }).scripts;

  it.each(["README.md", "CONTRIBUTING.md"])("%s names only npm scripts that are there", (file) => {
    const named = [...read(file).matchAll(/npm run ([\w:]+)/g)].map((match) => match[1] ?? "");
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it("links and shows only files that are there", () => {
    const links = [...read("README.md").matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1] ?? "");
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((link) => !existsSync(path.join(ROOT, link)))).toEqual([]);
  });

  it("lists the commands that `execat` has", () => {
    const registered = [...read("src/main.ts").matchAll(/\.command\("([\w-]+)"\)/g)].map(
      (match) => match[1] ?? "",
    );
    const names = registered.filter((name) => !["list", "add", "check"].includes(name));
    expect(names.length).toBeGreaterThan(7);
    expect(names.filter((name) => !read("README.md").includes(`execat ${name}`))).toEqual([]);
  });
});
