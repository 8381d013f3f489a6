import type { ConceptFacet, ConceptScheme } from "./vocabulary.ts";
import type { VocabularyFinding } from "./findings.ts";
import { findNearest } from "../nearest.ts";
import type { VocabularyFile } from "./read-file.ts";

interface RawFacet {
  readonly key: string;
  readonly scheme: string;
  readonly label: string;
  readonly multiple?: boolean;
}

/** The facets that `facets.yaml` names, in its order, then each scheme that it does not name under its own name. */
export function toConceptFacets(
  schemes: ReadonlyMap<string, ConceptScheme>,
  file: VocabularyFile | undefined,
): { readonly facets: readonly ConceptFacet[]; readonly findings: readonly VocabularyFinding[] } {
  // The schema has checked the shape.
  const written = (file?.value as { readonly facets: readonly RawFacet[] } | undefined)?.facets ?? [];
  const findings: VocabularyFinding[] = [];
  const facets: ConceptFacet[] = [];
  for (const [index, raw] of written.entries()) {
    if (!schemes.has(raw.scheme)) {
      const nearest = findNearest(raw.scheme, schemes.keys(), (id) => id);
      const meant = nearest === undefined ? "" : ` Did you mean "${nearest}"?`;
      addFinding(findings, file, [index, "scheme"], `There is no scheme "${raw.scheme}".${meant}`);
    }
    if (facets.some((facet) => facet.key === raw.key)) {
      addFinding(findings, file, [index, "key"], `The facet "${raw.key}" is there twice.`);
    }
    facets.push({
      key: raw.key,
      scheme: raw.scheme,
      label: raw.label.trim(),
      order: index,
      multiple: raw.multiple ?? true,
    });
  }
  for (const scheme of schemes.values()) {
    if (facets.some((facet) => facet.scheme === scheme.id || facet.key === scheme.id)) continue;
    facets.push({
      key: scheme.id,
      scheme: scheme.id,
      label: scheme.title,
      order: facets.length,
      multiple: true,
    });
  }
  return { facets, findings };
}

function addFinding(
  findings: VocabularyFinding[],
  file: VocabularyFile | undefined,
  path: readonly (string | number)[],
  sentence: string,
): void {
  if (file !== undefined) findings.push(file.findingAt(["facets", ...path], sentence));
}

/** Example questions whose filters name a facet or a concept that is not there. */
export function checkQuestions(
  scheme: ConceptScheme,
  file: VocabularyFile,
  facets: readonly ConceptFacet[],
  schemes: ReadonlyMap<string, ConceptScheme>,
): readonly VocabularyFinding[] {
  return scheme.exampleQuestions.flatMap((question, index) =>
    [...question.filters].flatMap(([key, ids]) => {
      const path = ["examples", index, "filters", key];
      const facet = facets.find((candidate) => candidate.key === key);
      if (facet === undefined) return [file.findingAt(path, `There is no facet "${key}".`)];
      const concepts = schemes.get(facet.scheme)?.concepts;
      return [...ids.entries()]
        .filter(([, id]) => concepts?.has(id) === false)
        .map(([position, id]) =>
          file.findingAt([...path, position], `The facet "${key}" has no concept "${id}".`),
        );
    }),
  );
}
