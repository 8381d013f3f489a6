import { asList, asNumber, asObject, asText, type DataObject } from "../../data.ts";
import type {
  AmountRange,
  Compute,
  DataResource,
  ManifestModel,
  RequestedSchedule,
  StorageResource,
  Volume,
} from "../../model.ts";
import { otherFields, ownFields, present, readBase } from "./read-base.ts";

/** All of a request but its executable, which each dialect reads in its own way. */
export type RequestParts = Omit<ManifestModel, "executable" | "discovery">;

/** Reads what has the right type and leaves out the rest, which the check of shape has reported. */
export function toRequestParts(document: DataObject): RequestParts {
  const compute = asObject(document["compute"]);
  const { costs, metrics } = document;
  return present({
    compute: compute === undefined ? undefined : readCompute(compute),
    storage: readEach(document["storage"], readStorage),
    data: readEach(document["data"], readData),
    schedule: readSchedule(document["schedule"]),
    costs: Array.isArray(costs) ? costs : undefined,
    metrics: Array.isArray(metrics) ? metrics : undefined,
  });
}

/** An item that is no object keeps its place, so that pointers and the model stay in step. */
function readEach<T>(list: unknown, read: (item: DataObject) => T): readonly T[] {
  return asList(list).map((item) => read(asObject(item) ?? {}));
}

function readCompute(compute: DataObject): Compute {
  const base = readBase(compute, asText(compute["kind"]) ?? "", "compute");
  if (base.kindState === "unknown") {
    return present({ ...base, volumes: [], fields: otherFields(compute) });
  }
  return present({
    ...base,
    cores: readRange(compute["cores"]),
    memory: readRange(compute["memory"]),
    volumes: readEach(compute["volumes"], readVolume),
    ...ownFields(compute, base, ["cores", "memory", "volumes"]),
  });
}

function readVolume(volume: DataObject): Volume {
  const base = readBase(volume, asText(volume["kind"]) ?? "", "volume");
  if (base.kindState === "unknown") {
    return present({ ...base, mode: "READONLY" as const, fields: otherFields(volume) });
  }
  return present({
    ...base,
    path: asText(volume["path"]),
    mode: volume["mode"] === "READWRITE" ? ("READWRITE" as const) : ("READONLY" as const),
    resource: asText(volume["resource"]),
    ...ownFields(volume, base, ["path", "mode", "resource"]),
  });
}

function readStorage(storage: DataObject): StorageResource {
  const base = readBase(storage, asText(storage["kind"]) ?? "", "storage");
  if (base.kindState === "unknown") return present({ ...base, fields: otherFields(storage) });
  return present({ ...base, size: readRange(storage["size"]), ...ownFields(storage, base, ["size"]) });
}

function readData(data: DataObject): DataResource {
  const base = readBase(data, asText(data["kind"]) ?? "", "data");
  if (base.kindState === "unknown") return present({ ...base, fields: otherFields(data) });
  const common = { ...base, storage: asText(data["storage"]) };
  switch (base.kind) {
    case "S3-data-resource":
      return present({ ...common, s3: readS3(data) });
    case "ivoa-data-resource":
      return present({ ...common, ivoa: block(data["ivoa"]) });
    case "rucio-data-resource":
      return present({ ...common, rucio: block(data["rucio"]) });
    case "skao-data-resource":
      return present({ ...common, ivoa: block(data["ivoa"]), skao: block(data["skao"]) });
    default:
      return present({
        ...common,
        location: asText(data["location"]),
        ...ownFields(data, base, ["location", "storage"]),
      });
  }
}

function readS3(data: DataObject): NonNullable<DataResource["s3"]> {
  const fields = ["endpoint", "template", "bucket", "object"] as const;
  return Object.fromEntries(
    fields.flatMap((field) => {
      const text = asText(data[field]);
      return text === undefined ? [] : [[field, text]];
    }),
  );
}

function block(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return asObject(value);
}

function readRange(value: unknown): AmountRange | undefined {
  const range = asObject(value);
  if (range === undefined) return undefined;
  return present({ min: asNumber(range["min"]), max: asNumber(range["max"]) });
}

function readSchedule(value: unknown): RequestedSchedule | undefined {
  const requested = asObject(asObject(value)?.["requested"]);
  if (requested === undefined) return undefined;
  return present({ duration: asText(requested["duration"]), start: asText(requested["start"]) });
}
