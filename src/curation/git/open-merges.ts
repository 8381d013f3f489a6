import type { OpenMerge } from "../repository.ts";
import { changesBetween } from "./changes-between.ts";
import type { Context } from "./context.ts";
import { isAncestor } from "./history.ts";
import { mergeHistories } from "./merge-histories.ts";
import { MAIN, readRef, SHIPPED } from "./refs.ts";

/** Finds what waits for a curator. Follows from where the refs stand, and is computed once for each such state. */
export function createOpenMerges(
  context: Context,
  remoteRef: string | undefined,
): () => Promise<readonly OpenMerge[]> {
  let known: { readonly state: string; readonly merges: readonly OpenMerge[] } | undefined;
  return async () => {
    const { folder } = context;
    const main = await readRef(folder, MAIN);
    const shipped = await readRef(folder, SHIPPED);
    const remote = remoteRef === undefined ? undefined : await readRef(folder, remoteRef);
    const state = [main, shipped, remote].join(" ");
    if (known?.state === state) return known.merges;
    const merges: OpenMerge[] = [];
    if (main !== undefined && shipped !== undefined) {
      const found = await openMerge(context, main, shipped);
      if (found !== undefined) merges.push({ from: "shipped", ...found });
    }
    if (main !== undefined && remote !== undefined) {
      const found = await openMerge(context, main, remote);
      // What goes together by itself waits for the next sync only.
      const waits = found !== undefined && (found.base === undefined || found.conflicts.length > 0);
      if (waits) merges.push({ from: "remote", ...found });
    }
    known = { state, merges };
    return merges;
  };
}

async function openMerge(
  context: Context,
  main: string,
  theirs: string,
): Promise<Omit<OpenMerge, "from"> | undefined> {
  if (await isAncestor(context.git, theirs, main)) return undefined;
  const { base, conflicts, tree } = await mergeHistories(context, main, theirs);
  const changes = await changesBetween(context.objects, await context.objects.tree(main), tree);
  return { theirs, base, head: main, changes, conflicts };
}
