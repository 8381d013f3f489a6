import { type Kysely, sql } from "kysely";
import type { TermRecord } from "../entry.ts";
import type { ConceptName, TermStore, WrittenTerm } from "../term-store.ts";
import { chunks } from "./chunks.ts";
import type { Database } from "./schema.ts";
import { applyMeanings } from "./term-changes.ts";
import { planMeanings, startOf, startOfColumn } from "./term-plan.ts";
import { programsWithout } from "./untagged-programs.ts";

/** The only row of `applied_curation`. */
const APPLIED = "applied";

export interface TermStoreOptions {
  /** Whether others could write between the statements of a transaction. SQLite has one writer at a time. */
  readonly locksTables: boolean;
}

export function createTermStore(db: Kysely<Database>, options: TermStoreOptions): TermStore {
  return {
    listWritten: () => listWritten(db),
    programsWithTerm: (facet, text, limit) =>
      db
        .selectFrom("term")
        .innerJoin("program", "program.id", "term.program_id")
        .where(startOfColumn("term.text"), "=", startOf(text))
        .where(startOfColumn("term.facet"), "=", startOf(facet))
        .where("term.text", "=", text)
        .where("term.facet", "=", facet)
        .where("program.state", "=", "published")
        .select(["program.id", "program.path", "program.title"])
        .distinct()
        .orderBy("program.path")
        .limit(limit)
        .execute(),
    programsWithout: (facets, page) => programsWithout(db, facets, page),
    programsWithConcepts: (concepts) => programsWithConcepts(db, concepts),
    async programsConcernedBy(meanings) {
      const plan = await planMeanings(db, meanings);
      return [...plan.programs].sort();
    },
    retag: (change) =>
      db.transaction().execute(async (trx) => {
        // In the order in which a crawl writes them, so that the two wait for each other and never both.
        if (options.locksTables)
          await sql`lock table problem, term, job in share row exclusive mode`.execute(trx);
        // The write comes first: SQLite then lets no other write until all is done.
        await noteApplied(trx, change);
        const plan = await planMeanings(trx, change.meanings);
        await applyMeanings(trx, plan, change);
        return [...plan.programs].sort();
      }),
    async appliedCommit() {
      const row = await db
        .selectFrom("applied_curation")
        .select("commit")
        .where("id", "=", APPLIED)
        .executeTakeFirst();
      return row?.commit;
    },
  };
}

async function noteApplied(
  trx: Kysely<Database>,
  { commit, at }: { readonly commit: string; readonly at: string },
): Promise<void> {
  await trx
    .insertInto("applied_curation")
    .values({ id: APPLIED, commit, applied_at: at })
    .onConflict((on) => on.column("id").doUpdateSet({ commit, applied_at: at }))
    .execute();
}

async function listWritten(db: Kysely<Database>): Promise<readonly WrittenTerm[]> {
  const rows = await db
    .selectFrom("term")
    .innerJoin("program", "program.id", "term.program_id")
    .where("program.state", "=", "published")
    .groupBy(["term.facet", "term.text", "term.origin"])
    .orderBy("term.facet")
    .orderBy("term.text")
    .orderBy("term.origin")
    .select(["term.facet", "term.text", "term.origin"])
    .select((of) => [
      of.fn.min("term.scheme").as("scheme"),
      of.fn.max("term.scheme").as("last_scheme"),
      of.fn.min("term.concept_id").as("concept_id"),
      of.fn.max("term.concept_id").as("last_concept_id"),
      of.fn.countAll<number | string>().as("rows"),
      of.fn.count<number | string>("term.concept_id").as("known"),
      of.fn.count<number | string>("term.program_id").distinct().as("programs"),
      of.fn.min("term.created_at").as("since"),
    ])
    .execute();
  return rows.map((row) => {
    // Where entries disagree, nobody can say what it means, and whoever looks gives it its meaning anew.
    const isOne =
      Number(row.known) === Number(row.rows) &&
      row.scheme === row.last_scheme &&
      row.concept_id === row.last_concept_id;
    return {
      facet: row.facet,
      text: row.text,
      origin: row.origin as TermRecord["origin"],
      scheme: isOne ? (row.scheme ?? undefined) : undefined,
      conceptId: isOne ? (row.concept_id ?? undefined) : undefined,
      ...(isOne || Number(row.known) === 0 ? {} : { isMixed: true }),
      programs: Number(row.programs),
      since: row.since,
    };
  });
}

async function programsWithConcepts(
  db: Kysely<Database>,
  concepts: readonly ConceptName[],
): Promise<readonly string[]> {
  const byScheme = new Map<string, string[]>();
  for (const { scheme, id } of concepts) byScheme.set(scheme, [...(byScheme.get(scheme) ?? []), id]);
  const found = new Set<string>();
  for (const [scheme, all] of byScheme) {
    for (const ids of chunks(all)) {
      const rows = await db
        .selectFrom("term")
        .innerJoin("program", "program.id", "term.program_id")
        .where("term.scheme", "=", scheme)
        .where("term.concept_id", "in", ids)
        .select(["program.id", "program.state"])
        .distinct()
        .execute();
      // The state is no condition of the query: SQLite would begin with all published programs, not with the terms.
      const published = rows.filter(({ state }) => state === "published");
      for (const { id } of published) found.add(id);
    }
  }
  return [...found].sort();
}
