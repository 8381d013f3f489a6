import { ExecatError } from "../../errors.ts";
import type { Context } from "./context.ts";
import { mergeBase } from "./history.ts";
import { rebase, writeMerge } from "./merge-histories.ts";
import { MAIN, moveRef, readRef } from "./refs.ts";
import type { RemoteAddress } from "./remote-address.ts";
import { fetchRemote, pushRemote, RemoteFailure } from "./remote.ts";

/** `conflict`: both sides stay as they are, and a curator has to say what counts. */
export type SyncResult = "even" | "conflict";

const TRIES = 3;

/** Brings both sides together. Throws `RemoteFailure` when the remote does not let us. */
export async function syncWith(context: Context, address: RemoteAddress): Promise<SyncResult> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const theirs = await fetchRemote(context, address);
    const { result, ours } = await bringTogether(context, theirs);
    if (result === "conflict" || ours === undefined || ours === theirs) return result;
    if (await pushRemote(context, address, ours)) return "even";
  }
  throw new RemoteFailure(
    `Somebody pushes to the remote "${address.shown}" again and again; our changes wait for the next time.`,
  );
}

/** What `main` says after theirs has been taken in: what is to be pushed. */
async function bringTogether(
  context: Context,
  theirs: string | undefined,
): Promise<{ readonly result: SyncResult; readonly ours: string | undefined }> {
  const { folder, git } = context;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const ours = await readRef(folder, MAIN);
    if (theirs === undefined || ours === theirs) return { result: "even", ours };
    const to = ours === undefined ? theirs : await joined(context, ours, theirs);
    if (to === undefined) return { result: "conflict", ours };
    const stands = to === ours || (await moveRef(git, folder, { ref: MAIN, from: ours, to }));
    if (stands) return { result: "even", ours: to };
  }
  throw new ExecatError("CONFLICT", "The curation is being changed all the time.", {
    hint: "It is brought together with its remote the next time.",
  });
}

/** `undefined` when a curator is needed: for a conflict, and for two histories that never had anything in common. */
async function joined(context: Context, ours: string, theirs: string): Promise<string | undefined> {
  const base = await mergeBase(context.git, ours, theirs);
  if (base === undefined) return undefined;
  if (base === ours) return theirs;
  if (base === theirs) return ours;
  // Commit by commit may fail where both ends go together: after a conflict that a merge has settled already.
  return (
    (await rebase(context, ours, theirs)) ??
    (await writeMerge(context, { ours, theirs }, "Merge what was pushed to the remote"))
  );
}
