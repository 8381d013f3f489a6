import type { Family } from "./model.ts";
import { nearest } from "../nearest.ts";

/** A kind of component that we know. */
export interface Kind {
  readonly family: Family;
  /** Canonical name, as in `Component.kind`. */
  readonly name: string;
  readonly state: "concrete" | "abstract";
  /** The URI that dialect D writes. */
  readonly uri: string;
}

export type KindReading =
  | {
      readonly state: "known";
      readonly kind: Kind;
      /** `exact`: as dialect D writes it; `variant`: another spelling of the URI; `bare`: a name without a URI. */
      readonly spelling: "exact" | "variant" | "bare";
    }
  | { readonly state: "unknown"; readonly suggestion: Kind | undefined };

const D_BASE = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/";
const C_BASE = "https://www.purl.org/ivoa.net/EB/schema/v1.0/types/";
const C0_BASE = "https://www.purl.org/ivoa.net/EB/schema/types/";

const NAMES = {
  executable: ["docker-container", "singularity-container", "jupyter-notebook"],
  compute: ["simple-compute-resource"],
  storage: ["simple-storage-resource"],
  volume: ["simple-volume-mount"],
  data: [
    "simple-data-resource",
    "S3-data-resource",
    "ivoa-data-resource",
    "rucio-data-resource",
    "skao-data-resource",
  ],
} as const satisfies Readonly<Record<Family, readonly string[]>>;

const ABSTRACT_NAMES = {
  executable: "abstract-executable",
  compute: "abstract-compute-resource",
  storage: "abstract-storage-resource",
  volume: "abstract-volume-mount",
  data: "abstract-data-resource",
} as const satisfies Readonly<Record<Family, string>>;

/** A kind that no manifest holds, but that stands in what brokers answer. */
export interface AnswerKind {
  readonly family: "session" | "offerset" | "costs" | "metrics";
  readonly name: string;
  readonly uri: string;
}

const ANSWER_NAMES = {
  session: ["simple-execution-session", "scheduled-execution-session"],
  offerset: ["execution-offerset"],
  costs: ["simple-minmax-float-cost", "abstract-cost-item"],
  metrics: ["simple-minmax-float-metric", "abstract-metric-item"],
} as const satisfies Readonly<Record<AnswerKind["family"], readonly string[]>>;

export const FAMILIES = ["executable", "compute", "storage", "volume", "data"] as const;

/** Every kind of component that we know, the usual one of each family first. */
export const KINDS: readonly Kind[] = [
  ...FAMILIES.flatMap((family) => [
    ...NAMES[family].map((name): Kind => known(family, name, "concrete")),
    known(family, ABSTRACT_NAMES[family], "abstract"),
  ]),
  { family: "executable", name: "python-program", state: "concrete", uri: "uri:python-program-1.0" },
];

const ANSWERS_BY_NAME = new Map(
  (["session", "offerset", "costs", "metrics"] as const).flatMap((family) =>
    ANSWER_NAMES[family].map((name): [string, AnswerKind] => [
      name,
      { family, name, uri: `${D_BASE}${family}/${name}.yaml` },
    ]),
  ),
);

const BY_URI = new Map(KINDS.map((kind) => [kind.uri, kind]));
const BY_NAME = new Map(KINDS.map((kind) => [kind.name.toLowerCase(), kind]));

/** Older names of the same thing, in lower case. */
const ALIASES = new Map([
  ["simple-compute", "simple-compute-resource"],
  ["generic-compute", "simple-compute-resource"],
  ["simple-storage", "simple-storage-resource"],
  ["amazon-s3-data-resource", "s3-data-resource"],
  ["singular-container", "singularity-container"],
  ["srcnet-data-resource", "skao-data-resource"],
  ["oci-container", "docker-container"],
  ["filesystem-mount", "simple-volume-mount"],
  ["ephemeral-storage", "simple-storage-resource"],
  ["persistent-storage", "simple-storage-resource"],
]);

/** Older names of kinds in answers. */
const ANSWER_ALIASES = new Map([
  ["execution-session-response", "scheduled-execution-session"],
  ["offerset-response", "execution-offerset"],
]);

/** Kinds that only the first dialects had, and what says the same today. */
const OLDER_KINDS = new Map([
  ["java-program", "Pack the program into a container image."],
  ["zeppelin-notebook", "Pack the notebook into a container image."],
  ["repo2docker", "Build the image and write a docker-container."],
  ["binder-notebook", "Write a jupyter-notebook, or build the image and write a docker-container."],
  ["amazon-s3-storage", "Data that the run reads is an S3-data-resource."],
  ["rucio-storage", "Data that the run reads is a rucio-data-resource."],
  ["vospace-storage", "Data that the run reads is a simple-data-resource or an ivoa-data-resource."],
]);

type AnyFamily = Family | AnswerKind["family"];

const FAMILY_SPELLINGS = new Map<string, AnyFamily>([
  ["executable", "executable"],
  ["executables", "executable"],
  ["compute", "compute"],
  ["computer", "compute"],
  ["computers", "compute"],
  ["storage", "storage"],
  ["storages", "storage"],
  ["volume", "volume"],
  ["volumes", "volume"],
  ["data", "data"],
  ["session", "session"],
  ["sessions", "session"],
  ["offerset", "offerset"],
  ["offersets", "offerset"],
  ["costs", "costs"],
  ["metrics", "metrics"],
]);

/** Versions that say the same as no version: dialects A to C wrote `-1.0`, the first OpenAPI `-0.1`. */
const KNOWN_VERSIONS = new Set(["1.0", "0.1"]);

/**
 * Reads any spelling of a kind's URI: upper and lower case, doubled slashes, `.yaml` or `-1.0` at the end,
 * `computer` for `compute`, plurals, other hosts, `uri:` names and bare names.
 */
export function readKind(text: string): KindReading {
  const found = lookUp(text);
  if (found !== undefined) return { state: "known", ...found };
  return { state: "unknown", suggestion: suggest(takeApart(text.trim()).name) };
}

/** The kind that any spelling means, without a search for what else may be meant. */
export function knownKind(text: string): Kind | undefined {
  return lookUp(text)?.kind;
}

function lookUp(
  text: string,
): { readonly kind: Kind; readonly spelling: "exact" | "variant" | "bare" } | undefined {
  const exact = BY_URI.get(text);
  if (exact !== undefined) return { kind: exact, spelling: "exact" };
  const { name, family, version, bare } = takeApart(text.trim());
  const kind = BY_NAME.get(ALIASES.get(name) ?? name);
  const rightFamily = family === undefined || kind === undefined || family === kind.family;
  if (kind === undefined || !rightFamily || !KNOWN_VERSIONS.has(version)) return undefined;
  return { kind, spelling: bare ? "bare" : "variant" };
}

/** Reads any spelling of the kind of a session, an offer set, a cost or a metric; nothing for any other text. */
export function readAnswerKind(text: string): AnswerKind | undefined {
  const { name, family, version } = takeApart(text.trim());
  const kind = ANSWERS_BY_NAME.get(ANSWER_ALIASES.get(name) ?? name);
  if (kind === undefined || !KNOWN_VERSIONS.has(version)) return undefined;
  return family === undefined || family === kind.family ? kind : undefined;
}

/** The URI that dialect D writes for a canonical name; an unknown kind's own spelling comes back as it is. */
export function kindUri(name: string): string {
  return BY_NAME.get(name.toLowerCase())?.uri ?? name;
}

/** The URI that dialect C writes; `python-program` and unknown kinds have none of their own. */
export function kindUriOfC(name: string): string {
  const kind = BY_NAME.get(name.toLowerCase());
  return kind?.uri.startsWith(D_BASE) === true ? `${C_BASE}${kind.family}/${kind.name}-1.0` : kindUri(name);
}

/** The URI that dialect C writes for a kind of answers. */
export function answerUriOfC({ family, name }: AnswerKind): string {
  return `${C_BASE}${family}/${name}-1.0`;
}

/** Whether a kind is spelt as a dialect's own documents spell it; dialect C left `v1.0` out at first. */
export function isSpeltFor(text: string, kind: Kind, dialect: "C" | "D"): boolean {
  if (dialect === "D") return text === kind.uri;
  const written = kindUriOfC(kind.name);
  return text === written || text === written.replace(C_BASE, C0_BASE);
}

/** What to do about a kind that only the first dialects had; nothing for any other. */
export function adviceOnOlderKind(text: string): string | undefined {
  return OLDER_KINDS.get(takeApart(text.trim()).name);
}

/** The path of a kind's URI in lower case, with doubled slashes made one, for telling dialects apart. */
export function comparableUri(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/(?<!:)\/{2,}/gu, "/");
}

interface KindParts {
  readonly name: string;
  readonly family: AnyFamily | undefined;
  readonly version: string;
  readonly bare: boolean;
}

function takeApart(text: string): KindParts {
  const plain = comparableUri(text).slice(0, 300);
  const isUri = /^(?:https?:|uri:|urn:)/u.test(plain);
  const segments = plain
    .replace(/^https?:\/+[^/]*\//u, "")
    .replace(/^ur[in]:/u, "")
    .split("/")
    .filter((segment) => segment !== "");
  const last = (segments.at(-1) ?? "").replace(/\.(?:yaml|md|html)$/u, "");
  const ending = /-(\d+\.\d+)$/u.exec(last);
  const pathVersion = segments.map((segment) => /^v(\d+\.\d+)$/u.exec(segment)?.[1]).find(Boolean);
  const version = ending?.[1] ?? pathVersion ?? "1.0";
  return {
    name: ending === null ? last : last.slice(0, ending.index),
    family: FAMILY_SPELLINGS.get(segments.at(-2) ?? ""),
    version: pathVersion !== undefined && !KNOWN_VERSIONS.has(pathVersion) ? pathVersion : version,
    bare: !isUri,
  };
}

function suggest(name: string): Kind | undefined {
  const near = nearest(name, BY_NAME.keys());
  return near === undefined ? undefined : BY_NAME.get(near);
}

function known(family: Family, name: string, state: Kind["state"]): Kind {
  return { family, name, state, uri: `${D_BASE}${family}/${name}.yaml` };
}
