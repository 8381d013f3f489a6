import type { Rule } from "./rule.ts";

/**
 * What only a catalogue can find: it is about other documents than the one that is checked. These findings follow the
 * state of the catalogue; no part of a manifest shows them.
 */
export const LAYER_RULES: readonly Rule[] = [
  {
    id: "layer/origin-unknown",
    severity: "hint",
    explanation:
      "`discovery.derivedFrom` names the document that this one is derived from: an entry's path, or the URL of its repository or file. This catalogue has none there, or several among which the name does not choose, so the chain cannot be shown. The finding goes away when the origin is found.",
  },
  {
    id: "layer/origin-withdrawn",
    severity: "warning",
    explanation:
      "The document that this one is derived from is no longer published. The layer stays, but nobody looks after what it builds on.",
  },
  {
    id: "layer/circle",
    severity: "warning",
    explanation:
      "Documents that are derived from one another in a circle have no beginning. None of them counts as a layer until one of the links is removed.",
  },
  {
    id: "layer/unverified",
    severity: "hint",
    explanation:
      "Anybody may say that a document is derived from another. It stands in search in the place of its origin only when both have one owner, the origin lists it in `discovery.layers`, or a person who runs the catalogue confirms it. Until then both are shown, and the claim is marked as unverified.",
  },
];
