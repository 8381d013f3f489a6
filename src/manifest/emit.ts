import { asObject } from "./data.ts";
import { answerUriOfC, kindUri, kindUriOfC, knownKind, readAnswerKind } from "./kinds.ts";
import type {
  AmountRange,
  Component,
  Compute,
  DataResource,
  Executable,
  ImageReference,
  ManifestModel,
  NetworkPort,
  RequestedSchedule,
  StorageResource,
  Volume,
} from "./model.ts";

type Json = Record<string, unknown>;

/** The dialects in which requests are written. C has the shape that it had from March 2026 on. */
export type EmittedDialect = "C" | "D";

/**
 * Writes the request document, as a plain JSON object, that a broker is asked with.
 *
 * Kinds get the URIs of the dialect; what is absent from the model is absent from the document; `discovery` is
 * never in it. Reading what was written gives the same model; but in dialect C there are no costs and metrics.
 */
export function emitRequest(
  request: Omit<ManifestModel, "discovery">,
  dialect: EmittedDialect = "D",
): Record<string, unknown> {
  return dialect === "C" ? toDialectC(emitInD(request)) : emitInD(request);
}

function emitInD(request: Omit<ManifestModel, "discovery">): Json {
  return compact({
    executable: emitExecutable(request.executable),
    compute: request.compute === undefined ? undefined : emitCompute(request.compute),
    storage: listOf(request.storage.map(emitStorage)),
    data: listOf(request.data.map(emitData)),
    schedule: request.schedule === undefined ? undefined : emitSchedule(request.schedule),
    costs: request.costs,
    metrics: request.metrics,
  });
}

function emitExecutable(executable: Executable): Json {
  return component(executable, {
    image: executable.image === undefined ? undefined : emitImage(executable.image),
    privileged: executable.privileged,
    location: executable.location,
    requirements: executable.requirements?.map(({ name, specifier }) =>
      Object.fromEntries([[name, specifier]]),
    ),
    entrypoint: executable.entrypoint,
    command: executable.command,
    environment:
      executable.environment === undefined
        ? undefined
        : Object.fromEntries(executable.environment.map(({ name, value }) => [name, value])),
    network: executable.ports === undefined ? undefined : { ports: executable.ports.map(emitPort) },
  });
}

function emitImage(image: ImageReference): Json {
  return compact({
    locations: image.locations,
    digest: image.digest,
    platform: image.platform === undefined ? undefined : compact({ ...image.platform }),
  });
}

function emitPort(port: NetworkPort): Json {
  return compact({
    access: port.access,
    protocol: port.protocol,
    path: port.path,
    internal: port.internal === undefined ? undefined : { port: port.internal },
  });
}

function emitCompute(compute: Compute): Json {
  return component(compute, {
    cores: emitRange(compute.cores),
    memory: emitRange(compute.memory),
    volumes: listOf(compute.volumes.map(emitVolume)),
  });
}

function emitVolume(volume: Volume): Json {
  return component(volume, { path: volume.path, mode: volume.mode, resource: volume.resource });
}

function emitStorage(storage: StorageResource): Json {
  return component(storage, { size: emitRange(storage.size) });
}

function emitData(data: DataResource): Json {
  return component(data, {
    location: data.location,
    ...data.s3,
    ivoa: data.ivoa,
    rucio: data.rucio,
    skao: data.skao,
    storage: data.storage,
  });
}

function emitSchedule(schedule: RequestedSchedule): Json {
  return { requested: compact({ duration: schedule.duration, start: schedule.start }) };
}

function emitRange(range: AmountRange | undefined): Json | undefined {
  return range === undefined ? undefined : compact({ min: range.min, max: range.max });
}

/** A component of unknown kind goes out as its author wrote it, and so do an abstract one's own fields. */
function component(of: Component, known: Json): Json {
  const meta = compact({ name: of.name, description: of.description });
  return compact({
    kind: of.kindState === "unknown" ? of.kind : kindUri(of.kind),
    meta: Object.keys(meta).length === 0 ? undefined : meta,
    ...(of.kindState === "unknown" ? {} : known),
    ...(of.kindState === "concrete" ? {} : of.fields),
  });
}

function listOf(items: readonly Json[]): readonly Json[] | undefined {
  return items.length === 0 ? undefined : items;
}

function compact(object: Json): Json {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/**
 * Writes a request, an offer set or a session of dialect D in dialect C: the kinds of its components get C's URIs,
 * and costs and metrics, which C does not have, are left out. What is not a component is left as it is.
 */
export function toDialectC(document: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const known = Object.entries(document).filter(([key]) => key !== "costs" && key !== "metrics");
  return Object.fromEntries(
    known.map(([key, value]) => [key, key === "kind" ? toKindOfC(value) : below(key, value)]),
  );
}

/** Where components stand. Below anything else are a person's own keys, such as the names of variables. */
const COMPONENT_KEYS = new Set(["executable", "compute", "volumes", "storage", "data", "offers"]);

function below(key: string, value: unknown): unknown {
  if (!COMPONENT_KEYS.has(key)) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => below(key, item));
  return asObject(value) === undefined ? value : toDialectC(value as Json);
}

/** A kind that is unknown to us stays as it is written. */
function toKindOfC(kind: unknown): unknown {
  if (typeof kind !== "string") return kind;
  const known = knownKind(kind);
  if (known !== undefined) return kindUriOfC(known.name);
  const answer = readAnswerKind(kind);
  return answer === undefined ? kind : answerUriOfC(answer);
}
