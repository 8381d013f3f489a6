import { access } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ExecatError } from "../../../src/errors.ts";
import type { GitAddress } from "../../git-address.ts";

/**
 * The git directory that a `file:` URL means, found in the order in which git itself looks. It is read in its
 * place: a copy would cost more, and fail where the repository lacks large files that nobody asked for.
 */
export async function findGitDir(address: GitAddress): Promise<string> {
  const path = fileURLToPath(address.url).replace(/\/+$/, "");
  for (const base of [path, `${path}.git`]) {
    if (await exists(join(base, ".git"))) return join(base, ".git");
    if (await exists(join(base, "HEAD"))) return base;
  }
  throw new ExecatError("UPSTREAM_FAILED", `There is no repository at "${address.url}".`, {
    hint: "Check the address of the source.",
  });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
