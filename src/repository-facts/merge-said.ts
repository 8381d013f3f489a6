import type { Merged, Said } from "./facts.ts";

/** Puts together what several files say; those first whose word counts more. */
export function mergeSaid<From>(
  sayings: readonly { readonly from: From; readonly said: Said }[],
): Merged<From> {
  const facts = new Map<string, { readonly value: unknown; readonly from: From }>();
  for (const { from, said } of sayings) {
    for (const [key, value] of Object.entries(said)) {
      if (value !== undefined && !facts.has(key)) facts.set(key, { value, from });
    }
  }
  // The keys and values of a Said, each put beside its file.
  return Object.fromEntries(facts) as Merged<From>;
}
