import { retag } from "../catalogue/retag.ts";
import type { Store } from "../catalogue/store.ts";
import type { LiveVocabularies } from "../vocabulary/live-vocabularies.ts";
import type { Vocabularies } from "../vocabulary/vocabulary.ts";
import { concernedBy, type ConcernOptions, consequencesOf } from "./concerned-by.ts";
import type { Curated } from "./curated.ts";
import type { CurationEdit } from "./edits.ts";
import { movedOverlays } from "./moved-overlays.ts";
import { type BoundOverlays, createOverlaySource } from "./overlay-source.ts";
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
  readonly overlays: BoundOverlays;
  /** How many entries the last change concerned. */
  readonly lastConcerned: number;
  /** What the texts would say, read as if they stood there. */
  readWith(changes: ReadonlyMap<string, string | undefined>): Promise<Curated>;
  concernedBy(next: Curated): Promise<readonly string[]>;
  /** Edits of which none takes the overlay of another entry that was once called so: that one gets its id first. */
  keepApart(edits: readonly CurationEdit[]): readonly CurationEdit[];
  /** Puts the repository's head in force, if it is not; says whether it was not. */
  follow(): Promise<boolean>;
}

/** Applies what was committed while no process ran, before it comes back. */
export async function createCuratedState(options: CuratedStateOptions): Promise<CuratedState> {
  const { first } = options;
  const overlays = await createOverlaySource({ ...options, firstSeen: firstSeenIn(options, first) }, first);
  const state = new FollowedState(options, overlays, await withMoved(options, first, overlays));
  await state.catchUp();
  return state;
}

class FollowedState implements CuratedState {
  readonly #options: CuratedStateOptions;
  #current: Curated;
  #overlays: BoundOverlays;
  #lastConcerned = 0;

  constructor(options: CuratedStateOptions, overlays: BoundOverlays, current: Curated) {
    this.#options = options;
    this.#current = current;
    this.#overlays = overlays;
  }

  get current(): Curated {
    return this.#current;
  }

  get overlays(): BoundOverlays {
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
    const firstSeen = firstSeenIn(this.#options, next);
    return concernedBy({ ...this.#options, firstSeen }, this.#current, next);
  }

  keepApart(edits: readonly CurationEdit[]): readonly CurationEdit[] {
    return edits.flatMap((edit) => {
      if (edit.kind !== "set-overlay" || edit.overlay.entryId === undefined) return [edit];
      const named = this.#overlays.bound.get(edit.overlay.entry.toLowerCase());
      if (named?.programId === undefined || named.programId === edit.overlay.entryId) return [edit];
      return [
        { kind: "set-overlay", overlay: { ...named.overlay, entryId: named.programId } } as const,
        edit,
      ];
    });
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
    const firstSeen = firstSeenIn(this.#options, next);
    this.#overlays = await createOverlaySource({ ...this.#options, firstSeen }, next);
    this.#current = await withMoved(this.#options, next, this.#overlays);
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
    const firstSeen = firstSeenIn(this.#options, next);
    const options = { ...this.#options, firstSeen };
    const { alsoConcerned, meanings } = await consequencesOf(options, before, next);
    const retagged = await store.terms.retag({ meanings, alsoIndex: [...alsoConcerned], commit, at });
    this.#lastConcerned = new Set([...retagged, ...alsoConcerned]).size;
  }
}

/** So many commits of a file are looked at for its first. */
const MOST_COMMITS = 1_000;

function firstSeenIn(
  { repository }: Pick<CuratedStateOptions, "repository">,
  { overlayFiles }: Curated,
): (key: string) => Promise<string | undefined> {
  return async (key) => {
    const path = overlayFiles.get(key);
    if (path === undefined) return undefined;
    return (await repository.history({ path, limit: MOST_COMMITS })).at(-1)?.at;
  };
}

/** With what is to be told of overlays whose path is another entry's now. */
async function withMoved(
  { repository, store }: Pick<CuratedStateOptions, "repository" | "store">,
  curated: Curated,
  { bound }: BoundOverlays,
): Promise<Curated> {
  const moved = await movedOverlays({ repository, store }, curated, bound);
  return moved.length === 0 ? curated : { ...curated, findings: [...curated.findings, ...moved] };
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
