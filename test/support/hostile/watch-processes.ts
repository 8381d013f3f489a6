import { readdirSync, readFileSync } from "node:fs";

/** What a process and all that it started took at most. */
export interface Watched {
  readonly peakMib: () => number;
  /** Bytes by the names of programs, at the peak. */
  readonly atPeak: () => string;
  stop(): void;
}

const EVERY_MS = 40;

/** Adds up the memory of a process and of its descendants, again and again, as Linux tells it. */
export function watchProcesses(root: number): Watched {
  let peak = 0;
  let told = "";
  const look = (): void => {
    const found = descendants(root).map((id) => ({ id, bytes: ownBytes(id) }));
    const sum = found.reduce((total, one) => total + one.bytes, 0);
    if (sum <= peak) return;
    peak = sum;
    told = found
      .map(({ id, bytes }) => `${nameOf(id)} ${String(Math.round(bytes / 1024 / 1024))} MiB`)
      .join(", ");
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    peakMib: () => Math.round(peak / 1024 / 1024),
    atPeak: () => told,
    stop: () => clearInterval(timer),
  };
}

export function descendants(root: number): readonly number[] {
  const found = [root];
  for (const id of found) found.push(...childrenOf(id));
  return found;
}

function childrenOf(id: number): readonly number[] {
  const children: number[] = [];
  for (const task of namesIn(`/proc/${String(id)}/task`)) {
    const text = read(`/proc/${String(id)}/task/${task}/children`);
    children.push(
      ...text
        .split(" ")
        .filter((one) => one !== "")
        .map(Number),
    );
  }
  return children;
}

/** Its share of what several processes hold in common is counted once: a fork holds all that its parent does. */
function ownBytes(id: number): number {
  const kibibytes = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${String(id)}/smaps_rollup`))?.[1];
  return Number(kibibytes ?? 0) * 1024;
}

/** The program of a process, with git's own command. */
export function nameOf(id: number): string {
  const parts = read(`/proc/${String(id)}/cmdline`).split("\0");
  return (
    parts
      .filter((part) => /^[a-z./-]+$/.test(part))
      .slice(0, 2)
      .join(" ")
      .split("/")
      .at(-1) ?? ""
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // It has ended in between.
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
