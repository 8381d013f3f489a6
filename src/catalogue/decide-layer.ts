import { ExecatError } from "../errors.ts";
import type { Entry } from "./entry.ts";
import { loadChain, type Claim } from "./load-family.ts";
import type { LayerDecision } from "./layers.ts";
import type { Store } from "./store.ts";

/**
 * Keeps somebody's word on what a document says to be derived from now; should it name another origin later, that
 * word does not count for it. Returns the origin.
 *
 * Throws `CONFLICT` for a document that claims nothing that could be decided on.
 */
export async function decideLayer(
  store: Store,
  layer: Entry,
  word: Pick<LayerDecision, "verdict" | "actor" | "at">,
): Promise<Entry> {
  const origin = await originToDecideOn(store, layer);
  await store.layers.decide({ layerId: layer.program.id, originId: origin.program.id, ...word });
  return origin;
}

/** What a document says to be derived from, when there is such an entry. Throws as `decideLayer`. */
export async function originToDecideOn(store: Store, layer: Entry): Promise<Entry> {
  const claim = (await loadChain(store, layer))[0]?.claim;
  if (claim !== undefined && claim.state !== "unknown" && claim.state !== "circle") return claim.origin;
  throw new ExecatError("CONFLICT", `"${layer.program.path}" is derived from no entry of this catalogue.`, {
    hint: reasonOf(claim),
  });
}

function reasonOf(claim: Claim | undefined): string {
  if (claim === undefined) return "Its manifest has no `discovery.derivedFrom`.";
  if (claim.state === "circle") return `Following "${claim.text}" leads back to it: it is part of a circle.`;
  return `Its manifest names "${claim.text}", of which the catalogue knows no entry, or several.`;
}
