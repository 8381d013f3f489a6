import type { ConceptFacet, Vocabularies } from "../vocabulary/vocabulary.ts";
import type { SearchFacet } from "./search-engine.ts";

/** A facet as readers see it. */
export type FacetDefinition =
  | { readonly kind: "concept"; readonly key: string; readonly label: string; readonly scheme: string }
  | {
      readonly kind: "value";
      readonly key: string;
      readonly label: string;
      /** What a value is called; the value itself where it has no other name. */
      readonly names: ReadonlyMap<string, string>;
    }
  | { readonly kind: "number"; readonly key: string; readonly label: string; readonly unit: string };

/** The value of `kind` for a kind of executable that we do not know. */
export const OTHER_KIND = "other";

const NO_NAMES: ReadonlyMap<string, string> = new Map();

const PROPERTY_FACETS: readonly FacetDefinition[] = [
  {
    kind: "value",
    key: "kind",
    label: "How it runs",
    names: new Map([
      ["docker-container", "Container (Docker, OCI)"],
      ["singularity-container", "Container (Apptainer, Singularity)"],
      ["jupyter-notebook", "Jupyter notebook"],
      ["python-program", "Python program"],
      ["abstract-executable", "Left open"],
      [OTHER_KIND, "Other"],
    ]),
  },
  { kind: "value", key: "category", label: "Category", names: NO_NAMES },
  { kind: "value", key: "vetted", label: "Vetted", names: new Map([["yes", "By this catalogue"]]) },
  {
    kind: "value",
    key: "pinned",
    label: "Image pinned",
    names: new Map([
      ["yes", "Yes, by digest"],
      ["no", "No"],
    ]),
  },
  { kind: "value", key: "license", label: "Licence", names: NO_NAMES },
  { kind: "value", key: "source", label: "Source", names: NO_NAMES },
  { kind: "number", key: "cores", label: "Cores needed", unit: "cores" },
  { kind: "number", key: "memory", label: "Memory needed", unit: "GiB" },
];

/**
 * Every facet in the order in which it is shown: concepts first, as the vocabularies order them, then properties.
 * A vocabulary's facet stands in the place of a property of the same key.
 */
export function listFacets(vocabularies: Vocabularies): readonly FacetDefinition[] {
  const concepts = vocabularies.facets.map(toDefinition);
  const taken = new Set(concepts.map((facet) => facet.key));
  return [...concepts, ...PROPERTY_FACETS.filter((facet) => !taken.has(facet.key))];
}

function toDefinition({ key, label, scheme }: ConceptFacet): FacetDefinition {
  return { kind: "concept", key, label, scheme };
}

/** The facets as an engine sees them. */
export function toSearchFacets(facets: readonly FacetDefinition[]): readonly SearchFacet[] {
  return facets.map(({ key, kind }) => ({ key, kind: kind === "number" ? "number" : "values" }));
}
