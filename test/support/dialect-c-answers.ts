import {
  C_KIND,
  nameOf,
  object,
  type Asked,
  type Generation,
  type Json,
  type Refusal,
} from "./dialect-c-verdict.ts";

/** An offer or a session of the test server. */
export interface Held {
  readonly uuid: string;
  readonly offerset: string;
  readonly index: number;
  readonly asked: Asked;
  readonly startMs: number;
  readonly durationMs: number;
  readonly createdMs: number;
  /** What is kept. A cancellation is not. */
  kept: "OFFERED" | "ACCEPTED" | "REJECTED";
  acceptedMs: number;
  readonly ids: { readonly executable: string; readonly compute: string; readonly parts: readonly string[] };
}

const MINUTE = 60_000;
const LOOK_AHEAD = 120 * MINUTE;

/** At most four blocks of twice the time asked for, on whole minutes, within two hours. Nothing is ever reserved. */
export function slots(asked: Asked): readonly { startMs: number; durationMs: number }[] {
  const wished = Math.ceil(asked.durationMs / MINUTE) * MINUTE;
  if (asked.durationMs < 30_000 || wished > LOOK_AHEAD) return [];
  const first = (Math.floor(asked.earliestMs / MINUTE) + 1) * MINUTE;
  const blocks: { startMs: number; durationMs: number }[] = [];
  for (let at = first; blocks.length < 4 && at < first + LOOK_AHEAD; at += 2 * wished) {
    const durationMs = Math.min(2 * wished, first + LOOK_AHEAD - at);
    if (durationMs >= wished) blocks.push({ startMs: at, durationMs });
  }
  return blocks;
}

/** Nanoseconds in the answer to a POST, microseconds in later readings. */
export type Digits = 6 | 9;

export interface Shown {
  readonly base: string;
  readonly nowMs: number;
  readonly digits: Digits;
  readonly generation: Generation;
}

const stamp = (ms: number, digits: Digits): string =>
  new Date(ms).toISOString().replace("Z", digits === 9 ? "708573Z" : "709Z");
const instant = (ms: number): string => new Date(ms).toISOString().replace(".000Z", "Z");
const seconds = (ms: number): string => (ms % 3_600_000 === 0 ? `PT${ms / 3_600_000}H` : `PT${ms / MINUTE}M`);

export interface Offerset {
  readonly uuid: string;
  readonly createdMs: number;
  readonly refusals: readonly Refusal[];
}

export function offersetBody(offerset: Offerset, held: readonly Held[], shown: Shown): Json {
  const created = stamp(offerset.createdMs, shown.digits);
  // `values` and `message` are dropped on the way to the answer.
  const messages = offerset.refusals.map((refusal) => ({ ...refusal, time: created }));
  return {
    kind: C_KIND.offerset,
    meta: {
      created,
      url: `${shown.base}/offersets/${offerset.uuid}`,
      uuid: offerset.uuid,
      ...(messages.length === 0 ? {} : { messages }),
    },
    result: held.length === 0 ? "NO" : "YES",
    ...(held.length === 0 ? {} : { offers: held.map((item) => sessionBody(item, shown)) }),
  };
}

export function sessionBody(held: Held, shown: Shown, phase?: string): Json {
  const { asked, ids } = held;
  const now = phasesOf(held, shown.nowMs);
  const cores = { min: 2 * asked.cores, max: 2 * asked.cores };
  const linkOf = new Map(
    [...asked.storage, ...asked.data].map((part, index) => [nameOf(part), ids.parts[index] ?? ""]),
  );
  const available = { start: `${instant(held.startMs)}/PT0S`, duration: seconds(held.durationMs) };
  const schedule = { preparing: { start: instant(held.startMs - 1000), duration: "PT1S" }, available };
  const unset = { preparing: { duration: "PT1S" }, available: { start: "1970-01-01T00:00:01Z/PT0S" } };
  const meta = (uuid: string, path: string, name?: string): Json => ({
    uuid,
    ...(name === undefined ? {} : { name }),
    url: `${shown.base}/${path}/${uuid}`,
    created: stamp(held.createdMs, shown.digits),
  });
  const { kind, image, command, environment } = asked.executable;
  const part = (item: Json, id: string, path: string): Json => ({
    kind: item["kind"],
    meta: meta(id, path, nameOf(item)),
    phase: now.executable,
    schedule: unset,
    ...(item["location"] === undefined ? {} : { location: item["location"] }),
  });
  const mounts = asked.volumes.map((volume) => mountBody(volume, linkOf, shown.generation));
  return {
    kind: C_KIND.session,
    meta: meta(held.uuid, "sessions", `null-offer-${held.index}`),
    phase: phase ?? now.session,
    expires: stamp(held.createdMs + 5 * MINUTE, shown.digits),
    executable: {
      kind,
      ...(image === undefined
        ? {}
        : { image: { ...object(image), platform: { architecture: "amd64", os: "linux" } } }),
      ...(command === undefined ? {} : { command }),
      ...(environment === undefined ? {} : { environment }),
      ...(kind === C_KIND.docker ? { privileged: false } : {}),
      meta: meta(ids.executable, "executables", nameOf(asked.executable)),
      phase: now.executable,
      schedule: unset,
    },
    compute: {
      kind: C_KIND.compute,
      meta: meta(ids.compute, "compute", nameOf(asked.compute) ?? "Default compute resource"),
      cores,
      // The answer writes the numbers of the cores here.
      memory: cores,
      phase: now.compute,
      schedule,
      ...(mounts.length === 0
        ? {}
        : { volumes: shown.generation === "C1" ? asked.volumes.map(nameOf) : mounts }),
    },
    ...(asked.storage.length === 0
      ? {}
      : { storage: asked.storage.map((item, index) => part(item, ids.parts[index] ?? "", "storage")) }),
    ...(asked.data.length === 0
      ? {}
      : {
          data: asked.data.map((item, index) =>
            part(item, ids.parts[asked.storage.length + index] ?? "", "data"),
          ),
        }),
    ...(shown.generation === "C1" ? { schedule, ...(mounts.length === 0 ? {} : { volumes: mounts }) } : {}),
  };
}

/** Links by name are answered as links by the server's own ids. */
function mountBody(
  volume: Json,
  linkOf: ReadonlyMap<string | undefined, string>,
  generation: Generation,
): Json {
  const link = (name: unknown): string => linkOf.get(String(name)) ?? String(name);
  const { resource, resources, ...rest } = volume;
  if (generation === "C1") {
    const names = Array.isArray(resources) ? (resources as unknown[]) : [];
    return { ...rest, cardinality: rest["cardinality"] ?? "SINGLE", resources: names.map(link) };
  }
  return { ...rest, resource: link(resource) };
}

const PREPARE = 30_000;
const ROUNDS = 120_000;
const RELEASE = 30_000;

/**
 * The executable is prepared at once and monitored for its rounds, compute only from the offered start on. So the
 * session is never RUNNING, and mostly never AVAILABLE.
 */
function phasesOf(held: Held, nowMs: number): { session: string; executable: string; compute: string } {
  if (held.kept !== "ACCEPTED") {
    return { session: held.kept, executable: "INITIALIZING", compute: "INITIALIZING" };
  }
  const computeAt = Math.max(held.startMs, held.acceptedMs + 1000);
  const executable = stepAt(nowMs - held.acceptedMs - 1000, "INITIALIZING");
  const compute = stepAt(nowMs - computeAt, "WAITING");
  const both = [executable, compute];
  if (nowMs < held.acceptedMs + 1000) return { session: "ACCEPTED", executable, compute };
  if (both.every((phase) => phase === "COMPLETED")) return { session: "COMPLETED", executable, compute };
  if (both.every((phase) => phase === "AVAILABLE")) return { session: "AVAILABLE", executable, compute };
  const late = compute === "RELEASING" || compute === "COMPLETED";
  return { session: late ? "RELEASING" : "PREPARING", executable, compute };
}

function stepAt(passedMs: number, before: string): string {
  if (passedMs < 0) return before;
  if (passedMs < PREPARE) return "PREPARING";
  if (passedMs < PREPARE + ROUNDS) return "AVAILABLE";
  return passedMs < PREPARE + ROUNDS + RELEASE ? "RELEASING" : "COMPLETED";
}
