import type { AmountRange } from "../manifest/model.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
// Made once: making one takes longer than printing a whole page.
const NUMBERS = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 3 });
const UNITS: readonly (readonly [number, string, string])[] = [
  [86_400, "day", "days"],
  [3_600, "h", "h"],
  [60, "min", "min"],
  [1, "s", "s"],
];

/** A time as pages print it: `iso` for the machine, `text` in UTC, `relative` for the reader. */
export interface TimeModel {
  readonly iso: string;
  readonly text: string;
  readonly relative: string;
}

/** `null` for a time that is absent or cannot be read. */
export function toTime(iso: string | undefined, now: Date): TimeModel | null {
  if (iso === undefined) return null;
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return null;
  return { iso: date.toISOString(), text: utcText(date), relative: relativeText(date, now) };
}

/** For instance `24 Nov 2026, 10:05 UTC`. */
export function utcText(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ""} ${date.getUTCFullYear()}`;
  return `${day}, ${two(date.getUTCHours())}:${two(date.getUTCMinutes())} UTC`;
}

/** `in 2 h`, `3 min ago`, `now`. */
export function relativeText(date: Date, now: Date): string {
  const seconds = Math.round((date.getTime() - now.getTime()) / 1000);
  const distance = Math.abs(seconds);
  if (distance < 5) return "now";
  const words = durationText(roundTo(distance, distance >= 86_400 ? 3_600 : distance >= 60 ? 60 : 1));
  return seconds > 0 ? `in ${words}` : `${words} ago`;
}

/** The two largest units, for instance `2 days 3 h`, `1 h 30 min`, `45 s`. */
export function durationText(seconds: number): string {
  let rest = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const [size, one, many] of UNITS) {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    if (amount > 0) parts.push(`${amount} ${amount === 1 ? one : many}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? "0 s" : parts.join(" ");
}

function roundTo(value: number, step: number): number {
  return Math.round(value / step) * step;
}

/** `4`, `4 to 8`, `at least 4`, `at most 8`; `null` when neither end is known. */
export function rangeText(range: AmountRange | undefined, unit = ""): string | null {
  const { min, max } = range ?? {};
  const suffix = unit === "" ? "" : ` ${unit}`;
  if (min === undefined && max === undefined) return null;
  if (min === max) return `${numberText(min ?? 0)}${suffix}`;
  if (max === undefined) return `at least ${numberText(min ?? 0)}${suffix}`;
  if (min === undefined) return `at most ${numberText(max)}${suffix}`;
  return `${numberText(min)} to ${numberText(max)}${suffix}`;
}

/** Thousands are set apart; at most three digits follow the point. */
export function numberText(value: number): string {
  return NUMBERS.format(value);
}

/** `1 entry`, `2 entries`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${numberText(count)} ${count === 1 ? one : many}`;
}

/** `docker-container` → `Docker container`: the names of kinds as a reader says them. */
export function kindLabel(kind: string): string {
  const known = KIND_LABELS.get(kind);
  if (known !== undefined) return known;
  if (!/^[a-z0-9-]+$/.test(kind)) return kind;
  const words = kind.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const KIND_LABELS: ReadonlyMap<string, string> = new Map([
  ["docker-container", "Docker container"],
  ["singularity-container", "Singularity container"],
  ["jupyter-notebook", "Jupyter notebook"],
  ["python-program", "Python program"],
  ["abstract-executable", "Not said yet: a layer has to make it concrete"],
]);
