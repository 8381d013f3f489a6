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

export const FAMILIES = ["executable", "compute", "storage", "volume", "data"] as const;

/** Every kind that we know, the usual one of each family first. */
export const KINDS: readonly Kind[] = [
  ...FAMILIES.flatMap((family) => [
    ...NAMES[family].map((name): Kind => known(family, name, "concrete")),
    known(family, ABSTRACT_NAMES[family], "abstract"),
  ]),
  { family: "executable", name: "python-program", state: "concrete", uri: "uri:python-program-1.0" },
];

const BY_URI = new Map(KINDS.map((kind) => [kind.uri, kind]));
const BY_NAME = new Map(KINDS.map((kind) => [kind.name.toLowerCase(), kind]));

/** Older names of the same thing, in lower case. */
const ALIASES = new Map([
  ["simple-compute", "simple-compute-resource"],
  ["generic-compute", "simple-compute-resource"],
  ["simple-storage", "simple-storage-resource"],
  ["amazon-s3-data-resource", "s3-data-resource"],
  ["singular-container", "singularity-container"],
  ["filesystem-mount", "simple-volume-mount"],
]);

const FAMILY_SPELLINGS = new Map<string, Family>([
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
]);

/** Versions that say the same as no version: dialects A to C wrote `-1.0`, the first OpenAPI `-0.1`. */
const KNOWN_VERSIONS = new Set(["1.0", "0.1"]);

/**
 * Reads any spelling of a kind's URI: upper and lower case, doubled slashes, `.yaml` or `-1.0` at the end,
 * `computer` for `compute`, plurals, other hosts, `uri:` names and bare names.
 */
export function readKind(text: string): KindReading {
  const exact = BY_URI.get(text);
  if (exact !== undefined) return { state: "known", kind: exact, spelling: "exact" };
  const trimmed = text.trim();
  const { name, family, version, bare } = takeApart(trimmed);
  const kind = BY_NAME.get(ALIASES.get(name) ?? name);
  const rightFamily = family === undefined || kind === undefined || family === kind.family;
  if (kind === undefined || !rightFamily || !KNOWN_VERSIONS.has(version)) {
    return { state: "unknown", suggestion: suggest(name) };
  }
  return { state: "known", kind, spelling: bare ? "bare" : "variant" };
}

/** The kind with this canonical name. */
export function findKind(name: string): Kind | undefined {
  return BY_NAME.get(name.toLowerCase());
}

/** The URI that dialect D writes for a canonical name; an unknown kind's own spelling comes back as it is. */
export function kindUri(name: string): string {
  return BY_NAME.get(name.toLowerCase())?.uri ?? name;
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
  readonly family: Family | undefined;
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
