import type {
  BrokerMessage,
  ComponentState,
  Connector,
  Measure,
  SessionOption,
} from "../../catalogue/asks.ts";
import type { AmountRange } from "../../manifest/model.ts";
import type { BrokerAnswer, BrokerOffer, BrokerSession } from "../broker.ts";
import { formatInstant, LONGEST_SECONDS, parseDuration, parseInstant } from "../iso-time.ts";
import { isObject, numberAt, objectAt, objectsAt, textAt, valueAt, type JsonObject } from "../json-value.ts";
import { parseMeasures, parseMessages } from "./messages.ts";

/** Instants before it come from clocks that were never set (1970), and count as not stated. */
const EARLIEST_MS = Date.UTC(2000, 0, 1);

const NO_REASON: BrokerMessage = {
  kind: "execat:no-reason",
  level: "INFO",
  text:
    "The broker gave no reason. Brokers do that when no slot fits: try a shorter or a longer duration, " +
    "another window, or fewer cores.",
};

/**
 * Reads an offer set of dialect C or D: but for the URIs of kinds, which nothing here looks at, they are alike.
 * `undefined` when the JSON is none: neither a result nor offers are in it.
 * Everything else is taken as it comes: missing fields stay missing, unknown words are kept.
 */
export function parseOfferSet(json: unknown, raw: string): BrokerAnswer | undefined {
  if (!isObject(json)) return undefined;
  const result = readResult(valueAt(json, "result"));
  const offers = objectsAt(json, "offers").flatMap((offer) => parseOffer(offer) ?? []);
  if (result === undefined && offers.length === 0) return undefined;
  const messages = parseMessages(json);
  const isYes = offers.length > 0 && result !== "NO";
  return {
    result: isYes ? "YES" : "NO",
    uuid: uuidOf(json),
    offers: isYes ? offers : [],
    messages: !isYes && messages.length === 0 ? [NO_REASON] : messages,
    raw,
  };
}

/** YAML 1.1 readers on the way turn an unquoted YES into true. */
function readResult(value: unknown): "YES" | "NO" | undefined {
  if (value === true) return "YES";
  if (value === false) return "NO";
  const text = typeof value === "string" ? value.toUpperCase() : undefined;
  return text === "YES" || text === "NO" ? text : undefined;
}

/** Reads a session. `undefined` when the JSON is none: it has no id. */
export function parseSession(json: unknown): BrokerSession | undefined {
  if (!isObject(json)) return undefined;
  const offer = parseOffer(json);
  if (offer === undefined) return undefined;
  return {
    ...offer,
    components: [
      ...componentsOf("executable", json, "executable"),
      ...componentsOf("compute", json, "compute" in json ? "compute" : "computer"),
      ...componentsOf("storage", json, "storage"),
      ...componentsOf("data", json, "data"),
    ],
    connectors: objectsAt(json, "connectors").map(parseConnector),
    options: objectsAt(valueAt(json, "meta"), "options").map(parseOption),
  };
}

function parseOffer(json: JsonObject): BrokerOffer | undefined {
  const uuid = uuidOf(json);
  if (uuid === undefined) return undefined;
  const compute = computeOf(json);
  const expires = parseInstant(textAt(json, "expires") ?? "");
  const { startsAt, durationSeconds } = readSchedule(json);
  return {
    uuid,
    phase: textAt(json, "phase") ?? textAt(json, "state") ?? "UNKNOWN",
    startsAt,
    durationSeconds,
    expiresAt: expires === undefined || expires < EARLIEST_MS ? undefined : formatInstant(expires),
    cores: parseRange(valueAt(compute, "cores")),
    memory: parseRange(valueAt(compute, "memory")),
    costs: measuresOf(json, compute, "costs"),
    metrics: measuresOf(json, compute, "metrics"),
    messages: [json, ...partsOf(json)].flatMap(parseMessages),
  };
}

function partsOf(json: JsonObject): readonly JsonObject[] {
  return ["executable", "compute", "computer", "storage", "data"].flatMap((key) => objectsAt(json, key));
}

/** Called "computer" until October 2025. */
function computeOf(json: JsonObject): JsonObject {
  return objectAt(json, "compute" in json ? "compute" : "computer");
}

/** The session's own figures, then those that only its compute states. */
function measuresOf(json: JsonObject, compute: JsonObject, key: "costs" | "metrics"): readonly Measure[] {
  const own = parseMeasures(json, key);
  const types = new Set(own.map((measure) => measure.type));
  return [...own, ...parseMeasures(compute, key).filter((measure) => !types.has(measure.type))];
}

function uuidOf(json: JsonObject): string | undefined {
  const meta = objectAt(json, "meta");
  return (
    textAt(meta, "uuid") ??
    textAt(json, "uuid") ??
    lastSegment(textAt(meta, "url")) ??
    lastSegment(textAt(json, "href"))
  );
}

/** The last segment of a URL's path: what names an offer set or a session, whatever host stands before it. */
export function lastSegment(url: string | undefined): string | undefined {
  const path = url?.split(/[?#]/, 1)[0] ?? "";
  const segment = path.split("/").findLast((part) => part !== "");
  return segment === undefined || segment.includes(":") ? undefined : segment;
}

/** From the session's schedule, else from its compute's; the reference broker left the former out since 2026. */
function readSchedule(json: JsonObject): Pick<BrokerOffer, "startsAt" | "durationSeconds"> {
  const blocks = [json, computeOf(json)]
    .map((owner) => objectAt(owner, "schedule"))
    .map((schedule) =>
      objectAt("offered" in schedule ? objectAt(schedule, "offered") : schedule, "available"),
    );
  const starts = blocks.map((block) => readStart(textAt(block, "start")));
  const durations = blocks.map((block) => readSeconds(textAt(block, "duration")));
  return {
    startsAt: starts.find((start) => start !== undefined),
    durationSeconds: durations.find((seconds) => seconds !== undefined),
  };
}

function readStart(text: string | undefined): string | undefined {
  const ms = parseInstant((text ?? "").split("/", 1)[0] ?? "");
  return ms === undefined || ms < EARLIEST_MS ? undefined : formatInstant(ms);
}

/** Whole seconds, as they are stored: a part of one is rounded up. */
function readSeconds(text: string | undefined): number | undefined {
  const duration = parseDuration(text ?? "");
  return duration === undefined || duration.months !== 0 || duration.seconds <= 0
    ? undefined
    : Math.min(Math.ceil(duration.seconds), LONGEST_SECONDS);
}

function parseRange(value: unknown): AmountRange | undefined {
  const min = numberAt(value, "min");
  const max = numberAt(value, "max");
  return min === undefined && max === undefined ? undefined : { min, max };
}

function componentsOf(family: string, json: JsonObject, key: string): readonly ComponentState[] {
  return objectsAt(json, key).map((component) => ({
    family,
    name: textAt(objectAt(component, "meta"), "name") ?? textAt(component, "name"),
    phase: textAt(component, "phase"),
  }));
}

function parseConnector(json: JsonObject): Connector {
  return {
    kind: textAt(json, "kind") ?? textAt(json, "type") ?? "",
    protocol: textAt(json, "protocol"),
    location: textAt(json, "location"),
    status: textAt(json, "status"),
  };
}

function parseOption(json: JsonObject): SessionOption {
  const values = valueAt(json, "values");
  return {
    kind: textAt(json, "kind") ?? textAt(json, "type") ?? "",
    path: textAt(json, "path") ?? "",
    values: Array.isArray(values) ? values.filter((value) => typeof value === "string") : [],
  };
}
