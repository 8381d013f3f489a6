import type { RequestedSchedule } from "../manifest/model.ts";
import { formatDuration, formatInstant, LOOK_AHEAD_MS, parseDuration, parseInstant } from "./iso-time.ts";
import type { Wishes } from "./wishes.ts";

/** The schedule that `duration`, `earliest` and `latest` make; what is not given stays as the manifest has it. */
export function wishedSchedule(
  wishes: Wishes,
  own: RequestedSchedule | undefined,
  defaults: { readonly duration: string; readonly now: Date },
): RequestedSchedule {
  return {
    duration: wishedDuration(wishes) ?? own?.duration ?? defaults.duration,
    start: wishedStart(wishes, defaults.now.getTime()) ?? own?.start,
  };
}

function wishedDuration(wishes: Wishes): string | undefined {
  const text = wishes.text("duration");
  if (text === undefined) return undefined;
  const duration = parseDuration(text.toUpperCase());
  if (duration === undefined) {
    wishes.add(
      "duration",
      `"${text}" is no ISO 8601 duration. One hour is PT1H, ninety minutes PT1H30M, two days P2D.`,
    );
  } else if (duration.months !== 0) {
    wishes.add(
      "duration",
      `"${text}" has months or years, whose length is not fixed. Give weeks (P4W), days (P30D) or hours.`,
    );
  } else if (duration.seconds < 1) {
    wishes.add("duration", `"${text}" is shorter than one second. One hour is PT1H.`);
  } else {
    // Hours, minutes and seconds are what every broker reads; weeks are not.
    return formatDuration(Math.ceil(duration.seconds));
  }
  return undefined;
}

function wishedStart(wishes: Wishes, nowMs: number): string | undefined {
  const earliest = wishedInstant(wishes, "earliest");
  const latest = wishedInstant(wishes, "latest");
  if (earliest === undefined && latest === undefined) return undefined;
  if (latest !== undefined && latest < nowMs) {
    wishes.add("latest", `"${formatInstant(latest)}" is in the past.`);
    return undefined;
  }
  if (earliest !== undefined && latest !== undefined && latest < earliest) {
    wishes.add("latest", "The latest start is before the earliest one.");
    return undefined;
  }
  // A start that has passed while the form was filled in means "now".
  const from = Math.max(earliest ?? nowMs, Math.ceil(nowMs / 1000) * 1000);
  const to = Math.max(from, latest ?? from + LOOK_AHEAD_MS);
  return `${formatInstant(from)}/${formatInstant(to)}`;
}

function wishedInstant(wishes: Wishes, name: "earliest" | "latest"): number | undefined {
  const text = wishes.text(name);
  if (text === undefined) return undefined;
  const instant = parseInstant(text);
  if (instant === undefined) {
    wishes.add(name, `"${text}" is no date and time. Write it in UTC like 2026-12-01T08:00.`);
  }
  return instant;
}
