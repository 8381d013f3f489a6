import type { Source } from "../catalogue/sources.ts";
import type { Store } from "../catalogue/store.ts";
import { ExecatError } from "../errors.ts";
import type { CommandOutput } from "./command-context.ts";

/** `execat source list`: one line a source. */
export async function listSources(store: Store, output: CommandOutput): Promise<void> {
  const sources = await store.sources.list();
  if (sources.length === 0)
    output.write("There are no sources yet: write sources.yaml, or run `execat source add URL`.");
  for (const source of sources) {
    const failure = source.failure === undefined ? "" : `  (${source.failure.message})`;
    output.write(`${source.state.padEnd(9)} ${source.key.padEnd(24)} ${source.location}${failure}`);
  }
}

/**
 * The operator's word on a proposal. Throws `NOT_FOUND` for an unknown key, `CONFLICT` for a source that is no
 * proposal.
 */
export async function decideProposal(
  store: Store,
  key: string,
  state: "active" | "refused",
): Promise<Source> {
  const source = await store.sources.find(key);
  if (source === undefined) {
    throw new ExecatError("NOT_FOUND", `There is no source "${key}".`, {
      hint: "`execat source list` shows them.",
    });
  }
  if (source.origin !== "proposal") {
    throw new ExecatError("CONFLICT", `"${key}" was not proposed by a reader.`, {
      hint: "Edit sources.yaml instead.",
    });
  }
  const decided: Source = { ...source, state };
  await store.sources.save(decided);
  return decided;
}
