import type { Planted } from "./manifest-mutations.ts";

/** A manifest with the file beside it, as they come to the checker. */
export interface Damaged {
  readonly bytes: Uint8Array;
  readonly beside: Uint8Array | undefined;
  /** What was put into `environment`, when there was room for it. */
  readonly planted: Planted | undefined;
}

/** At making a file shorter that shows a fault. */
const MOST_ATTEMPTS = 1_500;
const LONGEST_EXCERPT = 600;

/** What is wrong with what the checker answers; the part before the colon names the kind of fault. */
export type Inspect = (damaged: Damaged) => Iterable<string>;

/** Faults by kind, each with the shortest file that shows it. */
export class ManifestFaults {
  readonly #inspect: Inspect;
  readonly #kinds = new Map<string, { count: number; name: string; damaged: Damaged }>();

  constructor(inspect: Inspect) {
    this.#inspect = inspect;
  }

  add(fault: string, name: string, damaged: Damaged): void {
    const kind = kindOf(fault);
    const known = this.#kinds.get(kind);
    const isShorter = known === undefined || damaged.bytes.length < known.damaged.bytes.length;
    this.#kinds.set(kind, { ...(isShorter ? { name, damaged } : known), count: (known?.count ?? 0) + 1 });
  }

  /** One line or two for each kind, with the file made as short as it will go. */
  told(): readonly string[] {
    return [...this.#kinds].map(([kind, { count, name, damaged }]) => {
      const short = shorten(damaged, (candidate) => this.#faultOf(candidate, kind) !== undefined);
      const text = [short.bytes, short.beside ?? new Uint8Array()].map(quoted).join(" beside ");
      return `${count} × ${this.#faultOf(short, kind) ?? kind}\n  in ${name}, made shorter: ${text}`;
    });
  }

  #faultOf(damaged: Damaged, kind: string): string | undefined {
    return [...this.#inspect(damaged)].find((fault) => kindOf(fault) === kind);
  }
}

function quoted(bytes: Uint8Array): string {
  const text = JSON.stringify(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
  return text.slice(0, LONGEST_EXCERPT);
}

function kindOf(fault: string): string {
  return fault.slice(0, fault.indexOf(":"));
}

/** Leaves out lines, then single bytes, as long as the fault stays. */
function shorten(damaged: Damaged, hasFault: (candidate: Damaged) => boolean): Damaged {
  let best = damaged;
  let left = MOST_ATTEMPTS;
  const isFaulty = (candidate: Damaged): boolean => (left -= 1) > 0 && hasFault(candidate);
  for (const length of [400, 40, 4, 1]) {
    for (let at = 0; at < linesIn(best).length;) {
      const candidate = withBytes(best, linesIn(best).toSpliced(at, length));
      if (isFaulty(candidate)) best = candidate;
      else at += length;
    }
  }
  const lines = linesIn(best);
  for (const [at, line] of lines.entries()) {
    // The secret must stay where it was put.
    const isKept = line.includes(best.planted?.secret ?? "\n") || /^\s*(?:environment|login):/u.test(line);
    if (isKept || line.length > 2_000) continue;
    for (let end = line.length - 1; end >= 0; end -= 1) {
      const shorter = (lines[at] ?? "").slice(0, end) + (lines[at] ?? "").slice(end + 1);
      const candidate = withBytes(best, lines.with(at, shorter));
      if (!isFaulty(candidate)) continue;
      lines[at] = shorter;
      best = candidate;
    }
  }
  return best;
}

/** Latin-1 keeps bytes as they are. */
function linesIn({ bytes }: Damaged): string[] {
  return Buffer.from(bytes).toString("latin1").split("\n");
}

function withBytes(damaged: Damaged, lines: readonly string[]): Damaged {
  return { ...damaged, bytes: new Uint8Array(Buffer.from(lines.join("\n"), "latin1")) };
}
