import { quote } from "../../finding.ts";
import type { AmountRange, Component, DataResource, Executable, ManifestModel } from "../../model.ts";
import { readDuration, readStart } from "../schedule-text.ts";
import type { BrokerRules } from "./broker-rules.ts";

const MOST_CORES = 16;
const MOST_MEMORY_GIB = 16;
const MOST_STORAGE_GIB = 1000;
const SHORTEST_SECONDS = 30;
const LONGEST_SECONDS = 2 * 60 * 60;

/** Kinds that the broker's validators know; it answers 400 or NO to others. */
const KINDS = new Set([
  "docker-container",
  "jupyter-notebook",
  "simple-compute-resource",
  "simple-storage-resource",
  "simple-volume-mount",
  "simple-data-resource",
  "S3-data-resource",
  "ivoa-data-resource",
]);

/** Calycopis, the reference broker, as it behaved in November 2026. */
export const CALYCOPIS: BrokerRules = {
  id: "calycopis",
  broker: "Calycopis",
  *reasonsAgainst(model) {
    yield* ofKinds(model);
    yield* ofImage(model.executable);
    yield* ofPorts(model.executable);
    yield* ofAmount("cores", "", model.compute?.cores, MOST_CORES);
    yield* ofAmount("memory", " GiB", model.compute?.memory, MOST_MEMORY_GIB);
    for (const { size } of model.storage) yield* ofAmount("storage", " GiB", size, MOST_STORAGE_GIB);
    for (const data of model.data) yield* ofData(data);
    yield* ofSchedule(model);
  },
};

function* ofKinds({ executable, compute, storage, data }: ManifestModel): Generator<string> {
  const components: readonly Component[] = [
    executable,
    ...(compute === undefined ? [] : [compute, ...compute.volumes]),
    ...storage,
    ...data,
  ];
  for (const { kind, kindState } of components) {
    // A placeholder is made concrete before anything is asked.
    if (kindState === "abstract" || KINDS.has(kind)) continue;
    yield `It does not take the kind ${quote(kind)}.`;
  }
}

function* ofImage(executable: Executable): Generator<string> {
  if (executable.kind !== "docker-container") return;
  const { image, privileged } = executable;
  if (image?.digest === undefined) yield "It demands image.digest, and there is none.";
  const { architecture, os } = image?.platform ?? {};
  if (architecture !== undefined && architecture !== "amd64") {
    yield `It runs amd64 only, not ${quote(architecture)}.`;
  }
  if (os !== undefined && os !== "linux") yield `It runs linux only, not ${quote(os)}.`;
  if (privileged === true) yield "It refuses privileged containers.";
}

function* ofPorts({ ports = [] }: Executable): Generator<string> {
  for (const port of ports) {
    const missing = (["access", "protocol", "path", "internal"] as const).filter(
      (field) => port[field] === undefined,
    );
    if (missing.length > 0) yield `It fails at a port without ${missing.join(", ")}.`;
  }
}

function* ofAmount(
  what: string,
  unit: string,
  range: AmountRange | undefined,
  most: number,
): Generator<string> {
  const least = range?.min;
  if (least === undefined || least <= most) return;
  yield `It has at most ${most}${unit} of ${what} for a request, and ${least}${unit} are the least that is asked.`;
}

function* ofData({ kind, s3, ivoa }: DataResource): Generator<string> {
  if (kind === "S3-data-resource") {
    for (const field of ["endpoint", "template", "bucket"] as const) {
      if (s3?.[field] === undefined) yield `It demands the ${field} of data in S3.`;
    }
  }
  if (kind === "ivoa-data-resource" && typeof ivoa?.["ivoid"] !== "string") {
    yield "It demands the ivoid of data of the IVOA.";
  }
}

function* ofSchedule({ schedule }: ManifestModel): Generator<string> {
  const { duration, start } = schedule ?? {};
  if (duration !== undefined) {
    const reading = readDuration(duration);
    if (reading.state === "calendar") yield `It cannot read weeks, months or years in ${quote(duration)}.`;
    if (reading.state === "fine" && reading.seconds > LONGEST_SECONDS) {
      yield `It runs at most two hours, and ${quote(duration)} is longer.`;
    }
    if (reading.state === "fine" && reading.seconds < SHORTEST_SECONDS) {
      yield `It runs at least 30 seconds, and ${quote(duration)} is shorter.`;
    }
  }
  if (start !== undefined && readStart(start).state === "odd") {
    yield `It takes intervals with time of day and zone only, not ${quote(start)}.`;
  }
}
