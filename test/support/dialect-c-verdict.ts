/*
 * How a broker of dialect C judged a request, by the notes on the reference broker of March to May 2026.
 * It shares no code with ours: what is tested against it must not be wrong in the same way.
 */
export type Json = Record<string, unknown>;
export type Generation = "C1" | "C3";

const BASE = "https://www.purl.org/ivoa.net/EB/schema/v1.0/types";
export const C_KIND = {
  docker: `${BASE}/executable/docker-container-1.0`,
  notebook: `${BASE}/executable/jupyter-notebook-1.0`,
  singularity: `${BASE}/executable/singularity-container-1.0`,
  compute: `${BASE}/compute/simple-compute-resource-1.0`,
  storage: `${BASE}/storage/simple-storage-resource-1.0`,
  volume: `${BASE}/volume/simple-volume-mount-1.0`,
  data: `${BASE}/data/simple-data-resource-1.0`,
  s3: `${BASE}/data/S3-data-resource-1.0`,
  ivoa: `${BASE}/data/ivoa-data-resource-1.0`,
  rucio: `${BASE}/data/rucio-data-resource-1.0`,
  skao: `${BASE}/data/skao-data-resource-1.0`,
  session: `${BASE}/session/scheduled-execution-session-1.0`,
  offerset: `${BASE}/offerset/execution-offerset-1.0`,
} as const;

const MAPPED: Readonly<Record<string, readonly string[]>> = {
  executable: [C_KIND.docker, C_KIND.notebook, C_KIND.singularity],
  compute: [C_KIND.compute],
  storage: [C_KIND.storage],
  data: [C_KIND.data, C_KIND.s3, C_KIND.ivoa, C_KIND.rucio, C_KIND.skao],
  volume: [C_KIND.volume],
};
/** In the schema, but the mock platform has nothing that checks them. */
const UNSUPPORTED: readonly string[] = [C_KIND.singularity, C_KIND.rucio, C_KIND.skao];
const TOP = ["executable", "compute", "storage", "data", "schedule"];
const LIMIT = 16;

export interface Refusal {
  readonly kind: string;
  readonly level: "WARN" | "ERROR";
  readonly template: string;
}

export interface Asked {
  readonly executable: Json;
  readonly compute: Json;
  readonly volumes: readonly Json[];
  readonly storage: readonly Json[];
  readonly data: readonly Json[];
  readonly cores: number;
  readonly durationMs: number;
  readonly earliestMs: number;
}

/** `status` is a failure without a reason; else what is asked, and why it is refused, if it is. */
export type Verdict =
  | { readonly status: 400 | 500 }
  | { readonly asked: Asked; readonly refusals: readonly Refusal[] };

export const object = (value: unknown): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
export const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(object) : []);
export const nameOf = (part: Json): string | undefined => object(part["meta"])["name"] as string | undefined;
const minOf = (range: unknown): number => Number(object(range)["min"] ?? 1);

export function judge(body: Json, at: { nowMs: number; generation: Generation; strict: boolean }): Verdict {
  const known = at.generation === "C1" ? [...TOP, "volumes"] : TOP;
  if (at.strict && Object.keys(body).some((key) => !known.includes(key))) return { status: 400 };
  const compute = object(body["compute"]);
  const mounts = Array.isArray(compute["volumes"]) ? (compute["volumes"] as unknown[]) : [];
  const wanted = at.generation === "C1" ? "string" : "object";
  if (mounts.some((mount) => typeof mount !== wanted)) return { status: 400 };
  const volumes =
    at.generation === "C1"
      ? list(body["volumes"]).filter((volume) => mounts.includes(nameOf(volume)))
      : list(mounts);
  const [storage, data] = [list(body["storage"]), list(body["data"])];
  const parts: readonly (readonly [string, readonly Json[]])[] = [
    ["executable", body["executable"] === undefined ? [] : [object(body["executable"])]],
    ["compute", body["compute"] === undefined ? [] : [compute]],
    ["storage", storage],
    ["data", data],
    ["volume", volumes],
  ];
  for (const [family, items] of parts) {
    if (items.some((item) => !(MAPPED[family] ?? []).includes(String(item["kind"])))) return { status: 400 };
  }
  const time = readTime(object(object(body["schedule"])["requested"]), at.nowMs);
  if (time === undefined || breaks(body, compute)) return { status: time === undefined ? 400 : 500 };
  const executable = object(body["executable"]);
  const cores = minOf(compute["cores"]);
  const refusals = [
    ...storage.flatMap(supported),
    ...data.flatMap((item) => [...supported(item), ...dataRefusals(item)]),
    ...volumes.flatMap((volume) => mountRefusals(volume, [...storage, ...data])),
    ...limits(compute),
    ...(body["executable"] === undefined
      ? [warn("urn:executable-required", "Executable is required")]
      : [...supported(executable), ...imageRefusals(executable)]),
    ...time.refusals,
  ];
  return { asked: { executable, compute, volumes, storage, data, cores, ...time }, refusals };
}

/** What makes the reference broker throw: 500. */
function breaks(body: Json, compute: Json): boolean {
  const ports = list(object(object(body["executable"])["network"])["ports"]);
  const needed = ["access", "protocol", "path", "internal"];
  if (ports.some((port) => needed.some((key) => port[key] === undefined))) return true;
  return limits(compute).length > 0 && nameOf(compute) === undefined;
}

const warn = (kind: string, template: string): Refusal => ({ kind, level: "WARN", template });

function limits(compute: Json): readonly Refusal[] {
  const text = "Resource limit exceeded [${resource}][${value}][${limit}]";
  return ["cores", "memory"]
    .filter((resource) => minOf(compute[resource]) > LIMIT)
    .map(() => warn("urn:resource-limit", text));
}

function supported(part: Json): readonly Refusal[] {
  return UNSUPPORTED.includes(String(part["kind"]))
    ? [warn("uri:unknown-type", "No validator for [${type}]")]
    : [];
}

function imageRefusals(executable: Json): readonly Refusal[] {
  if (executable["kind"] !== C_KIND.docker) return [];
  const image = object(executable["image"]);
  return [
    ...(Array.isArray(image["locations"])
      ? []
      : [warn("urn:missig-required-value", "Image location is required")]),
    ...(image["digest"] === undefined ? [warn("urn:missing-value", "Image digest is required")] : []),
    ...(executable["privileged"] === true
      ? [warn("urn:not-supported", "Privileged mode is not supported")]
      : []),
  ];
}

function dataRefusals(item: Json): readonly Refusal[] {
  return item["kind"] === C_KIND.data && item["location"] === undefined
    ? [warn("urn:missing-required-value", "Data location is required")]
    : [];
}

function mountRefusals(volume: Json, targets: readonly Json[]): readonly Refusal[] {
  const names = [volume["resource"], ...((volume["resources"] as unknown[] | undefined) ?? [])].filter(
    (name) => name !== undefined,
  );
  const found = names.length > 0 && names.every((name) => targets.some((target) => nameOf(target) === name));
  return found
    ? []
    : [{ kind: "uri:resource-not-found", level: "ERROR", template: "Resource not found [${name}]" }];
}

/** Two gates: what the schema's pattern refuses is 400, what Java cannot parse after that is NO. */
function readTime(
  requested: Json,
  nowMs: number,
): { durationMs: number; earliestMs: number; refusals: readonly Refusal[] } | undefined {
  const duration = requested["duration"] ?? "PT2H";
  const start = requested["start"];
  if (typeof duration !== "string" || !/^P(?=.)[\dYMWD]*(T[\dHMS]+)?$/.test(duration)) return undefined;
  if (start !== undefined && typeof start !== "string") return undefined;
  const [, days = "0", hours = "0", minutes = "0", seconds = "0"] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration) ?? [];
  const readable = !/[YW]|^P\d*M/.test(duration);
  const from = Date.parse(start?.split("/", 1)[0] ?? "");
  const refusals = [
    ...(readable ? [] : [warn("urn:input-syntax-fail", "Unable to parse duration [${string}]")]),
    ...(start !== undefined && !start.includes("/")
      ? [warn("urn:input-syntax-fail", "Unable to parse interval [${string}]")]
      : []),
  ];
  const durationMs =
    ((Number(days) * 24 + Number(hours)) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  // A window that begins too early is dropped in silence, and its end is never looked at.
  return { durationMs, earliestMs: from >= nowMs + 2000 ? from : nowMs + 2000, refusals };
}
