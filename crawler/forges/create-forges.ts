import { ExecatError } from "../../src/errors.ts";
import { findBelow } from "./find-below.ts";
import type { Forge, Forges } from "./forge.ts";

export interface ForgesOptions {
  readonly directory: Forge;
  readonly git: Forge;
  /** Forges with an API of their own, by the address of the instance (`https://github.com`). */
  readonly instances?: ReadonlyMap<string, Forge> | undefined;
}

/**
 * Finds the forge of a source, and of a repository, among those that are configured. Of several at one host it is the
 * one of a repository's kind with the longest address that the repository lies below.
 */
export function createForges({ directory, git, instances = new Map() }: ForgesOptions): Forges {
  const ofHost = (host: string): readonly Forge[] =>
    [...instances].filter(([url]) => new URL(url).host === host).map(([, forge]) => forge);
  return {
    ofHost,
    ofSource(source) {
      if (source.kind === "folder") return directory;
      if (source.kind === "git") return git;
      const url = source.options.scope?.url ?? source.location;
      return instances.get(url) ?? notConfigured(url, source.kind);
    },
    ofRepository(repository) {
      if (repository.forge === "directory") return directory;
      if (repository.forge === "git") return git;
      const { forge: kind, host, url } = repository;
      const ofKind = [...instances].filter(([, forge]) => forge.name === kind);
      const found = findBelow(ofKind, url)?.value;
      if (found !== undefined) return found;
      // It was listed when the forge had another address, for instance one of http:.
      const [only, ...others] = ofHost(host).filter((forge) => forge.name === kind);
      if (only !== undefined && others.length === 0) return only;
      return notConfigured(`https://${host}`, kind);
    },
  };
}

function notConfigured(url: string, kind: "github" | "gitlab"): never {
  throw new ExecatError("SOURCE_INVALID", `No forge is configured at "${url}".`, {
    hint: `Add {"kind": "${kind}", "url": "${url}"} to EXECAT_FORGES.`,
  });
}
