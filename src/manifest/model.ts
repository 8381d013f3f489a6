/**
 * The canonical model of a manifest: the superset of what the dialects say, in the words of dialect D.
 * It is stored as JSON beside the author's bytes and rebuilt from them whenever `MODEL_VERSION` grows.
 */
export const MODEL_VERSION = 3;

/** The families of components that a request is made of. */
export type Family = "executable" | "compute" | "storage" | "volume" | "data";

/** Spellings of the ExecutionBroker model; see `docs/dialects.md`. */
export type Dialect = "A0" | "A" | "B" | "C" | "D" | "SRCNet";

/** The least and the most of an amount; either end may be open. */
export interface AmountRange {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

export interface Component {
  /** The canonical name of a kind we know (`docker-container`), else the author's own spelling, whole. */
  readonly kind: string;
  /** `concrete`, `abstract` (a placeholder which the user fills in), or `unknown` to us. */
  readonly kindState: "concrete" | "abstract" | "unknown";
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** The author's own fields, kept as they are: of an unknown kind all, of an abstract one those that it has not. */
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
}

export interface Platform {
  readonly architecture?: string | undefined;
  readonly os?: string | undefined;
}

export interface ImageReference {
  /** Full OCI references, the first one is used by brokers. */
  readonly locations: readonly string[];
  readonly digest?: string | undefined;
  readonly platform?: Platform | undefined;
}

export interface NetworkPort {
  readonly access?: boolean | undefined;
  readonly protocol?: string | undefined;
  readonly path?: string | undefined;
  readonly internal?: number | undefined;
}

/** A pair rather than a key of an object: names come from strangers, and one may be `__proto__`. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly value: string;
}

export interface Requirement {
  readonly name: string;
  /** A PEP 440 specifier as the author wrote it; empty when any version will do. */
  readonly specifier: string;
}

/** What a program reads or is set by, as only dialect A describes it. */
export interface ExecutableParameter {
  readonly name: string;
  /** As written, for instance `uri:filesystem-file` or `uri:environment-variable`. */
  readonly type?: string | undefined;
  readonly mode?: string | undefined;
  readonly description?: string | undefined;
  readonly formats: readonly string[];
}

export interface Executable extends Component {
  /** docker-container */
  readonly image?: ImageReference | undefined;
  readonly privileged?: boolean | undefined;
  readonly entrypoint?: string | undefined;
  readonly command?: readonly string[] | undefined;
  readonly environment?: readonly EnvironmentVariable[] | undefined;
  readonly ports?: readonly NetworkPort[] | undefined;
  /** singularity-container and jupyter-notebook: a URL. */
  readonly location?: string | undefined;
  /** python-program */
  readonly requirements?: readonly Requirement[] | undefined;
  /** jupyter-notebook, dialect A only: a URL of a list of packages. */
  readonly requirementsFile?: string | undefined;
  /** Dialect A only. */
  readonly parameters?: readonly ExecutableParameter[] | undefined;
}

export interface Volume extends Component {
  readonly path?: string | undefined;
  readonly mode: "READONLY" | "READWRITE";
  /** The name of the data or storage element that is mounted. */
  readonly resource?: string | undefined;
  /** Dialect A only: the name of the executable's parameter whose file is mounted. */
  readonly parameter?: string | undefined;
}

export interface Compute extends Component {
  readonly cores?: AmountRange | undefined;
  /** GiB */
  readonly memory?: AmountRange | undefined;
  readonly volumes: readonly Volume[];
}

export interface StorageResource extends Component {
  /** GiB */
  readonly size?: AmountRange | undefined;
  /** Dialect A only: whether it outlives the run, who deletes it, and when (ISO 8601 durations). */
  readonly persistence?: "ephemeral" | "persistent" | undefined;
  readonly lifecycle?: string | undefined;
  readonly lifetime?: { readonly min?: string | undefined; readonly max?: string | undefined } | undefined;
}

export interface DataResource extends Component {
  /** simple-data-resource: a URL */
  readonly location?: string | undefined;
  /** The name of the storage that will hold it. */
  readonly storage?: string | undefined;
  readonly s3?: { endpoint?: string; template?: string; bucket?: string; object?: string } | undefined;
  readonly ivoa?: Readonly<Record<string, unknown>> | undefined;
  readonly rucio?: Readonly<Record<string, unknown>> | undefined;
  readonly skao?: Readonly<Record<string, unknown>> | undefined;
}

export interface RequestedSchedule {
  /** ISO 8601 duration */
  readonly duration?: string | undefined;
  /** ISO 8601 interval in which the run may begin */
  readonly start?: string | undefined;
}

export interface Author {
  readonly name: string;
  readonly orcid?: string | undefined;
  readonly affiliation?: string | undefined;
}

export interface Publication {
  readonly doi?: string | undefined;
  readonly bibcode?: string | undefined;
  readonly url?: string | undefined;
}

/** A term as the author wrote it; what it means is the vocabulary's to say. */
export interface WrittenTerm {
  readonly facet: string;
  readonly text: string;
}

export interface InputDescription {
  /** The placeholder's name. */
  readonly name: string;
  readonly terms: readonly string[];
  readonly formats: readonly string[];
  /** A URL of data to try the program with. */
  readonly sample?: string | undefined;
}

export interface Parameter {
  readonly name: string;
  readonly description?: string | undefined;
  readonly type: "string" | "integer" | "number" | "boolean" | "choice";
  readonly choices: readonly string[];
  readonly default?: string | undefined;
  readonly required: boolean;
  /** Command words with `{}` in the place of the value. */
  readonly argument?: string | undefined;
  /** The environment variable that carries the value. */
  readonly environment?: string | undefined;
}

/** What helps people find the program. Never sent to a broker. */
export interface Discovery {
  readonly name?: string | undefined;
  readonly title?: string | undefined;
  readonly summary?: string | undefined;
  /** Markdown */
  readonly description?: string | undefined;
  readonly version?: string | undefined;
  /** SPDX expression, as written */
  readonly license?: string | undefined;
  readonly homepage?: string | undefined;
  readonly documentation?: string | undefined;
  readonly repository?: string | undefined;
  readonly issues?: string | undefined;
  readonly authors: readonly Author[];
  readonly publications: readonly Publication[];
  readonly keywords: readonly string[];
  readonly terms: readonly WrittenTerm[];
  readonly inputs: readonly InputDescription[];
  readonly parameters: readonly Parameter[];
  readonly role?: "developer" | "packager" | "publisher" | undefined;
  readonly derivedFrom?: string | undefined;
  readonly layers: readonly string[];
  readonly listed: boolean;
}

export interface ManifestModel {
  readonly executable: Executable;
  readonly compute?: Compute | undefined;
  readonly storage: readonly StorageResource[];
  readonly data: readonly DataResource[];
  readonly schedule?: RequestedSchedule | undefined;
  /** D only, kept as they are. */
  readonly costs?: readonly unknown[] | undefined;
  readonly metrics?: readonly unknown[] | undefined;
  /** Absent when the author wrote no `discovery` block. */
  readonly discovery?: Discovery | undefined;
}
