import { existsSync, readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Store } from "./catalogue/store.ts";
import { gitEnvironment } from "./config/load.ts";
import type { Settings } from "./config/settings.ts";
import { createCurationDesk } from "./curation/create-desk.ts";
import type { Curated } from "./curation/curated.ts";
import type { CurationDesk } from "./curation/desk.ts";
import { applyEdits } from "./curation/edits/apply-edits.ts";
import { mergeFile } from "./curation/edits/merge-file.ts";
import { createGitCurationRepository } from "./curation/git/index.ts";
import { readSound } from "./curation/read-sound.ts";
import type { CurationFiles, CurationRepository } from "./curation/repository.ts";
import type { Logger } from "./log.ts";
import { findProjectRoot } from "./project-root.ts";
import { changedConcepts } from "./search/changed-concepts.ts";
import type { IndexWriter } from "./search/index-writer.ts";
import { PARSED_VOCABULARIES } from "./vocabulary/kept-files.ts";
import { createLiveVocabularies, type LiveVocabularies } from "./vocabulary/live-vocabularies.ts";
import { loadVocabularies } from "./vocabulary/load.ts";
import { createWake } from "./wake.ts";

/** Between two looks at what somebody pushed into the repository. */
const REFRESH_MS = 2_000;
/** Between two rounds with the remote. */
const SYNC_MS = 60_000;
/** How long a change waits for the index to follow. */
const INDEX_MS = 1_000;

/** The curation of a data folder, read, with nothing in force yet. */
export interface OpenedCuration {
  readonly repository: CurationRepository;
  readonly first: Curated;
  readonly live: LiveVocabularies;
}

export function vocabulariesFolder(settings: Settings): string {
  return settings.vocabulariesDir || path.join(findProjectRoot(), "vocabularies");
}

/** Whether the data folder has a curation of its own already. */
export function hasCuration(settings: Settings): boolean {
  return existsSync(curationFolder(settings));
}

function curationFolder({ dataDir }: Settings): string {
  return path.join(dataDir, "curation");
}

/**
 * Opens the catalogue's own copy of the vocabularies, seeded from the shipped set, which is brought in when it has
 * changed. Throws `VOCABULARY_INVALID` when the shipped set itself is wrong.
 */
export async function openCuration(settings: Settings): Promise<OpenedCuration> {
  const keepIn = path.join(settings.dataDir, PARSED_VOCABULARIES);
  const folder = vocabulariesFolder(settings);
  await loadVocabularies(folder, keepIn);
  const { curationRemote: url, curationToken: password } = settings;
  const repository = await createGitCurationRepository({
    folder: curationFolder(settings),
    mergeFile,
    committer: { name: "Execat", email: "execat@localhost.invalid" },
    environment: gitEnvironment(),
    now: () => new Date(),
    ...(url === "" ? {} : { remote: { url, ...(password === "" ? {} : { credentials: { password } }) } }),
  });
  await repository.upgrade(await readShipped(folder), ownVersion());
  const first = await readSound(repository, keepIn);
  return { repository, first, live: createLiveVocabularies(first.vocabularies) };
}

/** Puts the curation in force: entries are tagged with it when this comes back. */
export async function openDesk(
  settings: Settings,
  { repository, first, live }: OpenedCuration,
  { store, indexWriter }: { readonly store: Store; readonly indexWriter: IndexWriter },
): Promise<CurationDesk> {
  return createCurationDesk({
    repository,
    first,
    live,
    store,
    applyEdits,
    mergeFile,
    changedConcepts,
    keepIn: path.join(settings.dataDir, PARSED_VOCABULARIES),
    vettedOnly: settings.vettedOnly,
    onVocabularies: (before) => indexWriter.follow(before),
    onJobs: () => indexWriter.wake(),
    waitForIndex: () => waitForIndex(indexWriter),
    now: () => new Date(),
  });
}

async function waitForIndex(indexWriter: Pick<IndexWriter, "applyJobs">): Promise<void> {
  const done = new AbortController();
  // What fails is put back and told by the writer.
  const work = indexWriter.applyJobs().catch(() => undefined);
  const pause = setTimeout(INDEX_MS, undefined, { signal: done.signal, ref: false }).catch(() => undefined);
  await Promise.race([work, pause]);
  done.abort();
}

/** Follows what is pushed, by others on this machine or to the remote, until told to stop. */
export function followCuration(desk: CurationDesk, log: Pick<Logger, "warn">): () => Promise<void> {
  const end = new AbortController();
  const pause = createWake();
  const run = async (): Promise<void> => {
    let syncedAt = -Infinity;
    let isFailing = false;
    while (!end.signal.aborted) {
      try {
        if (Date.now() - syncedAt >= SYNC_MS) {
          await desk.sync();
          syncedAt = Date.now();
        } else {
          await desk.refresh();
        }
        isFailing = false;
      } catch (error) {
        // Once for each time that it is away.
        if (!isFailing) log.warn({ err: error }, "the curation could not be read; it is tried again");
        isFailing = true;
      }
      await pause.wait(REFRESH_MS, end.signal);
    }
  };
  const running = run();
  return async () => {
    end.abort();
    await running;
  };
}

async function readShipped(folder: string): Promise<CurationFiles> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".yaml")).sort();
  const texts = await Promise.all(
    names.map(
      async (name) => [`vocabularies/${name}`, await readFile(path.join(folder, name), "utf8")] as const,
    ),
  );
  return new Map(texts);
}

function ownVersion(): string {
  const text = readFileSync(path.join(findProjectRoot(), "package.json"), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}
