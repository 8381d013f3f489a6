import type { BrokerMessage, Measure } from "../../catalogue/asks.ts";
import { isObject, numberAt, objectsAt, textAt, valueAt, type JsonObject } from "../json-value.ts";

/**
 * What a kind of message means for the reader, by its last part. Brokers write `urn:` and `uri:` for the same
 * thing, and the reference broker misspells two of them.
 */
const HELP: ReadonlyMap<string, string> = new Map([
  ["executable-required", "The request has no executable."],
  [
    "missing-value",
    "Something that this broker demands is missing; for a container mostly the image's digest.",
  ],
  ["missing-required-value", "Something that this broker demands is missing."],
  ["invalid-value", "A value is not one that this broker takes."],
  ["bad-value", "A value is not one that this broker takes."],
  ["not-supported", "This broker does not support something that the request asks for."],
  ["resource-limit", "The request is larger than what this broker has: ask for less."],
  ["image-digest-mismatch", "The image that the broker has is another than the one asked for."],
  [
    "input-syntax-fail",
    "The broker could not read the duration or the start: write a plain one, such as PT1H.",
  ],
  ["duplicate-resource", "Two elements of the request have one name."],
  ["resource-not-found", "The request names an element that is not in it."],
  ["storage-required", "The request names an element that is not in it."],
  ["unknown-type", "This broker cannot run or hold a component of this kind."],
  ["unknown-url", "This broker cannot fetch data from an address of this sort."],
  ["invalid-data", "This broker cannot use data of this kind."],
  ["no-room-in-window", "The broker has no room in the window: try other times or less."],
]);

const MISSPELT: ReadonlyMap<string, string> = new Map([
  ["missig-required-value", "missing-required-value"],
  ["invalied-value", "invalid-value"],
]);

/** A sentence that explains a kind of message, whichever way it is spelt. */
export function helpForMessage(kind: string): string | undefined {
  const name = kind.toLowerCase().replace(/^ur[in]:/, "");
  return HELP.get(MISSPELT.get(name) ?? name);
}

/**
 * The messages in a component's `meta` (or at its top, in older answers). The text is `message` when the broker
 * rendered it; else the template with its values, followed by what that kind of message means.
 */
export function parseMessages(component: unknown): readonly BrokerMessage[] {
  const meta = valueAt(component, "meta");
  return [...objectsAt(meta, "messages"), ...objectsAt(component, "messages")].map(parseMessage);
}

function parseMessage(item: JsonObject): BrokerMessage {
  const kind = textAt(item, "kind") ?? textAt(item, "type") ?? "";
  const level = textAt(item, "level") ?? "OTHER";
  const ready = textAt(item, "message");
  if (ready !== undefined) return { kind, level, text: ready };
  const template = textAt(item, "template");
  const text = template === undefined ? undefined : fillTemplate(template, valueAt(item, "values"));
  const help = helpForMessage(kind);
  const parts = [text, help].filter((part) => part !== undefined);
  return { kind, level, text: parts.length === 0 ? "(a message without text)" : parts.join(" — ") };
}

/** Puts named values into `${name}` and the others, in order, into `{}`. What has no value stays as it is. */
function fillTemplate(template: string, values: unknown): string {
  if (!isObject(values)) return template;
  const named = new Map(Object.entries(values).map(([name, value]) => [name, String(value)]));
  const inOrder = [...named.values()];
  let next = 0;
  return template.replaceAll(/\$\{([^}]*)\}|\{\}/g, (hole, name: string | undefined) => {
    if (name !== undefined) return named.get(name) ?? hole;
    const value = inOrder[next];
    next += 1;
    return value ?? hole;
  });
}

const MEASURE_LABELS: ReadonlyMap<string, string> = new Map([
  ["urn:ivoa:calycopis:cost:monetary", "Monetary cost"],
  ["urn:ivoa:calycopis:cost:energy", "Energy (kWh)"],
  ["urn:ivoa:calycopis:cost:carbon", "Carbon (gCO2)"],
  ["urn:ivoa:calycopis:metric:compute-performance", "Compute performance"],
  ["urn:ivoa:calycopis:metric:io-throughput", "IO throughput (MB/s)"],
]);

/** The costs or metrics of a component; a type that we do not know is its own label. */
export function parseMeasures(component: unknown, key: "costs" | "metrics"): readonly Measure[] {
  return objectsAt(component, key).map((item) => {
    const type = textAt(item, "type") ?? textAt(item, "kind") ?? "";
    return {
      type,
      label: MEASURE_LABELS.get(type) ?? type,
      description: textAt(item, "description"),
      min: numberAt(item, "min"),
      max: numberAt(item, "max"),
    };
  });
}
