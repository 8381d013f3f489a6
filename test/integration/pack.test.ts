import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { driverFor } from "../../src/sqlite.ts";
import { createProduct, ROOT } from "../support/product.ts";

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>;
}

/** Packages that bring compiled code of their own. */
const NATIVE = ["better-sqlite3", "better-sqlite3-node22"];

describe("the package that `npm pack` makes, in an empty folder", () => {
  let folder: string;
  let files: readonly string[];
  const installed = (): string => path.join(folder, "node_modules/execat");

  // What npm would install beside the package is linked from here, since a test downloads nothing; what the lock
  // says is for development only is not there.
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "execat-pack-"));
    const packed = execFileSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], {
      cwd: ROOT,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [{ filename, files: listed } = { filename: "", files: [] }] = JSON.parse(packed) as {
      filename: string;
      files: { path: string }[];
    }[];
    files = listed.map((file) => file.path);
    mkdirSync(installed(), { recursive: true });
    execFileSync("tar", ["xzf", path.join(folder, filename), "--strip-components=1", "-C", installed()]);
    const lock = JSON.parse(readFileSync(path.join(ROOT, "package-lock.json"), "utf8")) as Lock;
    for (const [place, { dev }] of Object.entries(lock.packages)) {
      const nested = place.lastIndexOf("node_modules/") > 0;
      if (place === "" || dev === true || nested || !existsSync(path.join(ROOT, place))) continue;
      if (!NATIVE.includes(place.replace("node_modules/", ""))) link(place);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const link = (place: string): void => {
    mkdirSync(path.dirname(path.join(folder, place)), { recursive: true });
    symlinkSync(path.join(ROOT, place), path.join(folder, place));
  };
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, [path.join(installed(), "dist/src/main.js"), ...args], {
      cwd: folder,
      encoding: "utf8",
      env: { PATH: process.env["PATH"] ?? "", HOME: folder },
    });

  it("holds what runs and what it reads, and nothing of how it is made", () => {
    expect(files).toEqual(
      expect.arrayContaining([
        "dist/src/main.js",
        "schemas/manifest.schema.json",
        "vocabularies/task.yaml",
        "views/layouts/main.hbs",
        "README.md",
        "LICENSE",
      ]),
    );
    const strange = files.filter((file) =>
      /^(?:src|crawler|test|bench|scripts|data|\.)|\.(?:map|sqlite)$/.test(file),
    );
    expect(strange).toEqual([]);
  });

  it("drafts and validates where no native module is", () => {
    for (const name of NATIVE) expect(existsSync(path.join(folder, "node_modules", name))).toBe(false);
    const drafted = run("init", "--yes");
    expect(drafted).toMatchObject({ status: 0, stderr: "" });
    const validated = run("validate", ".");
    expect(validated.stdout).toContain("0 errors");
    expect(validated).toMatchObject({ status: 0, stderr: "" });
    expect(run("validate").stdout).toBe(validated.stdout);
    expect(run("--help")).toMatchObject({ status: 0, stderr: "" });
  });

  it("says what to do where npm ran no install script, so that the driver's compiled part is not there", () => {
    const driver = path.join(folder, "node_modules", driverFor(process.versions.node));
    cpSync(path.join(ROOT, path.relative(folder, driver)), driver, {
      recursive: true,
      filter: (file) => !/[\\/](?:build|prebuilds|bin|deps)(?:[\\/]|$)/.test(path.relative(ROOT, file)),
    });
    try {
      const served = run("serve");
      expect(served).toMatchObject({ status: 2, stdout: "" });
      expect(served.stderr).toContain("cannot be loaded");
      expect(served.stderr).toContain("npm rebuild");
    } finally {
      rmSync(driver, { recursive: true });
    }
  });

  it("serves once its native module is there", async () => {
    expect(run("doctor").status).toBe(2);
    for (const name of NATIVE) link(`node_modules/${name}`);
    const product = createProduct({ EXECAT_SOURCES: path.join(installed(), "sources.yaml") });
    try {
      const running = await product.serve({}, path.join(installed(), "dist/src/main.js"));
      await running.printed("Crawled ");
      expect((await fetch(`${running.url}/`)).status).toBe(200);
      expect((await fetch(`${running.url}/schemas/manifest.json`)).status).toBe(200);
      expect((await running.end()).code).toBe(0);
    } finally {
      await product.remove();
    }
  });
});
