import type { OverlaySource } from "../catalogue/with-overlay.ts";
import { retag } from "../catalogue/retag.ts";
import type { Store } from "../catalogue/store.ts";
import type { LiveVocabularies } from "../vocabulary/live-vocabularies.ts";
import type { Vocabularies } from "../vocabulary/vocabulary.ts";
import { concernedBy, type ConcernOptions } from "./concerned-by.ts";
import type { Curated } from "./curated.ts";
import { createOverlaySource } from "./overlay-source.ts";
import { readCurated } from "./read-curated.ts";
import type { CurationFiles, CurationRepository } from "./repository.ts";
import { ExecatError } from "../errors.ts";

export interface CuratedStateOptions extends ConcernOptions {
  readonly repository: CurationRepository;
  readonly store: Store;
  readonly live: LiveVocabularies;
  /** What the vocabularies in `live` were read with. */
  readonly first: Curated;
  /** Folder of parsed vocabularies. */
  readonly keepIn: string | undefined;
  readonly vettedOnly: boolean;
  /** The vocabularies are others than these of before; index jobs are in the store already. Not waited for. */
  readonly onVocabularies: (before: Vocabularies) => void;
  /** Index jobs wait. */
  readonly onJobs: () => void;
  readonly now: () => Date;
}

/** What the curation's repository holds, in force in this process. */
export interface CuratedState {
  readonly current: Curated;
  readonly overlays: OverlaySource;
  /** How many entries the last change concerned. */
  readonly lastConcerned: number;
  /** What the texts would say, read as if they stood there. */
  readWith(changes: ReadonlyMap<string, string | undefined>): Promise<Curated>;
  concernedBy(next: Curated): Promise<readonly string[]>;
  /** Puts the repository's head in force, if it is not; says whether it was not. */
  follow(): Promise<boolean>;
}

/** Applies what was committed while no process ran, before it comes back. */
export async function createCuratedState(options: CuratedStateOptions): Promise<CuratedState> {
  const state = new FollowedState(options, await createOverlaySource(options, options.first));
  await state.catchUp();
  return state;
}

class FollowedState implements CuratedState {
  readonly #options: CuratedStateOptions;
  #current: Curated;
  #overlays: OverlaySource;
  #lastConcerned = 0;

  constructor(options: CuratedStateOptions, overlays: OverlaySource) {
    this.#options = options;
    this.#current = options.first;
    this.#overlays = overlays;
  }

  get current(): Curated {
    return this.#current;
  }

  get overlays(): OverlaySource {
    return this.#overlays;
  }

  get lastConcerned(): number {
    return this.#lastConcerned;
  }

  async readWith(changes: ReadonlyMap<string, string | undefined>): Promise<Curated> {
    const texts = new Map(await this.#options.repository.read(this.#current.commit));
    for (const [path, text] of changes) {
      if (text === undefined) texts.delete(path);
      else texts.set(path, text);
    }
    return this.#readTexts(this.#current.commit, texts, this.#current);
  }

  async concernedBy(next: Curated): Promise<readonly string[]> {
    return (await concernedBy(this.#options, this.#current, next)).programIds;
  }

  /** Entries may have been tagged with another version than the one in force now. */
  async catchUp(): Promise<void> {
    const { store, repository } = this.#options;
    const applied = await store.terms.appliedCommit();
    if (applied === this.#current.commit) return;
    // It may have left the history: a sync puts our commits anew on top of the remote's.
    const files = applied === undefined ? undefined : await readIfThere(repository, applied);
    const before = files && (await this.#readTexts(applied ?? "", files, undefined));
    await this.#apply(before, this.#current);
  }

  async follow(): Promise<boolean> {
    const { repository, live, onVocabularies } = this.#options;
    const head = await repository.head();
    const before = this.#current;
    if (head === before.commit) return false;
    const next = await this.#read(head, before);
    await this.#apply(before, next);
    this.#overlays = await createOverlaySource(this.#options, next);
    this.#current = next;
    if (next.vocabularies.hash !== before.vocabularies.hash) {
      live.replace(next.vocabularies);
      onVocabularies(before.vocabularies);
    }
    this.#options.onJobs();
    return true;
  }

  async #read(commit: string, before: Curated | undefined): Promise<Curated> {
    return this.#readTexts(commit, await this.#options.repository.read(commit), before);
  }

  #readTexts(commit: string, files: CurationFiles, before: Curated | undefined): Promise<Curated> {
    const { keepIn } = this.#options;
    return readCurated(commit, files, {
      ...(keepIn === undefined ? {} : { keepIn }),
      ...(before === undefined ? {} : { before }),
    });
  }

  async #apply(before: Curated | undefined, next: Curated): Promise<void> {
    const { store, now } = this.#options;
    const { vocabularies, commit } = next;
    const at = now().toISOString();
    if (before === undefined) {
      this.#lastConcerned = await retag(store, { vocabularies, commit, at, alsoIndex: [] });
      return;
    }
    const { programIds, meanings } = await concernedBy(this.#options, before, next);
    await store.terms.retag({ meanings, alsoIndex: programIds, commit, at });
    this.#lastConcerned = programIds.length;
  }
}

/** `undefined` for a commit that is not there any more. */
async function readIfThere(
  repository: Pick<CurationRepository, "read">,
  commit: string,
): Promise<CurationFiles | undefined> {
  try {
    return await repository.read(commit);
  } catch (error) {
    if (error instanceof ExecatError && error.code === "NOT_FOUND") return undefined;
    throw error;
  }
}
