import type { Kysely } from "kysely";
import type { EntryStore } from "../store.ts";
import type { Database } from "./schema.ts";

/** Figures over the whole catalogue. */
export function createEntryCounts(db: Kysely<Database>): Pick<EntryStore, "count" | "countProblems"> {
  return {
    async countProblems() {
      const rows = await db
        .selectFrom("problem")
        .select(["rule", "severity", (of) => of.fn.countAll<number | string>().as("count")])
        .groupBy(["rule", "severity"])
        .orderBy("rule")
        .orderBy("severity")
        .execute();
      return rows.map(({ rule, severity, count }) => ({ rule, severity, count: Number(count) }));
    },
    async count(sourceId) {
      const ofSource = db
        .selectFrom("document")
        .innerJoin("repository", "repository.id", "document.repository_id")
        .select("document.id")
        .where("repository.source_id", "=", sourceId ?? "");
      const rows = await db
        .selectFrom("program")
        .select(["state", (of) => of.fn.countAll<number | string>().as("count")])
        .$if(sourceId !== undefined, (query) => query.where("default_document_id", "in", ofSource))
        .groupBy("state")
        .execute();
      const of = (state: string) => Number(rows.find((row) => row.state === state)?.count ?? 0);
      return { published: of("published"), withdrawn: of("withdrawn") };
    },
  };
}
