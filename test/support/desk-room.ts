import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createSqlStore } from "../../src/catalogue/sql/index.ts";
import type { Store } from "../../src/catalogue/store.ts";
import { createCurationDesk } from "../../src/curation/create-desk.ts";
import type { CurationDesk } from "../../src/curation/desk.ts";
import { applyEdits } from "../../src/curation/edits/apply-edits.ts";
import { mergeFile } from "../../src/curation/edits/merge-file.ts";
import { emptyOverlay } from "../../src/catalogue/overlay.ts";
import type { CurationEdit, VocabularyEdit } from "../../src/curation/edits.ts";
import { readSound } from "../../src/curation/read-sound.ts";
import type { CurationRepository } from "../../src/curation/repository.ts";
import { changedConcepts } from "../../src/search/changed-concepts.ts";
import { createLiveVocabularies } from "../../src/vocabulary/live-vocabularies.ts";
import { type Clone, cloneOf, MARIA, openCuration } from "./curation-fixture.ts";
import { programChange, repository as repositoryRow, source } from "./entry-builders.ts";

const AT = "2026-11-24T10:00:00.000Z";
export const TASK = "vocabularies/task.yaml";
/** A vocabulary of three concepts with its facet. */
export const COFFEE = new Map([
  [
    TASK,
    `scheme: { title: Tasks }
concepts:
  roast: { prefLabel: roast, altLabel: [heating], definition: Heating beans. }
  brew: { prefLabel: brew, definition: Adding water. }
  grind: { prefLabel: grind, definition: Making powder. }
`,
  ],
  ["vocabularies/facets.yaml", "facets: [{ key: task, scheme: task, label: Task, multiple: true }]\n"],
]);
/** An overlay that says nothing yet. */
export const NOTHING = emptyOverlay("local.examples/one");

/** A folder with a repository and a store on disk, in which processes begin and end. */
export interface DeskRoom {
  readonly path: string;
  readonly store: Store;
  readonly repository: CurationRepository;
  /** The same store, as another process opens it. */
  openStore(): Promise<Store>;
  /** A process that begins: what it knows comes from the folder and the store alone. */
  openDesk(own?: Store): Promise<CurationDesk>;
  /** Publishes the program `P-<name>` at `local.examples/<at>`; a term with a concept was resolved by who publishes. */
  publish(
    name: string,
    terms: readonly (readonly [text: string, concept?: string])[],
    at?: string,
  ): Promise<void>;
  conceptsOf(name: string): Promise<readonly (string | undefined)[]>;
  finishJobs(): Promise<void>;
  clone(): Clone;
  /** The text of `TASK` at the head. */
  readTask(): Promise<string>;
  remove(): Promise<void>;
}

export async function createDeskRoom(): Promise<DeskRoom> {
  const folder = mkdtempSync(path.join(tmpdir(), "execat-desk-"));
  const openStore = (): Promise<Store> => createSqlStore({ file: path.join(folder, "store.sqlite") });
  const openRepository = (): Promise<CurationRepository> =>
    openCuration(path.join(folder, "curation"), { mergeFile });
  const store = await openStore();
  await store.migrate();
  await store.sources.save(source());
  const repository = await openRepository();
  await repository.upgrade(COFFEE, "1.0.0");
  return {
    path: folder,
    store,
    repository,
    openStore,
    openDesk: async (own = store) => beginDesk(await openRepository(), own, path.join(folder, "kept")),
    publish: (name, terms, at = name) => publish(store, { name, terms, at }),
    conceptsOf: async (name) =>
      (await store.entries.get(`P-${name}`))?.terms.map(({ conceptId }) => conceptId) ?? [],
    async finishJobs() {
      const [from, to] = ["2030-01-01T00:00:00.000Z", "2031-01-01T00:00:00.000Z"];
      const jobs = await store.jobs.claim(["index"], from, to, 1000);
      await store.jobs.finish(jobs.map(({ id }) => id));
    },
    clone: () => cloneOf(repository.folder, path.join(folder, "clone")),
    readTask: async () => (await repository.read(await repository.head())).get(TASK) ?? "",
    async remove() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function beginDesk(
  repository: CurationRepository,
  store: Store,
  keepIn: string,
): Promise<CurationDesk> {
  const first = await readSound(repository, keepIn);
  return createCurationDesk({
    repository,
    first,
    live: createLiveVocabularies(first.vocabularies),
    store,
    applyEdits,
    mergeFile,
    changedConcepts,
    keepIn,
    vettedOnly: false,
    onVocabularies: () => undefined,
    onJobs: () => undefined,
    now: () => new Date(AT),
  });
}

interface Publishing {
  readonly name: string;
  readonly terms: Parameters<DeskRoom["publish"]>[1];
  readonly at: string;
}

async function publish(store: Store, { name, terms, at }: Publishing): Promise<void> {
  const address = { id: `P-${name}`, path: `local.examples/${at}`, title: name, repositoryId: `R-${name}` };
  const records = terms.map(([text, conceptId]) => ({
    facet: "task",
    text,
    scheme: conceptId === undefined ? undefined : "task",
    conceptId,
    origin: "author" as const,
  }));
  await store.entries.apply({
    repository: repositoryRow({ id: `R-${name}`, forgeId: name, path: name }),
    problems: [],
    programs: [{ ...programChange(address), terms: records }],
    seen: [],
    at: AT,
  });
}

/** Gives a concept of `COFFEE` one more synonym. */
export function addsLabel(id: string, text: string): VocabularyEdit {
  return { kind: "add-label", scheme: "task", id, label: text, as: "altLabel" };
}

/** Makes edits on the head; returns the commit, and throws when it is in conflict. */
export async function applyAll(desk: CurationDesk, ...edits: readonly CurationEdit[]): Promise<string> {
  const outcome = await desk.apply({ base: undefined, edits, subject: "A change", author: MARIA });
  if (outcome.state !== "done") throw new Error(JSON.stringify(outcome));
  return outcome.commit;
}
