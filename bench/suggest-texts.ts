import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { collectFacts, listFactFiles } from "../src/repository-facts/collect-facts.ts";
import { factKindOf, MAX_FACT_BYTES, pickFactFiles } from "../src/repository-facts/fact-files.ts";
import { toPlainReadme } from "../src/repository-facts/readme.ts";
import type { ProgramTexts } from "../src/vocabulary/suggest/suggested-term.ts";

/** The bare git directory of `owner/name` in a folder of mirrors: `owner+name`, or `repo` or `.git` in it. */
export function findMirror(root: string, repository: string): string | undefined {
  const wanted = repository.replace("/", "+").toLowerCase();
  const name = readdirSync(root).find((one) => one.replace(/\.git$/, "").toLowerCase() === wanted);
  if (name === undefined) return undefined;
  return ["", "repo", ".git", join("repo", ".git")]
    .map((inside) => join(root, name, inside))
    .find((gitDir) => existsSync(join(gitDir, "HEAD")) && existsSync(join(gitDir, "objects")));
}

/** What the files at the top of a repository's head say of its program, as `execat init` reads them. */
export function readTexts(gitDir: string): ProgramTexts {
  const names = git(gitDir, ["ls-tree", "--name-only", "HEAD"]).toString().split("\n");
  const files = new Map<string, Uint8Array>();
  for (const name of listFactFiles(names)) {
    const bytes = tryGit(gitDir, ["cat-file", "blob", `HEAD:${name}`]);
    if (bytes !== undefined && bytes.length <= MAX_FACT_BYTES) files.set(name, bytes);
  }
  const described = readPackageDescription(gitDir, names);
  const { facts } = collectFacts(files, { remote: undefined, tags: [] });
  const readme = pickFactFiles([...files.keys()]).find((name) => factKindOf(name) === "readme");
  const text = readme === undefined ? "" : new TextDecoder().decode(files.get(readme));
  return {
    title: facts.title?.value,
    summary: facts.summary?.value,
    description: [facts.description?.value, described].filter((text) => text !== undefined).join("\n\n"),
    keywords: facts.keywords?.value,
    readme: toPlainReadme(text).map((block) => block.text),
  };
}

/**
 * The one sentence of the package's own file, where `execat init` reads none: it stands for what a forge says of a
 * repository, which a mirror does not have.
 */
function readPackageDescription(gitDir: string, names: readonly string[]): string | undefined {
  for (const [name, pattern] of PACKAGE_DESCRIPTIONS) {
    const bytes = names.includes(name) ? tryGit(gitDir, ["cat-file", "blob", `HEAD:${name}`]) : undefined;
    const found = pattern.exec(new TextDecoder().decode(bytes ?? new Uint8Array()))?.[1]?.trim();
    if (found !== undefined && found.includes(" ")) return found;
  }
  return undefined;
}

const PACKAGE_DESCRIPTIONS: readonly (readonly [string, RegExp])[] = [
  ["setup.py", /\bdescription\s*=\s*\(?\s*["']{1,3}([^"']+)["']/u],
  ["DESCRIPTION", /^Title:\s*(.+(?:\n\s+.+)*)/mu],
  ["Cargo.toml", /^description\s*=\s*"([^"]+)"/mu],
  ["package.json", /"description"\s*:\s*"([^"]+)"/u],
];

function tryGit(gitDir: string, args: readonly string[]): Uint8Array | undefined {
  try {
    return git(gitDir, args);
  } catch {
    return undefined;
  }
}

function git(gitDir: string, args: readonly string[]): Buffer {
  return execFileSync("git", ["--git-dir", gitDir, ...args], {
    stdio: ["ignore", "pipe", "ignore"],
    maxBuffer: 64 * 1024 * 1024,
    env: { PATH: process.env["PATH"], GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
  });
}
