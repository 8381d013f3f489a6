import type { Store } from "../catalogue/store.ts";
import { openEngine, openVocabularies } from "../compose.ts";
import type { Settings } from "../config/settings.ts";
import { ExecatError } from "../errors.ts";
import { createLogger } from "../log.ts";
import type { IndexDrift } from "../search/index-drift.ts";
import { createIndexWriter } from "../search/index-writer.ts";
import { settingsFor } from "../search/indexing.ts";
import type { Finding } from "./doctor.ts";

export interface DescribeIndexOptions {
  /** Whether to write anew what differs. */
  readonly repair: boolean;
}

/**
 * Whether the search index holds what the store would give it now, entry by entry. An engine that is away is a
 * finding like any other.
 */
export async function describeIndex(
  settings: Settings,
  store: Store,
  { repair }: DescribeIndexOptions,
): Promise<Finding> {
  const engine = await openEngine(settings);
  try {
    const vocabularies = await openVocabularies(settings);
    const [{ documents, settingsHash }, waiting] = await Promise.all([
      engine.describe(),
      store.jobs.count("index"),
    ]);
    const text = `${engine.name}, ${documents} programs indexed, ${waiting} changes waiting`;
    if (settingsHash !== settingsFor(vocabularies).hash) return notOfToday(text, settingsHash, store);
    const log = createLogger(settings.logLevel);
    const writer = createIndexWriter({
      store,
      engine,
      vocabularies: () => vocabularies,
      now: () => new Date(),
      log,
    });
    const drift = repair ? await writer.repair() : await writer.compare();
    return toFinding(text, drift, { repair, isBusy: waiting > 0 });
  } catch (error) {
    if (!(error instanceof ExecatError)) throw error;
    return { part: "search", state: "problem", text: error.message, hint: error.hint };
  } finally {
    await engine.close();
  }
}

/** An empty catalogue needs no index; else a server makes it when it starts. */
async function notOfToday(text: string, settingsHash: string | undefined, store: Store): Promise<Finding> {
  const { published } = await store.entries.count();
  if (settingsHash === undefined && published === 0) return { part: "search", state: "ok", text };
  return {
    part: "search",
    state: "problem",
    text: `${text}; ${settingsHash === undefined ? "never filled" : "made with other settings or vocabularies"}`,
    hint: "Run `execat reindex`; `execat serve` does the same when it starts.",
  };
}

function toFinding(
  text: string,
  { missing, changed, surplus }: IndexDrift,
  { repair, isBusy }: { readonly repair: boolean; readonly isBusy: boolean },
): Finding {
  if (missing.length + changed.length + surplus.length === 0) return { part: "search", state: "ok", text };
  const drift = `${missing.length} missing, ${changed.length} outdated, ${surplus.length} too many`;
  if (repair) return { part: "search", state: "ok", text: `${text}; repaired: ${drift}` };
  if (isBusy) return { part: "search", state: "note", text: `${text}; until these are done: ${drift}` };
  return {
    part: "search",
    state: "problem",
    text: `${text}; ${drift}`,
    hint: "`execat doctor --repair` writes these anew.",
  };
}
