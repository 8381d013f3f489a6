import { asText } from "../../data.ts";
import { quote, type Finding } from "../../finding.ts";
import { asLeaves, asPart, asParts, child, type Branch, type Leaf, type Part } from "../draft.ts";

/**
 * When the run may begin and how long it lasts. Older dialects allow several windows and a longest duration, of
 * which the later ones keep the first window and the least duration.
 */
export function scheduleOf(request: Part, findings: Finding[]): Branch | undefined {
  const windows = windowsOf(request);
  const starts = windows.flatMap((window) => asLeaves(child(window, "start")));
  const [start, ...others] = starts;
  const [first] = others;
  if (start !== undefined && first !== undefined) {
    findings.push({
      rule: "dialect/start-dropped",
      severity: "warning",
      pointer: first.at,
      sentence: `Only the first start, ${quote(start.value)}, is kept; ${countOf(others)} left out.`,
      hint: "Dialect D has one window; whoever asks for a run may choose another.",
    });
  }
  const duration = windows.map((window) => child(window, "duration")).find((leaf) => leaf !== undefined);
  const kept: Branch = {
    at: windows[0]?.at ?? request.at,
    keys: {
      duration: leastDuration(duration, findings),
      start: start === undefined ? undefined : { at: start.at, value: completeEnd(start.value) },
    },
  };
  const isEmpty = Object.values(kept.keys).every((draft) => draft === undefined);
  if (isEmpty && asPart(child(asPart(child(request, "schedule")), "requested")) === undefined)
    return undefined;
  return { at: kept.at, keys: { requested: kept } };
}

function countOf(others: readonly Leaf[]): string {
  return others.length === 1 ? "another is" : `${others.length} others are`;
}

/** Where windows were written: `datetime`, `schedule` with or without `requested`, each alone or in a list. */
function windowsOf(request: Part): readonly Part[] {
  const datetime = asParts(child(request, "datetime"));
  if (datetime.length > 0) return bareStarts(child(request, "datetime"), datetime);
  const schedule = child(request, "schedule");
  const requested = child(asPart(schedule), "requested");
  return asParts(requested ?? schedule);
}

/** An item that is a text is a start. */
function bareStarts(leaf: Leaf | undefined, parts: readonly Part[]): readonly Part[] {
  const values = asLeaves(leaf);
  return parts.map((part, index) => {
    const text = asText(values[index]?.value);
    return text === undefined ? part : { at: part.at, value: { start: text } };
  });
}

function leastDuration(leaf: Leaf | undefined, findings: Finding[]): Leaf | undefined {
  const range = asPart(leaf);
  if (range === undefined) return leaf;
  const min = child(range, "min");
  const max = child(range, "max");
  if (max !== undefined && max.value !== min?.value) {
    findings.push({
      rule: "dialect/duration-max",
      severity: "warning",
      pointer: max.at,
      sentence: `The longest duration ${quote(max.value)} is left out: later dialects have one duration, which is the least.`,
      hint: min === undefined ? 'Add "min", which is what a run is given at least.' : undefined,
    });
  }
  return min;
}

/** `2023-08-14T11:30Z/T12:00Z` leaves the date of the end out, which is that of the start. */
function completeEnd(start: unknown): unknown {
  const parts = /^(\d{4}-\d{2}-\d{2})(T[^/]+)\/(T[^/]+)$/u.exec(asText(start) ?? "");
  return parts === null ? start : `${parts[1]}${parts[2]}/${parts[1]}${parts[3]}`;
}
