import type { SqlStore } from "../../../src/catalogue/sql/index.ts";
import { CAPACITY, OFFER_SECONDS, OPEN_ANSWERS } from "./broker-processes.ts";

/** What the oracle reads of an offer or session: the row, whatever the service says of it. */
export interface SessionRow {
  readonly id: string;
  readonly answer: string | undefined;
  readonly client: string | undefined;
  readonly phase: string;
  readonly startsAt: number;
  readonly durationMs: number;
  readonly prepareMs: number;
  readonly releaseMs: number;
  readonly expiresAt: number | undefined;
  readonly createdAt: number;
  /** By how much the rehearsal's clock was moved on. */
  readonly skippedMs: number;
  readonly amounts: Readonly<Record<Resource, number>>;
}

const RESOURCES = ["cores", "memory", "storage"] as const;
type Resource = (typeof RESOURCES)[number];

export async function readSessions(store: SqlStore): Promise<readonly SessionRow[]> {
  const rows = await store.db
    .selectFrom("broker_session")
    .leftJoin("broker_offerset", "broker_offerset.id", "broker_session.offerset_id")
    .selectAll("broker_session")
    .select("broker_offerset.client")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    answer: row.offerset_id ?? undefined,
    client: row.client ?? undefined,
    phase: row.phase,
    startsAt: row.starts_at,
    durationMs: row.duration_ms,
    prepareMs: row.prepare_ms,
    releaseMs: row.release_ms,
    expiresAt: row.expires_at ?? undefined,
    createdAt: row.created_at,
    skippedMs: row.skipped_ms,
    amounts: { cores: row.cores, memory: row.memory, storage: row.storage },
  }));
}

export function isOpen(row: SessionRow, nowMs: number): boolean {
  return row.phase === "OFFERED" && (row.expiresAt ?? 0) > nowMs;
}

/** An accepted session holds its time until it ends, which a rehearsal may do early when its clock is moved on. */
function isHeld(row: SessionRow, nowMs: number): boolean {
  const endsAt = row.startsAt + row.durationMs + row.releaseMs;
  return row.phase === "ACCEPTED" && nowMs + row.skippedMs < endsAt;
}

/** Everything that is wrong with the calendar at a moment, in sentences. */
export function findFaults(rows: readonly SessionRow[], nowMs: number): readonly string[] {
  return [
    ...RESOURCES.flatMap((resource) => overbooked(rows, resource, nowMs)),
    ...tooManyAnswers(rows, nowMs),
    ...twiceAccepted(rows),
    ...rows.flatMap((row) => wrongOffer(row)),
  ];
}

/** When a row holds a resource. Storage is held while it is prepared and cleared up, too. */
function spanOf(row: SessionRow, resource: Resource): { readonly from: number; readonly to: number } {
  const margin =
    resource === "storage" ? { before: row.prepareMs, after: row.releaseMs } : { before: 0, after: 0 };
  return { from: row.startsAt - margin.before, to: row.startsAt + row.durationMs + margin.after };
}

/**
 * Looks at every moment at which something begins to be held: accepted sessions add up, and of the open offers of
 * one answer the largest counts.
 */
function overbooked(rows: readonly SessionRow[], resource: Resource, nowMs: number): readonly string[] {
  const holding = rows.filter((row) => isHeld(row, nowMs) || isOpen(row, nowMs));
  const spans = holding.map((row) => ({ row, amount: row.amounts[resource], ...spanOf(row, resource) }));
  const moments = [...new Set(spans.map(({ from }) => from))];
  return moments.flatMap((moment) => {
    const there = spans.filter(({ from, to }) => from <= moment && to > moment);
    const alternatives = new Map<string, number>();
    for (const { row, amount } of there) {
      const key = row.phase === "ACCEPTED" || row.answer === undefined ? row.id : row.answer;
      alternatives.set(key, Math.max(alternatives.get(key) ?? 0, amount));
    }
    const used = [...alternatives.values()].reduce((sum, amount) => sum + amount, 0);
    if (used <= CAPACITY[resource]) return [];
    const ids = there.map(({ row, amount }) => `${row.phase} ${row.id} (${amount})`).join(", ");
    return [
      `${used} ${resource} of ${CAPACITY[resource]} are held at ${new Date(moment).toISOString()}: ${ids}`,
    ];
  });
}

function tooManyAnswers(rows: readonly SessionRow[], nowMs: number): readonly string[] {
  const answers = new Map<string, Set<string>>();
  for (const row of rows.filter((one) => isOpen(one, nowMs))) {
    const open = answers.get(row.client ?? "") ?? new Set();
    answers.set(row.client ?? "", open.add(row.answer ?? row.id));
  }
  return [...answers]
    .filter(([, open]) => open.size > OPEN_ANSWERS)
    .map(([client, open]) => `"${client}" has ${open.size} answers with open offers`);
}

function twiceAccepted(rows: readonly SessionRow[]): readonly string[] {
  const answers = new Map<string, number>();
  for (const { answer, phase } of rows) {
    const decided = phase === "ACCEPTED" && answer !== undefined;
    if (decided) answers.set(answer, (answers.get(answer) ?? 0) + 1);
  }
  return [...answers]
    .filter(([, count]) => count > 1)
    .map(([answer]) => `two offers of answer ${answer} are accepted`);
}

function wrongOffer(row: SessionRow): readonly string[] {
  if (row.answer === undefined) return [];
  if (row.expiresAt === undefined) return [`offer ${row.id} never expires`];
  const tooLong = row.expiresAt > row.createdAt + OFFER_SECONDS * 1000;
  return tooLong ? [`offer ${row.id} stands longer than ${OFFER_SECONDS} s`] : [];
}
