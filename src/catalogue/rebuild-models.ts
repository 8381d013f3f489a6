import { MODEL_VERSION } from "../manifest/model.ts";
import type { Problem } from "../manifest/problems.ts";
import type { CheckedFile } from "./checker.ts";
import { describe } from "./describe.ts";
import type { DocumentRecord, Entry } from "./entry.ts";
import type { FileToCheck, GuardedChecker } from "./guarded-checker.ts";
import type { Repository } from "./sources.ts";
import type { ProgramChange, Store } from "./store.ts";
import { withKeptTags } from "./suggest-terms.ts";
import { withoutAsked } from "./without-asked.ts";

export interface Rebuilt {
  readonly programs: number;
  /** Paths whose bytes this version's checker would not publish; their last good model stays. */
  readonly kept: readonly string[];
}

/**
 * Makes models, terms and findings again from the bytes that the store holds, without a crawl: for a new version of
 * the reader or other vocabularies. Paths, ids and times stay. The index follows by the jobs that this writes.
 */
export async function rebuildModels(options: {
  readonly store: Store;
  readonly checker: GuardedChecker;
  readonly now: () => Date;
}): Promise<Rebuilt> {
  const { store } = options;
  let programs = 0;
  const kept: string[] = [];
  for (const source of await store.sources.list()) {
    for (const repository of await store.sources.listRepositories(source.id)) {
      const entries = await store.entries.listOfRepository(repository.id);
      if (entries.length === 0) continue;
      const checked = await options.checker.check(entries.map(toFile));
      const rebuilt = checked.flatMap((file, at) => {
        const entry = entries[at];
        return entry === undefined ? [] : [rebuild(entry, withoutAsked(file, entry.document.facts))];
      });
      const changes = rebuilt.flatMap(({ change }) => (change === undefined ? [] : [change]));
      kept.push(
        ...rebuilt.filter(({ change }) => change === undefined).map(({ entry }) => entry.program.path),
      );
      programs += changes.length;
      const problems = await problemsAfter(store, repository, rebuilt);
      await store.entries.apply({
        repository,
        problems,
        programs: changes,
        seen: [],
        at: options.now().toISOString(),
      });
    }
  }
  return { programs, kept };
}

interface RebuiltEntry {
  readonly entry: Entry;
  readonly change: ProgramChange | undefined;
  readonly checked: CheckedFile;
}

function toFile({ document }: Entry): FileToCheck {
  return { bytes: document.bytes, file: document.file, discovery: discoveryOf(document) };
}

function rebuild(entry: Entry, checked: CheckedFile): RebuiltEntry {
  const { document, program } = entry;
  const own = checked.documents.find((one) => one.number === document.number);
  if (own?.model === undefined || own.dialect === undefined) return { entry, change: undefined, checked };
  const discovery = own.model.discovery;
  const folder = document.file.includes("/") ? document.file.slice(0, document.file.lastIndexOf("/")) : "";
  const change: ProgramChange = {
    program: {
      ...program,
      ...describe(own.model, { repository: entry.repository, folder, facts: document.facts }),
    },
    documents: [
      {
        ...document,
        dialect: own.dialect,
        model: own.model,
        modelVersion: MODEL_VERSION,
        layer: discovery?.role ?? "developer",
        derivedFrom: discovery?.derivedFrom,
        version: discovery?.version,
      },
    ],
    // The README that led to the catalogue's terms is not kept: they stay until the next look.
    terms: withKeptTags(own.terms, entry.terms),
    oldPath: undefined,
  };
  return { entry, change, checked };
}

function discoveryOf(document: DocumentRecord): { file: string; bytes: Uint8Array } | undefined {
  const { discoveryFile: file, discoveryBytes: bytes } = document;
  return file === undefined || bytes === undefined ? undefined : { file, bytes };
}

/** Findings belong to the head of the repository; where that is not what the store holds, they stay as they are. */
async function problemsAfter(
  store: Store,
  repository: Repository,
  rebuilt: readonly RebuiltEntry[],
): Promise<readonly Problem[]> {
  const before = await store.entries.problemsOf(repository.id);
  if (repository.state !== "ok") return before;
  const files = new Set(rebuilt.flatMap(({ entry }) => [entry.document.file, entry.document.discoveryFile]));
  const others = before.filter((problem) => !files.has(problem.file));
  const found = new Map<string, Problem>();
  for (const { entry, checked } of rebuilt) {
    if (entry.program.state === "withdrawn") continue;
    // Several entries of one file bring the same findings.
    for (const problem of checked.problems) found.set(JSON.stringify(problem), problem);
  }
  return [...others, ...found.values()];
}
