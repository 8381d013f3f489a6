import type { Store } from "../src/catalogue/store.ts";

/** The share of a source's entries that one run may withdraw. */
export const WITHDRAWAL_SHARE = 0.2;

/**
 * Who withdraws: a crawl, a crawl with the operator's word for more, or a look at one repository alone, which leaves
 * it to crawls to say what is gone.
 */
export type WithdrawalMode = "crawl" | "confirmed" | "single-look";

/** Guards against a run that would empty a source, for instance because a forge or a disk answers wrongly. */
export interface WithdrawalLimit {
  readonly mode: WithdrawalMode;
  /**
   * Asks for leave to withdraw `count` entries of a source, all or none. `byCommit` says that a commit of the
   * repository deletes them: the first such repository of a source in a run is always believed.
   */
  take(sourceId: string, count: number, byCommit: boolean): Promise<boolean>;
}

/** Each source may lose a fifth of its entries in one run, at least one, unless the operator confirmed more. */
export function createWithdrawalLimit(store: Store, mode: WithdrawalMode): WithdrawalLimit {
  const budgets = new Map<string, Promise<{ left: number; untouched: boolean }>>();
  return {
    mode,
    async take(sourceId, count, byCommit) {
      if (mode === "confirmed" || count === 0) return true;
      let budget = budgets.get(sourceId);
      if (budget === undefined) {
        budget = store.entries.count(sourceId).then(({ published }) => ({
          left: Math.max(1, Math.floor(published * WITHDRAWAL_SHARE)),
          untouched: true,
        }));
        budgets.set(sourceId, budget);
      }
      const state = await budget;
      if (count > state.left && !(byCommit && state.untouched)) return false;
      state.left -= count;
      state.untouched = false;
      return true;
    },
  };
}
