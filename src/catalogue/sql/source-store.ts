import type { Kysely, Selectable } from "kysely";
import type { CrawlCounts, CrawlRun, Source, SourceOptions } from "../sources.ts";
import type { SourceStore } from "../store.ts";
import { createLookStore } from "./look-store.ts";
import { createRepositoryStore, fromFailure, toFailure } from "./repository-store.ts";
import type { Database, SourceTable } from "./schema.ts";

export function createSourceStore(db: Kysely<Database>): SourceStore {
  return {
    async list() {
      const rows = await db.selectFrom("source").selectAll().orderBy("key").execute();
      return rows.map(toSource);
    },
    async find(key) {
      const row = await db.selectFrom("source").selectAll().where("key", "=", key).executeTakeFirst();
      return row === undefined ? undefined : toSource(row);
    },
    async get(id) {
      const row = await db.selectFrom("source").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? undefined : toSource(row);
    },
    async save(source) {
      const { id, ...rest } = fromSource(source);
      const insert = db.insertInto("source").values({ id, ...rest });
      const added = await insert.onConflict((on) => on.doNothing()).executeTakeFirst();
      if (added.numInsertedOrUpdatedRows === 0n)
        await db.updateTable("source").set(rest).where("id", "=", id).execute();
    },
    async noteListing(sourceId, { failure, lastListedAt }) {
      const listing = { failure: fromFailure(failure), last_listed_at: lastListedAt ?? null };
      await db.updateTable("source").set(listing).where("id", "=", sourceId).execute();
    },
    ...createRepositoryStore(db),
    ...createLookStore(db),
    async saveRun(run) {
      const rest = {
        started_at: run.startedAt,
        ended_at: run.endedAt ?? null,
        state: run.state,
        counts: JSON.stringify({ ...run.counts, heardAt: run.heardAt }),
      };
      const insert = db.insertInto("crawl_run").values({ id: run.id, ...rest });
      await insert.onConflict((on) => on.column("id").doUpdateSet(rest)).execute();
    },
    async listRuns(limit) {
      const rows = await db.selectFrom("crawl_run").selectAll().orderBy("id", "desc").limit(limit).execute();
      return rows.map((row): CrawlRun => {
        const { heardAt, ...counts } = JSON.parse(row.counts) as CrawlCounts & Pick<CrawlRun, "heardAt">;
        return {
          id: row.id,
          startedAt: row.started_at,
          endedAt: row.ended_at ?? undefined,
          state: row.state as CrawlRun["state"],
          counts,
          ...(heardAt === undefined ? {} : { heardAt }),
        };
      });
    },
  };
}

export function toSource(row: Selectable<SourceTable>): Source {
  return {
    id: row.id,
    key: row.key,
    kind: row.kind as Source["kind"],
    location: row.location,
    options: JSON.parse(row.options) as SourceOptions,
    label: row.label ?? undefined,
    state: row.state as Source["state"],
    origin: row.origin as Source["origin"],
    proposedBy: row.proposed_by ?? undefined,
    createdAt: row.created_at,
    failure: toFailure(row.failure),
    lastListedAt: row.last_listed_at ?? undefined,
  };
}

function fromSource(source: Source): Selectable<SourceTable> {
  return {
    id: source.id,
    key: source.key,
    kind: source.kind,
    location: source.location,
    options: JSON.stringify(source.options),
    label: source.label ?? null,
    state: source.state,
    origin: source.origin,
    proposed_by: source.proposedBy ?? null,
    created_at: source.createdAt,
    failure: fromFailure(source.failure),
    last_listed_at: source.lastListedAt ?? null,
  };
}
