import type { Said } from "./facts.ts";

export interface GitState {
  /** The address of the remote `origin`, as git has it. */
  readonly remote: string | undefined;
  readonly tags: readonly string[];
}

/** What git knows: where the repository is published, and the newest version that has a tag. */
export function readGit({ remote, tags }: GitState): Said {
  const repository = remote === undefined ? undefined : toWebAddress(remote);
  return {
    name: repository === undefined ? undefined : new URL(repository).pathname.split("/").at(-1),
    repository,
    version: newestVersion(tags),
  };
}

/** `git@host:group/name.git` and its like as the address of a page; never with a name or password in it. */
export function toWebAddress(remote: string): string | undefined {
  const [, scpHost, scpPath] =
    /^(?:[\w.-]+@)?([\w.-]+\.[\w-]+):(?!\/\/)([\w./~-]+)$/u.exec(remote.trim()) ?? [];
  const plain = scpHost === undefined ? remote.trim() : `ssh://${scpHost}/${scpPath ?? ""}`;
  if (!URL.canParse(plain)) return undefined;
  const { protocol, hostname, port, pathname } = new URL(plain);
  const path = pathname.replace(/\/+$/u, "").replace(/\.git$/u, "");
  if (!["https:", "http:", "ssh:", "git:"].includes(protocol) || hostname === "" || path === "")
    return undefined;
  const keepsPort = protocol.startsWith("http") && port !== "";
  return `https://${hostname}${keepsPort ? `:${port}` : ""}${path}`;
}

/** Of tags such as `v1.10.0` and `2.0` the highest; those with a word behind the numbers (`-rc1`) do not count. */
function newestVersion(tags: readonly string[]): string | undefined {
  const versions = tags.flatMap((tag) => /^v?(\d+(?:\.\d+){1,3})$/u.exec(tag)?.[1] ?? []);
  return versions.sort(compareVersions).at(-1);
}

function compareVersions(left: string, right: string): number {
  const [a, b] = [left.split(".").map(Number), right.split(".").map(Number)];
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
