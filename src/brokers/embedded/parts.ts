import { isObject, objectAt, textAt, valueAt, type JsonObject } from "../json-value.ts";
import { indexByLink } from "./links.ts";
import type { Part, WireRequest } from "./wire-request.ts";

/** The parts of an offer as they are stored: with ids of their own, without phase, schedule or addresses. */
export interface StoredParts {
  readonly executable: JsonObject;
  readonly compute: JsonObject;
  readonly storage: readonly JsonObject[];
  readonly data: readonly JsonObject[];
}

/** The server's own fields, which a client may send and which are not taken over. */
const NOT_KEPT = new Set(["kind", "meta", "phase", "schedule", "costs", "metrics", "volumes"]);
const HIDDEN = "***";

/**
 * The parts of one offer. Every part gets a new id, and links by name become links by id, as brokers do.
 * The values of environment variables are not kept: a rehearsal does not need them, and reading is open.
 */
export function toStoredParts(request: WireRequest, newId: () => string): StoredParts {
  const ids = new Map([...request.storage, ...request.data].map((part) => [part, newId()]));
  const find = indexByLink([...ids.keys()]);
  const linked = (link: string | undefined): string | undefined => {
    const [part] = link === undefined ? [] : find(link);
    return part === undefined ? link : ids.get(part);
  };
  const store = (part: Part, id: string): JsonObject => ({
    kind: part.kind.uri,
    meta: withoutUndefined({ uuid: id, name: part.name }),
    ...fieldsOf(part),
  });
  return {
    executable: request.executable === undefined ? {} : store(request.executable, newId()),
    compute: {
      ...(request.compute === undefined
        ? { kind: DEFAULT_COMPUTE, meta: { uuid: newId(), name: "compute" } }
        : store(request.compute, newId())),
      cores: exactly(request.amounts.cores),
      memory: exactly(request.amounts.memory),
      volumes: request.volumes.map((volume) => ({
        ...store(volume, newId()),
        ...withoutUndefined({ resource: linked(textAt(volume.fields, "resource")) }),
      })),
    },
    storage: request.storage.map((part) => ({ ...store(part, ids.get(part) ?? newId()), ...sizeOf(part) })),
    data: request.data.map((part) => ({
      ...store(part, ids.get(part) ?? newId()),
      ...withoutUndefined({ storage: linked(textAt(part.fields, "storage")) }),
    })),
  };
}

const DEFAULT_COMPUTE =
  "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/compute/simple-compute-resource.yaml";

function exactly(amount: number): JsonObject {
  return { min: amount, max: amount };
}

function sizeOf(part: Part): JsonObject {
  const min = valueAt(objectAt(part.fields, "size"), "min");
  return { size: exactly(typeof min === "number" ? min : Number(min ?? 1)) };
}

function fieldsOf(part: Part): JsonObject {
  const kept = Object.entries(part.fields).filter(([key]) => !NOT_KEPT.has(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, key === "environment" ? hide(value) : value]));
}

function hide(environment: unknown): unknown {
  return isObject(environment)
    ? Object.fromEntries(Object.keys(environment).map((name) => [name, HIDDEN]))
    : undefined;
}

function withoutUndefined(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
