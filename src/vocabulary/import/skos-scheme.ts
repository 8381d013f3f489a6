/** A text in a language; what names no language is taken as the scheme's own. */
export interface Told {
  readonly text: string;
  readonly language: string;
}

/** A concept as it was read, known by its URI. */
export interface SkosConcept {
  readonly uri: string;
  /** The id that the concept had in the catalogue that gave it out. */
  readonly notation: string | undefined;
  readonly prefLabel: readonly Told[];
  readonly altLabel: readonly Told[];
  readonly hiddenLabel: readonly Told[];
  readonly definition: readonly Told[];
  readonly scopeNote: readonly Told[];
  readonly example: readonly Told[];
  /** URIs of concepts of the same scheme, as are the next ones. */
  readonly broader: readonly string[];
  readonly related: readonly string[];
  readonly replacedBy: readonly string[];
  readonly exactMatch: readonly string[];
  readonly closeMatch: readonly string[];
  readonly broadMatch: readonly string[];
  readonly deprecated: boolean;
  readonly since: string | undefined;
}

/** A concept scheme as it was read. */
export interface SkosScheme {
  readonly uri: string | undefined;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly license: string | undefined;
  readonly source: string | undefined;
  readonly namespace: string | undefined;
  readonly language: string;
  readonly concepts: readonly SkosConcept[];
}
