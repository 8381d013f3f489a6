/** What a run needs, or what a machine has. */
export interface Amounts {
  readonly cores: number;
  /** GiB */
  readonly memory: number;
  /** GiB */
  readonly storage: number;
}

/** Resources held for a run. Cores and memory from start to end; storage also while preparing and releasing. */
export interface Hold {
  /** Holds of one group are alternatives: at any time they count as the largest of them. */
  readonly group: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly prepareMs: number;
  readonly releaseMs: number;
  readonly amounts: Amounts;
}

/** A run that looks for its place. */
export interface Need {
  readonly amounts: Amounts;
  readonly durationMs: number;
  readonly prepareMs: number;
  readonly releaseMs: number;
}

interface Step {
  readonly atMs: number;
  /** In use from here to the next step. */
  readonly used: number;
}

/** How much is in use, at every moment, of each resource. */
export interface Calendar {
  readonly capacity: Amounts;
  readonly steps: { readonly [Key in keyof Amounts]: readonly Step[] };
}

interface Span {
  readonly group: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly amount: number;
}

const RESOURCES = ["cores", "memory", "storage"] as const;

/** Adds up what is held. */
export function createCalendar(capacity: Amounts, holds: readonly Hold[]): Calendar {
  const spansOf = (resource: keyof Amounts): Span[] =>
    holds.map((hold) => ({
      group: hold.group,
      ...reach(hold, resource, hold.fromMs, hold.toMs),
      amount: hold.amounts[resource],
    }));
  return {
    capacity,
    steps: {
      cores: toSteps(spansOf("cores")),
      memory: toSteps(spansOf("memory")),
      storage: toSteps(spansOf("storage")),
    },
  };
}

function reach(
  margins: { readonly prepareMs: number; readonly releaseMs: number },
  resource: keyof Amounts,
  fromMs: number,
  toMs: number,
): { readonly fromMs: number; readonly toMs: number } {
  return resource === "storage"
    ? { fromMs: fromMs - margins.prepareMs, toMs: toMs + margins.releaseMs }
    : { fromMs, toMs };
}

function toSteps(spans: readonly Span[]): readonly Step[] {
  const groups = new Map<string, Span[]>();
  for (const span of spans) {
    if (span.amount <= 0 || span.toMs <= span.fromMs) continue;
    const group = groups.get(span.group);
    if (group === undefined) groups.set(span.group, [span]);
    else group.push(span);
  }
  const changes = new Map<number, number>();
  const change = (atMs: number, by: number): void => {
    changes.set(atMs, (changes.get(atMs) ?? 0) + by);
  };
  for (const group of groups.values()) {
    for (const span of largestOf(group)) {
      change(span.fromMs, span.amount);
      change(span.toMs, -span.amount);
    }
  }
  let used = 0;
  return [...changes]
    .sort(([a], [b]) => a - b)
    .map(([atMs, by]) => {
      used += by;
      return { atMs, used };
    });
}

/** Cuts alternatives into pieces that do not overlap, each as large as the largest that covers it. */
function largestOf(group: readonly Span[]): readonly Pick<Span, "fromMs" | "toMs" | "amount">[] {
  const first = group[0];
  if (group.length === 1 && first !== undefined) return [first];
  const edges = [...new Set(group.flatMap((span) => [span.fromMs, span.toMs]))].sort((a, b) => a - b);
  return edges.slice(0, -1).map((fromMs, index) => {
    const toMs = edges[index + 1] ?? fromMs;
    const covering = group.filter((span) => span.fromMs <= fromMs && span.toMs >= toMs);
    return { fromMs, toMs, amount: Math.max(0, ...covering.map((span) => span.amount)) };
  });
}

/**
 * The end of the last stretch between two moments in which the amount does not fit; `undefined` when it fits
 * throughout. A run that only moves to later starts cannot get round that stretch before its end.
 */
function blockedUntil(
  calendar: Calendar,
  resource: keyof Amounts,
  need: { readonly amount: number; readonly fromMs: number; readonly toMs: number },
): number | undefined {
  const steps = calendar.steps[resource];
  const limit = calendar.capacity[resource] - need.amount;
  for (let index = steps.length - 1; index >= 0; index -= 1) {
    const step = steps[index];
    const endsMs = steps[index + 1]?.atMs ?? Number.POSITIVE_INFINITY;
    if (step === undefined || endsMs <= need.fromMs) return undefined;
    if (step.used > limit && step.atMs < need.toMs) return endsMs;
  }
  return undefined;
}

/** When a run that cannot begin at `startMs` may be tried next; `undefined` when it can begin then. */
function nextTry(calendar: Calendar, need: Need, startMs: number): number | undefined {
  let next: number | undefined;
  for (const resource of RESOURCES) {
    const amount = need.amounts[resource];
    if (amount <= 0) continue;
    const at = reach(need, resource, startMs, startMs + need.durationMs);
    const until = blockedUntil(calendar, resource, { amount, ...at });
    if (until === undefined) continue;
    const start = resource === "storage" ? until + need.prepareMs : until;
    next = Math.max(next ?? start, start);
  }
  return next;
}

/** True when the run fits if it begins exactly then. */
export function fits(calendar: Calendar, need: Need, startMs: number): boolean {
  return nextTry(calendar, need, startMs) === undefined && isWithin(calendar.capacity, need.amounts);
}

/** True when an empty machine could take it. */
export function isWithin(capacity: Amounts, amounts: Amounts): boolean {
  return RESOURCES.every((resource) => amounts[resource] <= capacity[resource]);
}

/** The first start on a whole step (of `stepMs`) from `fromMs` to `toMs` at which the run fits. */
export function firstFit(
  calendar: Calendar,
  need: Need,
  range: { readonly fromMs: number; readonly toMs: number; readonly stepMs: number },
): number | undefined {
  if (!isWithin(calendar.capacity, need.amounts)) return undefined;
  let start = ceilTo(range.fromMs, range.stepMs);
  while (start <= range.toMs) {
    const next = nextTry(calendar, need, start);
    if (next === undefined) return start;
    start = ceilTo(next, range.stepMs);
  }
  return undefined;
}

export function ceilTo(ms: number, stepMs: number): number {
  return Math.ceil(ms / stepMs) * stepMs;
}
