import { findQueued, listQueue } from "./queue.ts";
import { type CuratedState, createCuratedState } from "./curated-state.ts";
import type { ApplyEdits } from "./edits.ts";
import type {
  CurationConflict,
  CurationDesk,
  CurationOutcome,
  CurationPreview,
  CurationRequest,
  MergeSettlement,
} from "./desk.ts";
import { mergeOnto } from "./merge-onto.ts";
import { previewChanges } from "./preview.ts";
import type {
  CurationFiles,
  CurationRepository,
  Curator,
  FileChanges,
  MergeFile,
  NewCommit,
} from "./repository.ts";
import { ExecatError } from "../errors.ts";
import type { CuratedStateOptions } from "./curated-state.ts";

export interface CurationDeskOptions extends Omit<CuratedStateOptions, "repository"> {
  readonly repository: CurationRepository;
  readonly applyEdits: ApplyEdits;
  readonly mergeFile: MergeFile;
  /** Waits a moment for the index to follow, so that a curator finds what was changed just now. Never throws. */
  readonly waitForIndex?: (() => Promise<void>) | undefined;
}

/** How often a change is merged anew because others commit at the same time. */
const MOST_ATTEMPTS = 5;

/** The index takes seconds for more entries than these: nobody waits for that. */
const MOST_WAITED_FOR = 500;

/** Opens the desk of this process; what the repository holds is in force when it comes back. */
export async function createCurationDesk(options: CurationDeskOptions): Promise<CurationDesk> {
  return new RepositoryDesk(options, await createCuratedState(options));
}

class RepositoryDesk implements CurationDesk {
  readonly #options: CurationDeskOptions;
  readonly #state: CuratedState;
  /** Changes are made one after the other, so that each sees what the one before it did. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: CurationDeskOptions, state: CuratedState) {
    this.#options = options;
    this.#state = state;
  }

  get current(): CurationDesk["current"] {
    return this.#state.current;
  }

  get overlays(): CurationDesk["overlays"] {
    return this.#state.overlays;
  }

  get repository(): CurationDesk["repository"] {
    return this.#options.repository;
  }

  refresh(): Promise<boolean> {
    return this.#inTurn(() => this.#state.follow());
  }

  async sync(): Promise<void> {
    await this.#options.repository.sync();
    await this.refresh();
  }

  async preview(request: CurationRequest): Promise<CurationPreview> {
    await this.refresh();
    const { changes, conflicts } = await this.#changesOf(request);
    if (conflicts.length > 0) return { state: "conflict", head: this.current.commit, conflicts };
    return this.#preview(changes);
  }

  apply(request: Parameters<CurationDesk["apply"]>[0]): Promise<CurationOutcome> {
    return this.#commit(() => this.#changesOf(request), request);
  }

  async previewUndo(commit: string): Promise<CurationPreview> {
    await this.refresh();
    const { base, changes, conflicts } = await this.#options.repository.undo(commit);
    return conflicts.length > 0 ? { state: "conflict", head: base, conflicts } : this.#preview(changes);
  }

  async undo(id: string, author: Curator): Promise<CurationOutcome> {
    const { repository } = this.#options;
    const undone = await repository.find(id);
    if (undone === undefined) {
      throw new ExecatError("NOT_FOUND", `The history has no change "${id.slice(0, 40)}".`, {
        hint: "Choose one from the history.",
      });
    }
    return this.#commit(() => repository.undo(undone.id), {
      subject: `Undo “${undone.subject}”`,
      body: `This undoes ${undone.id}.`,
      author,
    });
  }

  async settleMerge({ theirs, head, texts }: MergeSettlement, author: Curator): Promise<CurationOutcome> {
    const { repository } = this.#options;
    const find = async (): Promise<Merge | CurationConflict> => {
      const merge = (await repository.openMerges()).find((one) => one.theirs === theirs);
      if (merge === undefined) {
        throw new ExecatError("CONFLICT", "This merge is settled already.", { hint: "Look at the history." });
      }
      if (merge.head !== head) return { state: "conflict", head: merge.head, conflicts: merge.conflicts };
      const unsettled = merge.conflicts.filter(({ path }) => !texts.has(path));
      return { base: merge.head, changes: new Map([...merge.changes, ...texts]), conflicts: unsettled };
    };
    const { from } = (await repository.openMerges()).find((one) => one.theirs === theirs) ?? {
      from: "shipped",
    };
    const subject =
      from === "shipped" ? "Merge the vocabularies that came with the program" : "Merge the remote's changes";
    const outcome = await this.#commit(find, { subject, author, merges: theirs });
    if (from === "remote") await this.sync();
    return outcome;
  }

  queue(page: { readonly offset: number; readonly limit: number }): ReturnType<CurationDesk["queue"]> {
    return listQueue({ store: this.#options.store, curated: this.current }, page);
  }

  findQueued(facet: string, text: string): ReturnType<CurationDesk["findQueued"]> {
    return findQueued({ store: this.#options.store, curated: this.current }, facet, text);
  }

  /** Makes the change on what it was made for, and merges it with what came since. */
  async #changesOf({ base, edits }: CurationRequest): Promise<Merge> {
    const { repository, applyEdits, mergeFile } = this.#options;
    const head = await repository.head();
    const now = await repository.read(head);
    const before = base === undefined || base === head ? now : await readBase(repository, base);
    const changes = applyEdits(before, this.#state.keepApart(edits));
    return { base: head, ...mergeOnto({ before, now, changes, mergeFile }) };
  }

  async #preview(changes: FileChanges): Promise<CurationPreview> {
    const { repository } = this.#options;
    return {
      state: "ready",
      diff: await repository.diffWith(changes),
      ...(await previewChanges({ state: this.#state, store: this.#options.store }, changes)),
    };
  }

  /** Commits, merging again with whatever came in between, and puts it in force. */
  async #commit(
    make: () => Promise<Merge | CurationConflict>,
    commit: Omit<NewCommit, "base" | "changes">,
  ): Promise<CurationOutcome> {
    const { repository } = this.#options;
    const { subject, body, author, merges } = commit;
    const outcome = await this.#inTurn<CurationOutcome>(async () => {
      for (let attempt = 1; ; attempt += 1) {
        const made = await make();
        if ("state" in made) return made;
        const { base, changes, conflicts } = made;
        if (conflicts.length > 0) return { state: "conflict", head: base, conflicts };
        try {
          const id = await repository.commit({ base, changes, subject, body, author, merges });
          await this.#state.follow();
          return { state: "done", commit: id, concerned: this.#state.lastConcerned };
        } catch (error) {
          const isBeaten = error instanceof ExecatError && error.code === "CONFLICT";
          if (!isBeaten || attempt === MOST_ATTEMPTS) throw error;
        }
      }
    });
    // Not within the turn: the index writer refreshes this desk first.
    if (outcome.state === "done" && outcome.concerned <= MOST_WAITED_FOR)
      await this.#options.waitForIndex?.();
    return outcome;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

type Merge = Pick<Awaited<ReturnType<CurationRepository["undo"]>>, "base" | "changes" | "conflicts">;

/** It may have left the history: a sync puts our commits anew on top of the remote's, while a form is open. */
async function readBase(repository: CurationRepository, base: string): Promise<CurationFiles> {
  try {
    return await repository.read((await repository.find(base))?.id ?? base);
  } catch (error) {
    throw error instanceof ExecatError && error.code === "NOT_FOUND" ? baseUnknown() : error;
  }
}

function baseUnknown(): ExecatError {
  return new ExecatError("INVALID_REQUEST", "The change was made on a version that is not there.", {
    hint: "Open the page anew and make the change there.",
  });
}
