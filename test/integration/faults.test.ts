import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { POSTGRES_URL } from "../support/postgres.ts";
import { createProduct, type Product, ROOT } from "../support/product.ts";

const REPOSITORIES = 250;
const isRoot = process.getuid?.() === 0;

/** A manifest of some 20 kB, so that a small disk is full soon. */
const MANIFEST = `executable:
  kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/docker-container.yaml
  image: {locations: ["registry.example.org/group/tool:1.0"]}
${"# A comment that takes room.\n".repeat(700)}`;

describe("faults of what the store stands on", () => {
  let product: Product;
  let env: Record<string, string>;

  beforeEach(() => {
    product = createProduct();
    for (let number = 0; number < REPOSITORIES; number += 1) {
      const folder = path.join(product.folder, "repositories", `tool-${number}`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, "ivoa-execution.yaml"), MANIFEST);
    }
    const sources = path.join(product.folder, "sources.yaml");
    writeFileSync(sources, "sources:\n  - {key: many, folder: repositories}\n");
    env = { EXECAT_SOURCES: sources };
  });
  afterEach(() => product.remove());

  const expectAllPublished = async (settings: Record<string, string>): Promise<void> => {
    const doctor = await product.run(["doctor"], settings);
    expect(doctor.stdout).toContain(`${REPOSITORIES} entries published`);
    expect(doctor.stdout).toContain(`${REPOSITORIES} programs indexed, 0 changes waiting`);
    expect(doctor.stdout).toContain("All is well.");
  };

  it.skipIf(!isRoot)("says that the disk is full, and goes on when there is room again", async () => {
    const disk = path.join(product.folder, "disk");
    mkdirSync(disk);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", disk]);
    try {
      const settings = { ...env, EXECAT_DATA_DIR: path.join(disk, "data") };
      const full = await product.run(["crawl"], settings);
      expect(full.code).toBe(2);
      expect(full.stderr).toMatch(/The disk is full/);
      expect(full.stderr).not.toMatch(/\n\s+at /);
      execFileSync("mount", ["-o", "remount,size=200m", disk]);
      expect(await product.run(["crawl"], settings)).toMatchObject({ code: 0, stderr: "" });
      await expectAllPublished(settings);
    } finally {
      execFileSync("umount", ["-l", disk]);
    }
  });

  describe.skipIf(POSTGRES_URL === undefined || !isRoot)("with a PostgreSQL server of its own", () => {
    const server = path.join(ROOT, ".ci/postgres.sh");
    let folder: string;
    let url: string;
    beforeEach(() => {
      folder = mkdtempSync(path.join(tmpdir(), "execat-postgres-"));
      url = execFileSync(server, ["start", folder], { encoding: "utf8" }).trim();
    });
    afterEach(() => {
      if (existsSync(folder)) execFileSync(server, ["stop", folder]);
    });

    const restart = (): void => {
      const versions = readdirSync("/usr/lib/postgresql").sort((one, other) => Number(one) - Number(other));
      const control = `/usr/lib/postgresql/${versions.at(-1) ?? ""}/bin/pg_ctl`;
      const options = `-h 127.0.0.1 -p ${new URL(url).port} -k ${folder} -c fsync=off`;
      const words = [
        "-D",
        `${folder}/data`,
        "-l",
        `${folder}/log`,
        "-m",
        "immediate",
        "-w",
        "-o",
        options,
        "restart",
      ];
      execFileSync("runuser", ["-u", "postgres", "--", control, ...words]);
    };

    it("loses nothing when PostgreSQL is restarted during a crawl, and the pages come back", async () => {
      const settings = { ...env, EXECAT_DATABASE_URL: url, EXECAT_CRAWL_PARALLEL: "1" };
      const running = await product.serve(settings);
      await running.printed("published ");
      restart();
      await expect
        .poll(async () => (await fetch(`${running.url}/readyz`)).status, { timeout: 10_000 })
        .toBe(200);
      const ended = await running.end();
      expect(ended.code).toBe(0);
      expect(`${ended.stdout}${ended.stderr}`).not.toMatch(/\n\s+at /);
      // What was held at that moment comes back with its lease; nobody waits for that here.
      const leases = "update repository set lease_until = null; update job set lease_until = null";
      execFileSync("psql", [url, "-qc", leases]);
      expect(await product.run(["crawl"], settings)).toMatchObject({ code: 0, stderr: "" });
      await expectAllPublished(settings);
    }, 90_000);
  });
});
