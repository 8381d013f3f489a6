import type { Entry } from "../../catalogue/entry.ts";
import { toTime } from "../format.ts";
import { entryHref } from "../links.ts";

const SHOWN = 20;

/** The entry's path with the version that runs, where there are several: what was seen is what is asked for. */
export function runningPath({ program, runs, versions, repository }: Entry): string {
  const version = versions.length === 0 ? undefined : (runs.tag ?? repository.defaultBranch);
  return version === undefined ? program.path : `${program.path}@${version}`;
}

/** The versions of an entry, the newest first, and which of them runs; `null` where there are no releases. */
export function toVersions(entry: Entry, now: Date): object | null {
  const { versions, runs, program, repository, document } = entry;
  if (versions.length === 0) return null;
  const branch = repository.defaultBranch;
  return {
    runs: runs.tag ?? branch ?? "the default branch",
    isRelease: runs.tag !== undefined,
    list: versions.slice(0, SHOWN).map((version) => ({
      tag: version.tag,
      href: version.state === "ready" ? entryHref(`${program.path}@${version.tag}`) : null,
      commit: version.commit.slice(0, 12),
      runs: version.tag === runs.tag,
      isCandidate: version.prerelease,
      movedFrom: version.movedFrom[0]?.slice(0, 12) ?? null,
      reason: version.reason ?? null,
      seen: toTime(version.firstSeenAt, now),
    })),
    more: versions.length > SHOWN ? String(versions.length - SHOWN) : null,
    branch:
      branch === undefined
        ? null
        : {
            name: branch,
            href: entryHref(`${program.path}@${branch}`),
            commit: document.commit.slice(0, 12),
            runs: runs.tag === undefined,
          },
  };
}

export function toVersionsJson({ versions, runs }: Entry): Readonly<Record<string, unknown>> {
  const { bytes: _bytes, tag, ...rest } = runs;
  return { runs: { tag: tag ?? null, ...rest }, versions };
}
