/** What a concept is called, and what is said of it, in one language. */
export interface ConceptWords {
  readonly prefLabel: string | undefined;
  readonly altLabels: readonly string[];
  /** Found but never shown: misspellings, abbreviations. */
  readonly hiddenLabels: readonly string[];
  readonly definition: string | undefined;
  /** When to use it and when not. */
  readonly scopeNote: string | undefined;
  readonly examples: readonly string[];
}

/**
 * A SKOS concept. Its own words are those to show: in the scheme's language, and where that has no label, definition
 * or note, in English or the first language that has one.
 */
export interface Concept extends ConceptWords {
  readonly scheme: string;
  /** Unique in its scheme, stable, `[a-z0-9-]+` (IVOA lists keep their own spelling). */
  readonly id: string;
  /** The scheme's namespace and the id, unless the file says otherwise. */
  readonly uri: string;
  /** The id where no language has a label. */
  readonly prefLabel: string;
  /** Ids of broader concepts in the same scheme; several are allowed. */
  readonly broader: readonly string[];
  readonly related: readonly string[];
  readonly exactMatch: readonly string[];
  readonly closeMatch: readonly string[];
  /** URIs of broader concepts elsewhere. */
  readonly broadMatch: readonly string[];
  readonly deprecated: boolean;
  readonly replacedBy: readonly string[];
  /** The date or version since when it is deprecated. */
  readonly since: string | undefined;
  /** Its words just as the file has them: in the scheme's language, which may lack a label, then in others. */
  readonly byLanguage: readonly WordsInLanguage[];
}

export interface WordsInLanguage extends ConceptWords {
  /** A language tag, as the file writes it. */
  readonly language: string;
}

export interface ConceptScheme {
  readonly id: string;
  readonly title: string;
  readonly description: string | undefined;
  readonly license: string | undefined;
  readonly source: string | undefined;
  readonly namespace: string;
  /** The scheme's own URI: the namespace without its last `#` or `/`, unless the file says otherwise. */
  readonly uri: string;
  /** The language of every text that names none. */
  readonly language: string;
  /** Where `facets.yaml` does not name the scheme; `undefined` when it is no facet. */
  readonly facet: SchemeFacet | undefined;
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

/** How a scheme wants to be shown as a facet. */
export interface SchemeFacet {
  readonly key: string;
  readonly label: string;
  /** Its place among all facets, from 1; behind the others when `undefined`. */
  readonly order: number | undefined;
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
  | {
      readonly state: "unknown";
      readonly suggestion: Concept | undefined;
      /** What a text means that holds several terms (`finding, photometry`), each of them known; otherwise none. */
      readonly several: readonly Concept[];
      /** Set when curators have decided that it is to mean nothing here. */
      readonly settled?: { readonly reason: string | undefined } | undefined;
    }
  | { readonly state: "unknown-facet"; readonly suggestion: string | undefined };

/** A text that is to mean nothing in a facet, as curators decided. It counts until a concept has it as a label. */
export interface SettledText {
  readonly facet: string;
  readonly text: string;
  readonly reason: string | undefined;
}

/** All schemes and facets of a catalogue, loaded and checked. Immutable. */
export interface Vocabularies {
  readonly schemes: ReadonlyMap<string, ConceptScheme>;
  /** In the order of `facets.yaml`. */
  readonly facets: readonly ConceptFacet[];
  /** Changes when any file does, and when other texts are settled. */
  readonly hash: string;
  /** What is settled to mean nothing; none when it is left out. */
  readonly settled?: readonly SettledText[] | undefined;
  /**
   * Resolves a term by id, URI, CURIE, label or synonym: in any case, any language that the scheme has, with hyphens or
   * spaces, singular or plural, in British or American spelling.
   */
  resolve(facet: string, text: string): Resolution;
  findConcept(scheme: string, id: string): Concept | undefined;
  /** The concept's broader concepts, all the way up, nearest first, without itself. */
  ancestors(concept: Concept): readonly Concept[];
  /** The concepts whose `broader` names this one, in the file's order. */
  narrower(concept: Concept): readonly Concept[];
  /** Every label of every language (preferred, alternative, hidden; lower case) → the concepts that carry it. */
  readonly labels: ReadonlyMap<string, readonly Concept[]>;
}
