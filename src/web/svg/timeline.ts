import { escapeXml, type SafeSvg } from "./safe-svg.ts";

export interface TimelineBar {
  readonly startMs: number;
  readonly endMs: number;
  readonly label: string;
  /** `open` bars carry the accent; `closed` ones are past, declined or expired. */
  readonly state: "open" | "closed";
}

const ROW = 30;
const AXIS = 26;
const STEPS_MIN: readonly number[] = [1, 5, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080];
const MAX_TICKS = 5;

/**
 * Draws offers against time, one row each, from now to the last end.
 *
 * Places are in per cent of the width, without a view box: text keeps its size on a narrow screen. `undefined`
 * when there is nothing to draw.
 */
export function drawTimeline(bars: readonly TimelineBar[], now: Date, title: string): SafeSvg | undefined {
  if (bars.length === 0) return undefined;
  const from = Math.min(now.getTime(), ...bars.map(({ startMs }) => startMs));
  const to = Math.max(from + 60_000, ...bars.map(({ endMs }) => endMs));
  const span = (to - from) * 1.04;
  const x = (ms: number): string => `${(((ms - from) / span) * 100).toFixed(2)}%`;
  const height = bars.length * ROW + AXIS;
  const parts = [
    `<svg class="timeline" role="img" width="100%" height="${height}" aria-label="${escapeXml(title)}">`,
    ...ticks(from, to).map((tick) => drawTick(x(tick.ms), tick.label, height)),
    ...bars.map((bar, row) => drawBar(bar, row, x, span)),
    `<line class="now" x1="${x(now.getTime())}" x2="${x(now.getTime())}" y1="0" y2="${height - AXIS}"/>`,
    "</svg>",
  ];
  return { svg: parts.join("") };
}

function drawTick(x: string, label: string, height: number): string {
  const line = `<line class="tick" x1="${x}" x2="${x}" y1="0" y2="${height - AXIS + 4}"/>`;
  return `${line}<text class="tick-label" x="${x}" y="${height - 8}">${escapeXml(label)}</text>`;
}

function drawBar(bar: TimelineBar, row: number, x: (ms: number) => string, span: number): string {
  const width = Math.max(0.6, ((bar.endMs - bar.startMs) / span) * 100).toFixed(2);
  const y = row * ROW + 6;
  const title = `<title>${escapeXml(bar.label)}</title>`;
  const rect = `<rect class="bar ${bar.state}" x="${x(bar.startMs)}" y="${y}" width="${width}%" height="${ROW - 12}" rx="3"/>`;
  const text = `<text class="bar-label" x="${x(bar.startMs)}" dx="7" y="${y + 13}">${row + 1}</text>`;
  return `<g>${title}${rect}${text}</g>`;
}

/** Whole steps of UTC, few enough for a narrow screen. */
function ticks(from: number, to: number): readonly { readonly ms: number; readonly label: string }[] {
  const minutes = (to - from) / 60_000;
  const step =
    (STEPS_MIN.find((size) => minutes / size <= MAX_TICKS) ?? Math.ceil(minutes / MAX_TICKS)) * 60_000;
  const result: { ms: number; label: string }[] = [];
  for (let ms = Math.ceil(from / step) * step; ms < to; ms += step) {
    const iso = new Date(ms).toISOString();
    result.push({ ms, label: step >= 86_400_000 ? iso.slice(5, 10) : iso.slice(11, 16) });
  }
  return result.slice(0, MAX_TICKS + 1);
}
