import { type Kysely, type Selectable, sql } from "kysely";
import { monotonicFactory } from "ulid";
import type { Job, JobStore, PlannedJob } from "../store.ts";
import { chunks } from "./chunks.ts";
import type { Database, JobTable } from "./schema.ts";

export interface ClaimOptions {
  /** Whether others write at the same time, so that a claim passes over their rows. SQLite has one writer at a time. */
  readonly locksRows: boolean;
}

export function createJobStore(db: Kysely<Database>, options: ClaimOptions): JobStore {
  return {
    add: (kind, subject, dueAt) => addJob(db, { kind, subject, dueAt }),
    claim: (kinds, now, leaseUntil, limit) =>
      db.transaction().execute(async (trx) => {
        const free = trx
          .selectFrom("job")
          .select("id")
          .where("kind", "in", [...kinds])
          .where("due_at", "<=", now)
          .where((where) => where.or([where("lease_until", "is", null), where("lease_until", "<=", now)]))
          .orderBy("due_at")
          .orderBy("id")
          .limit(limit)
          .$if(options.locksRows, (query) => query.forUpdate().skipLocked());
        // One conditional update claims them: the write comes first, so that two processes never read the same.
        const rows = await trx
          .updateTable("job")
          .where("id", "in", free)
          .set((set) => ({ lease_until: leaseUntil, attempts: set("attempts", "+", 1) }))
          .returningAll()
          .execute();
        return rows.map(toJob).sort((a, b) => (a.dueAt + a.id < b.dueAt + b.id ? -1 : 1));
      }),
    async find(kind, subject) {
      const query = db.selectFrom("job").selectAll().where("kind", "=", kind).where("subject", "=", subject);
      const row = await query.executeTakeFirst();
      return row === undefined ? undefined : toJob(row);
    },
    finish: (ids) => finishJobs(db, options, ids),
    async retry(id, dueAt, error) {
      await db
        .updateTable("job")
        .set({ due_at: dueAt, lease_until: null, error })
        .where("id", "=", id)
        .execute();
    },
    async count(kind) {
      const row = await db
        .selectFrom("job")
        .where("kind", "=", kind)
        .select((of) => of.fn.countAll<number | string>().as("count"))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
    async releaseAll() {
      await db.updateTable("job").set({ lease_until: null }).where("lease_until", "is not", null).execute();
    },
  };
}

async function finishJobs(
  db: Kysely<Database>,
  { locksRows }: ClaimOptions,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const theirs = db
    .selectFrom("job")
    .select("id")
    .where("id", "in", [...ids])
    // In the order in which `addJobs` writes: two that want the same rows wait for each other, and never both.
    .$if(locksRows, (query) =>
      query
        .orderBy("kind")
        .orderBy(sql`subject collate "C"`)
        .forUpdate(),
    );
  await db.deleteFrom("job").where("id", "in", theirs).execute();
}

function toJob(row: Selectable<JobTable>): Job {
  return {
    id: row.id,
    kind: row.kind as Job["kind"],
    subject: row.subject,
    attempts: row.attempts,
    dueAt: row.due_at,
  };
}

/**
 * Adds a job or brings its time forward. It gets a new id in either case: a worker that finishes the old one
 * meanwhile does not take away the new wish.
 */
export async function addJob(db: Kysely<Database>, job: PlannedJob): Promise<void> {
  await addJobs(db, { kind: job.kind, subjects: [job.subject], dueAt: job.dueAt });
}

/** The same for many subjects, each of which is named once. */
export async function addJobs(
  db: Kysely<Database>,
  jobs: Pick<PlannedJob, "kind" | "dueAt"> & { readonly subjects: readonly string[] },
): Promise<void> {
  // One that counts on from the last: to draw each by lot takes longer than to write it.
  const nextId = monotonicFactory();
  const rows = [...jobs.subjects].sort().map((subject) => ({
    id: nextId(),
    kind: jobs.kind,
    subject,
    due_at: jobs.dueAt,
    attempts: 0,
    lease_until: null,
    error: null,
  }));
  // The time of one that is being done has passed: kept, it would be done again at once, and never end.
  const sooner = sql<string>`case when job.lease_until is null and job.due_at < excluded.due_at then job.due_at else excluded.due_at end`;
  for (const some of chunks(rows)) {
    await db
      .insertInto("job")
      .values(some)
      .onConflict((on) =>
        on.columns(["kind", "subject"]).doUpdateSet({
          id: (of) => of.ref("excluded.id"),
          due_at: sooner,
          attempts: 0,
          lease_until: null,
          error: null,
        }),
      )
      .execute();
  }
}
