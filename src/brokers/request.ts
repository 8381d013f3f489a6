import type { Entry } from "../catalogue/entry.ts";
import type { AmountRange, Compute, DataResource, StorageResource, Volume } from "../manifest/model.ts";
import { DEFAULT_DURATION } from "./ask-form.ts";
import type { FormProblem } from "./ask-service.ts";
import type { ExecutionRequest } from "./broker.ts";
import type { KindField } from "./placeholder-kinds.ts";
import { placeholdersOf, type Placeholder } from "./placeholders.ts";
import { withParameters } from "./wished-parameters.ts";
import { wishedSchedule } from "./wished-schedule.ts";
import { Wishes } from "./wishes.ts";

export type BuiltRequest =
  | { readonly request: ExecutionRequest }
  | { readonly problems: readonly FormProblem[] };

/**
 * Makes the request that a reader's wishes ask for from an entry: placeholders are filled, parameters passed, cores,
 * memory and schedule set; `discovery` is left out. All that is wrong with the wishes comes back together.
 */
export function buildRequest(
  entry: Entry,
  values: Readonly<Record<string, string>>,
  now: Date,
): BuiltRequest {
  const wishes = new Wishes(values);
  const { discovery, ...model } = entry.runs.model;
  const filled = new Map<Placeholder["element"], unknown>();
  for (const placeholder of placeholdersOf(entry.runs.model)) {
    filled.set(placeholder.element, fill(placeholder, wishes));
  }
  // What `fill` gives for an element is of that element's own type.
  const fillIn = <T extends Placeholder["element"]>(element: T): T =>
    filled.has(element) ? (filled.get(element) as T) : element;
  const request: ExecutionRequest = {
    ...model,
    executable: withParameters(model.executable, discovery?.parameters ?? [], wishes),
    compute: wishedCompute(wishes, model.compute, (volume) => fillIn(volume)),
    storage: model.storage.map((element) => fillIn<StorageResource>(element)),
    data: model.data.map((element) => fillIn<DataResource>(element)),
    schedule: wishedSchedule(wishes, model.schedule, { duration: DEFAULT_DURATION, now }),
  };
  return wishes.problems.length === 0 ? { request } : { problems: wishes.problems };
}

function wishedCompute(
  wishes: Wishes,
  own: Compute | undefined,
  fillIn: (volume: Volume) => Volume,
): Compute {
  return {
    ...own,
    kind: "simple-compute-resource",
    kindState: "concrete",
    // Some brokers fail when a compute resource that is too large for them has no name.
    name: own?.name ?? "compute",
    cores: wishedAmount(wishes, "cores", own?.cores, "cores"),
    memory: wishedAmount(wishes, "memory", own?.memory, "GiB of memory"),
    volumes: (own?.volumes ?? []).map(fillIn),
  };
}

function wishedAmount(
  wishes: Wishes,
  field: "cores" | "memory",
  own: AmountRange | undefined,
  unit: string,
): AmountRange {
  const least = own?.min ?? 1;
  const text = wishes.text(field);
  const unchanged = { min: least, max: own?.max };
  if (text === undefined) return unchanged;
  const amount = /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  if (amount === undefined || amount < 1) {
    const unitHint = field === "memory" ? " of GiB, without a unit" : "";
    wishes.add(field, `"${text}" is no amount: give a whole number${unitHint}, 1 or more.`);
    return unchanged;
  }
  if (own?.min !== undefined && amount < own.min) {
    wishes.add(field, `The program needs at least ${own.min} ${unit}; "${text}" is less.`);
    return unchanged;
  }
  return { min: amount, max: own?.max === undefined ? undefined : Math.max(own.max, amount) };
}

function fill(placeholder: Placeholder, wishes: Wishes): unknown {
  const { element, prefix, kinds } = placeholder;
  const chosen = wishes.text(`${prefix}.kind`) ?? kinds[0]?.kind ?? "";
  const kind = kinds.find((item) => item.kind === chosen);
  if (kind === undefined) {
    wishes.add(`${prefix}.kind`, `"${chosen}" is none of ${kinds.map((item) => item.kind).join(", ")}.`);
    return element;
  }
  const values = new Map<string, unknown>();
  for (const field of kind.fields) {
    const value = readField(field, `${prefix}.${field.path}`, wishes);
    if (value !== undefined) put(values, field.path.split("."), value);
  }
  const size = values.get("size");
  return {
    ...element,
    ...(Object.fromEntries(toPlain(values)) as object),
    ...(size === undefined ? {} : { size: { min: size } }),
    kind: kind.kind,
    kindState: "concrete",
  };
}

function readField(field: KindField, name: string, wishes: Wishes): string | number | undefined {
  const known = wishes.problems.length;
  const text = wishes.text(name);
  if (text === undefined) {
    if (field.required && wishes.problems.length === known) wishes.add(name, `"${field.label}" is needed.`);
    return undefined;
  }
  if (field.type === "url" && !(/^[a-z][a-z\d+.-]*:\/\/[^\s/]*\S/i.test(text) && URL.canParse(text))) {
    wishes.add(name, `"${text}" is no address. Give a whole one, like https://example.org/image.fits.`);
    return undefined;
  }
  if (field.type === "choice" && !field.choices.includes(text)) {
    wishes.add(name, `"${text}" is none of ${field.choices.join(", ")}.`);
    return undefined;
  }
  if (field.type !== "integer") return text;
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  wishes.add(name, `"${text}" is no whole number above zero.`);
  return undefined;
}

/** Sets a value at a path of our own table, making the levels above it. */
function put(into: Map<string, unknown>, path: readonly string[], value: unknown): void {
  const [first = "", ...rest] = path;
  if (rest.length === 0) {
    into.set(first, value);
    return;
  }
  const below = into.get(first);
  const level = below instanceof Map ? (below as Map<string, unknown>) : new Map<string, unknown>();
  into.set(first, level);
  put(level, rest, value);
}

function toPlain(map: ReadonlyMap<string, unknown>): [string, unknown][] {
  return [...map].map(([key, value]) => [
    key,
    value instanceof Map ? Object.fromEntries(toPlain(value as Map<string, unknown>)) : value,
  ]);
}
