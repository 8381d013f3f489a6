/** A SKOS concept. Labels are in the scheme's own language. */
export interface Concept {
  readonly scheme: string;
  /** Unique in its scheme, stable, `[a-z0-9-]+` (IVOA lists keep their own spelling). */
  readonly id: string;
  /** Absolute URI: the scheme's namespace and the id. */
  readonly uri: string;
  readonly prefLabel: string;
  readonly altLabels: readonly string[];
  /** Found but never shown: misspellings, abbreviations. */
  readonly hiddenLabels: readonly string[];
  /** Ids of broader concepts in the same scheme; several are allowed. */
  readonly broader: readonly string[];
  readonly related: readonly string[];
  readonly definition: string | undefined;
  readonly exactMatch: readonly string[];
  readonly closeMatch: readonly string[];
  readonly deprecated: boolean;
  readonly replacedBy: readonly string[];
}

export interface ConceptScheme {
  readonly id: string;
  readonly title: string;
  readonly description: string | undefined;
  readonly license: string | undefined;
  readonly source: string | undefined;
  readonly namespace: string;
  /** Questions that a reader of the home page may start with: text for the search box, and filters. */
  readonly exampleQuestions: readonly ExampleQuestion[];
  readonly concepts: ReadonlyMap<string, Concept>;
  /** Ids of the concepts without a broader one, in the file's order. */
  readonly topConcepts: readonly string[];
}

export interface ExampleQuestion {
  readonly text: string;
  /** The query that answers it, for instance `source finder`. */
  readonly query: string;
  /** facet → concept ids */
  readonly filters: ReadonlyMap<string, readonly string[]>;
}

/** A facet that is a concept scheme. Facets of properties (kind, licence …) are the search room's own. */
export interface ConceptFacet {
  /** The key in `discovery.terms` and in addresses. */
  readonly key: string;
  readonly scheme: string;
  readonly label: string;
  readonly order: number;
  /** False when an entry should have at most one term in it. */
  readonly multiple: boolean;
}

/** What a written term turned out to be. */
export type Resolution =
  | {
      readonly state: "resolved";
      readonly concept: Concept;
      /** The deprecated concept that was written. */ readonly deprecated?: Concept | undefined;
    }
  | { readonly state: "ambiguous"; readonly choices: readonly Concept[] }
  | { readonly state: "unknown"; readonly suggestion: Concept | undefined }
  | { readonly state: "unknown-facet"; readonly suggestion: string | undefined };

/** All schemes and facets of a catalogue, loaded and checked. Immutable. */
export interface Vocabularies {
  readonly schemes: ReadonlyMap<string, ConceptScheme>;
  /** In the order of `facets.yaml`. */
  readonly facets: readonly ConceptFacet[];
  /** Changes when any file does. */
  readonly hash: string;
  /** Resolves a term by id, URI, label or synonym, in any case. */
  resolve(facet: string, text: string): Resolution;
  findConcept(scheme: string, id: string): Concept | undefined;
  /** The concept's broader concepts, all the way up, nearest first, without itself. */
  ancestors(concept: Concept): readonly Concept[];
  /** The concepts whose `broader` names this one, in the file's order. */
  narrower(concept: Concept): readonly Concept[];
  /** Every label (preferred, alternative, hidden; lower case) → the concepts that carry it. */
  readonly labels: ReadonlyMap<string, readonly Concept[]>;
}
