import { ExecatError } from "../../src/errors.ts";
import type { Forge, Forges } from "./forge.ts";

export interface ForgesOptions {
  readonly directory: Forge;
  readonly git: Forge;
  /** Forges with an API of their own, by the address of the instance (`https://github.com`). */
  readonly instances?: ReadonlyMap<string, Forge> | undefined;
}

/** Finds the forge of a source, and of a repository, among those that are configured. */
export function createForges({ directory, git, instances = new Map() }: ForgesOptions): Forges {
  const byHost = new Map<string, Forge>();
  for (const [url, forge] of instances) byHost.set(new URL(url).host, forge);
  return {
    ofHost: (host) => byHost.get(host),
    ofSource(source) {
      if (source.kind === "folder") return directory;
      if (source.kind === "git") return git;
      const url = source.options.scope?.url ?? source.location;
      return instances.get(url) ?? notConfigured(url, source.kind);
    },
    ofRepository(repository) {
      if (repository.forge === "directory") return directory;
      if (repository.forge === "git") return git;
      return byHost.get(repository.host) ?? notConfigured(`https://${repository.host}`, repository.forge);
    },
  };
}

function notConfigured(url: string, kind: "github" | "gitlab"): never {
  throw new ExecatError("SOURCE_INVALID", `No forge is configured at "${url}".`, {
    hint: `Add {"kind": "${kind}", "url": "${url}"} to EXECAT_FORGES.`,
  });
}
