import { concerns } from "./concerns.ts";
import { ofBranch } from "./versions.ts";
import type { Entry } from "./entry.ts";
import type { Problem } from "../manifest/problems.ts";
import { reconcile } from "./reconcile.ts";
import type { CheckedManifest } from "./reconcile-input.ts";
import type { Repository, Source } from "./sources.ts";

export interface TriedOut {
  /** The entries that there would be, by path. */
  readonly entries: readonly Entry[];
  /** All findings, those about the manifests' addresses too. */
  readonly problems: readonly Problem[];
}

/** What a catalogue that holds nothing else would publish of these manifests. Pure; nothing is written. */
export function tryOut(
  manifests: readonly CheckedManifest[],
  {
    repository,
    commit,
    at,
  }: { readonly repository: Repository; readonly commit: string; readonly at: string },
): TriedOut {
  let ids = 0;
  const { programs, problems } = reconcile({
    repository,
    commit,
    existing: [],
    manifests,
    recheck: false,
    taken: new Set(),
    at,
    newId: () => `tried-${(ids += 1)}`,
  });
  const source = triedSource(repository.url, at);
  const entries = programs.flatMap(({ program, documents: [document], terms }) =>
    document === undefined
      ? []
      : [
          {
            program,
            document,
            runs: ofBranch(document),
            versions: [],
            terms,
            problems: problems.filter((one) => concerns(one, document)),
            repository,
            source,
          },
        ],
  );
  return { entries: entries.sort((a, b) => (a.program.path < b.program.path ? -1 : 1)), problems };
}

/** The source of what is only tried out. */
export function triedSource(location: string, at: string): Source {
  return {
    id: "tried",
    key: "tried",
    kind: "git",
    location,
    options: {},
    label: undefined,
    state: "active",
    origin: "proposal",
    proposedBy: undefined,
    createdAt: at,
    failure: undefined,
    lastListedAt: undefined,
  };
}
