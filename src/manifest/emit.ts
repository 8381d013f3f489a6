import { kindUri } from "./kinds.ts";
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

/**
 * Writes the request document of dialect D, as a plain JSON object, that a broker is asked with.
 *
 * Kinds get the URIs of dialect D; what is absent from the model is absent from the document; `discovery` is
 * never in it. Reading what was written gives the same model.
 */
export function emitRequest(request: Omit<ManifestModel, "discovery">): Record<string, unknown> {
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

/** A component of unknown kind goes out as its author wrote it. */
function component(of: Component, known: Json): Json {
  const meta = compact({ name: of.name, description: of.description });
  return compact({
    kind: of.kindState === "unknown" ? of.kind : kindUri(of.kind),
    meta: Object.keys(meta).length === 0 ? undefined : meta,
    ...(of.kindState === "unknown" ? of.fields : known),
  });
}

function listOf(items: readonly Json[]): readonly Json[] | undefined {
  return items.length === 0 ? undefined : items;
}

function compact(object: Json): Json {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
