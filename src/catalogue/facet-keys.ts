import { asObject, type DataObject } from "../manifest/data.ts";
import { quote, splitPointer } from "../manifest/finding.ts";
import type { Problem } from "../manifest/problems.ts";
import type { Vocabularies } from "../vocabulary/vocabulary.ts";

/**
 * Says of keys in a discovery block that are names of facets where they belong. The shape of a manifest knows no
 * facets, so it takes them for words that are not known, or for others that are spelt almost the same.
 */
export function explainFacetKeys(
  problems: readonly Problem[],
  block: DataObject | undefined,
  { facets }: Vocabularies,
): readonly Problem[] {
  return problems.map((problem) => {
    const key = keyOf(problem);
    const value = key === undefined ? undefined : block?.[key];
    // The terms of a facet are a list or one text; a map is something else.
    if (value === undefined || value === null || asObject(value) !== undefined) return problem;
    if (!facets.some((facet) => facet.key === key)) return problem;
    const { fix: _, ...rest } = problem;
    return {
      ...rest,
      rule: "shape/misplaced-key",
      sentence: `${quote(key)} has no meaning in "discovery"; it is a facet and belongs under "discovery.terms".`,
      hint: 'Move it below "terms:", indented by two blanks more.',
    };
  });
}

/** The key in the discovery block that a finding is about. */
function keyOf({ rule, pointer }: Problem): string | undefined {
  if (rule !== "shape/unknown-key" || !pointer.startsWith("/discovery/")) return undefined;
  const [, key, ...below] = splitPointer(pointer);
  return below.length === 0 ? key : undefined;
}
