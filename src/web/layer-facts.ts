import type { Entry, Program } from "../catalogue/entry.ts";
import { inherit } from "../catalogue/inherit.ts";
import { layerProblems } from "../catalogue/layer-problems.ts";
import {
  familyOfOne,
  lineTo,
  listUnverified,
  loadFamily,
  type Family,
  type LayerSource,
  type Unverified,
} from "../catalogue/load-family.ts";
import type { Problem } from "../manifest/problems.ts";

/** Strangers' claims that a page looks at; that there are more, it says. */
const MOST_UNVERIFIED = 20;
const NONE: Unverified = { entries: [], more: false };

/** What an entry's page says of its layers. */
export interface LayerFacts {
  readonly family: Family;
  /** The entry with what it leaves unsaid taken from its origins: for reading, not for a broker. */
  readonly whole: Entry;
  /** Field → the document that `whole` has it from. */
  readonly inherited: ReadonlyMap<string, Entry>;
  /** Published programs that say they are layers of the entry, without anybody having recognised that. */
  readonly unverified: Unverified;
  readonly problems: readonly Problem[];
  /** Published documents of the same program that are derived from this one, for instance its container. */
  readonly derived: readonly Program[];
}

/** Loads it with a few look-ups by index; an entry without layers, which most are, costs one. */
export async function loadLayerFacts(source: LayerSource, entry: Entry): Promise<LayerFacts> {
  const { id } = entry.program;
  const isLinked = (await source.layers.findLinked([id])).has(id);
  const family = isLinked ? await loadFamily(source, entry) : familyOfOne(entry);
  const inherited = inherit(family.line);
  return {
    family,
    whole: inherited?.entry ?? entry,
    inherited: inherited?.from ?? new Map(),
    unverified: isLinked ? await listUnverified(source, family, MOST_UNVERIFIED) : NONE,
    problems: layerProblems(entry, family.chain[0]?.claim),
    derived: family.members
      .filter((member) =>
        lineTo(family, member.entry)
          .slice(0, -1)
          .some((above) => above.program.id === id),
      )
      .map((member) => member.entry.program)
      .filter((program) => program.state === "published"),
  };
}
