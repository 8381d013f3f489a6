import { decideLayer as decideLayerOf } from "../catalogue/decide-layer.ts";
import type { Entry } from "../catalogue/entry.ts";
import { loadChain, type Claim } from "../catalogue/load-family.ts";
import type { LayerDecision } from "../catalogue/layers.ts";
import { ownerLabel } from "../catalogue/owner.ts";
import type { Store } from "../catalogue/store.ts";
import { ExecatError } from "../errors.ts";
import type { CommandContext, CommandOutput, ExitCode } from "./command-context.ts";
import { userName } from "./user-name.ts";
import { withStore } from "./with-catalogue.ts";

const PAGE = 200;

/** `execat layer list`: every document that says it is derived from another, and what has become of that. */
export async function listLayers({ settings, output }: CommandContext): Promise<ExitCode> {
  return withStore<ExitCode>(settings, async (store) => {
    const count = await writeLayers(store, output);
    if (count === 0) output.write("No document in this catalogue says that it is derived from another.");
    return 0;
  });
}

export async function writeLayers(store: Store, output: CommandOutput): Promise<number> {
  let count = 0;
  let last: string | undefined;
  for (;;) {
    const claims = await store.layers.listClaims(last, PAGE);
    for (const entry of await store.entries.getAll(claims.map(({ programId }) => programId))) {
      const [own] = await loadChain(store, entry);
      if (own?.claim === undefined) continue;
      count += 1;
      output.write(`${stateOf(entry, own.claim).padEnd(11)} ${entry.program.path}`);
      output.write(`            from ${originText(own.claim)}`);
    }
    last = claims.at(-1)?.path;
    if (claims.length < PAGE) return count;
  }
}

export async function decideLayer(
  { settings, output }: CommandContext,
  path: string,
  verdict: LayerDecision["verdict"],
  options: { readonly by?: string },
): Promise<ExitCode> {
  return withStore<ExitCode>(settings, async (store) => {
    const at = new Date().toISOString();
    const { layer, origin } = await decideOnLayer(store, path, {
      verdict,
      actor: options.by ?? userName(),
      at,
    });
    output.write(
      verdict === "confirmed"
        ? `"${layer.program.path}" is a layer of "${origin.program.path}"; search shows the latest of them.`
        : `"${layer.program.path}" is not taken for a layer of "${origin.program.path}".`,
    );
    return 0;
  });
}

/** Keeps an operator's word on the layer at a path. Throws `ENTRY_NOT_FOUND` for an unknown one, else as `decideLayer`. */
export async function decideOnLayer(
  store: Store,
  path: string,
  word: Pick<LayerDecision, "verdict" | "actor" | "at">,
): Promise<{ readonly layer: Entry; readonly origin: Entry }> {
  const moved = (await store.entries.findMoved(path)) ?? path;
  const layer = (await store.entries.find(path)) ?? (await store.entries.find(moved));
  if (layer === undefined) {
    throw new ExecatError("ENTRY_NOT_FOUND", `There is no entry "${path}".`, {
      hint: "`execat layer list` shows all that could be decided on.",
    });
  }
  return { layer, origin: await decideLayerOf(store, layer, word) };
}

function stateOf(entry: Entry, claim: Claim): string {
  return entry.program.state === "withdrawn" ? "withdrawn" : claim.state;
}

function originText(claim: Claim): string {
  if (claim.state === "unknown") return `"${claim.text}", unknown`;
  const path = claim.origin.program.path;
  if (claim.state === "circle") return `${path}, in a circle`;
  const gone = claim.origin.program.state === "withdrawn" ? ", which was withdrawn" : "";
  return `${path}${gone} (${whyOf(claim)})`;
}

function whyOf(claim: Exclude<Claim, { readonly state: "unknown" | "circle" }>): string {
  const { decision, origin } = claim;
  if (decision !== undefined) return `${decision.verdict} by ${decision.actor} at ${decision.at}`;
  if (claim.state !== "recognised") return "nobody has confirmed it";
  const owner = ownerLabel(origin.repository);
  return claim.by === "owner" ? `both of ${owner}` : `${owner} lists it`;
}
