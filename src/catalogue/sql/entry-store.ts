import { concerns } from "../concerns.ts";
import type { Kysely, Selectable } from "kysely";
import type { Problem } from "../../manifest/problems.ts";
import type { DocumentRecord, Entry, Program, TermRecord } from "../entry.ts";
import type { Repository } from "../sources.ts";
import type { EntryStore } from "../store.ts";
import { ofBranch } from "../versions.ts";
import { createEntryCounts } from "./entry-counts.ts";
import { applyChanges } from "./entry-writer.ts";
import { programsOfImage } from "./image-rows.ts";
import { toDocument, toProblem, toProgram, toTerm } from "./program-rows.ts";
import type { Database, ProgramTable } from "./schema.ts";
import { isSeenByLook, toRepository } from "./repository-store.ts";
import { toSource } from "./source-store.ts";
import { readReleases, runnablesOf, versionsByProgram } from "./version-rows.ts";

export function createEntryStore(db: Kysely<Database>): EntryStore {
  const programs = () => db.selectFrom("program").selectAll("program");
  return {
    apply: (changes) => db.transaction().execute((trx) => applyChanges(trx, changes)),
    async find(path) {
      return (await assemble(db, await programs().where("path", "=", path).execute()))[0];
    },
    async get(programId) {
      return (await assemble(db, await programs().where("id", "=", programId).execute()))[0];
    },
    async getAll(programIds) {
      if (programIds.length === 0) return [];
      const rows = await programs()
        .where("id", "in", [...programIds])
        .execute();
      const byId = new Map((await assemble(db, rows)).map((entry) => [entry.program.id, entry]));
      return [...new Set(programIds)].flatMap((id) => byId.get(id) ?? []);
    },
    listByImage: (image, limit) => programsOfImage(db, image, limit),
    releasesOf: (repositoryId) => readReleases(db, repositoryId),
    versionOf: async (programId, tag) => (await runnablesOf(db, [{ programId, tag }])).get(programId),
    async findMoved(oldPath) {
      const query = db.selectFrom("old_path").innerJoin("program", "program.id", "old_path.program_id");
      const row = await query.select("program.path").where("old_path.path", "=", oldPath).executeTakeFirst();
      return row?.path;
    },
    async listOfRepository(repositoryId) {
      const query = programs().innerJoin("document", "document.id", "program.default_document_id");
      return assemble(
        db,
        await query.where("document.repository_id", "=", repositoryId).orderBy("path").execute(),
      );
    },
    async page(afterId, limit) {
      const query = programs()
        .where("state", "=", "published")
        .where("listed", "=", 1)
        .where("id", ">", afterId ?? "");
      return assemble(db, await query.orderBy("id").limit(limit).execute());
    },
    problemsOf: async (repositoryId) =>
      (await problemsByRepository(db, [repositoryId])).get(repositoryId) ?? [],
    ...createEntryCounts(db),
  };
}

/** Puts whole entries together, with one query a table however many they are. Keeps the order of the rows. */
async function assemble(
  db: Kysely<Database>,
  rows: readonly Selectable<ProgramTable>[],
): Promise<readonly Entry[]> {
  if (rows.length === 0) return [];
  const documents = await documentsById(
    db,
    rows.map((row) => row.default_document_id),
  );
  const repositoryIds = [...new Set([...documents.values()].map((document) => document.repositoryId))];
  const repositoryRows = await db
    .selectFrom("repository")
    .selectAll()
    .where("id", "in", repositoryIds)
    .execute();
  const repositories = new Map(repositoryRows.map((row) => [row.id, toRepository(row)]));
  const sourceRows = await db.selectFrom("source").selectAll().execute();
  const sources = new Map(sourceRows.map((row) => [row.id, toSource(row)]));
  const terms = await termsByProgram(
    db,
    rows.map((row) => row.id),
  );
  const problems = await problemsByRepository(db, repositoryIds);
  const versions = await versionsByProgram(
    db,
    rows.map((row) => row.id),
  );
  const running = await runnablesOf(
    db,
    rows.flatMap((row) => (row.runs_tag === null ? [] : [{ programId: row.id, tag: row.runs_tag }])),
  );
  return rows.map((row): Entry => {
    const stored = present(documents.get(row.default_document_id));
    const repository = present(repositories.get(stored.repositoryId));
    const program = toProgram(row);
    const document = { ...stored, lastSeenAt: lastSeenOf(program, stored, repository) };
    return {
      program,
      document,
      runs: running.get(row.id) ?? ofBranch(document),
      versions: versions.get(row.id) ?? [],
      terms: terms.get(row.id) ?? [],
      problems: (problems.get(repository.id) ?? []).filter((problem) => concerns(problem, document)),
      repository,
      source: present(sources.get(repository.sourceId)),
    };
  });
}

/** An unchanged repository's look is written down with the repository only. */
function lastSeenOf({ state }: Program, { lastSeenAt }: DocumentRecord, repository: Repository): string {
  const { lastLookedAt = lastSeenAt } = repository;
  const isSeen = state === "published" && isSeenByLook(repository) && lastLookedAt > lastSeenAt;
  return isSeen ? lastLookedAt : lastSeenAt;
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("A row that the schema promises is missing.");
  return value;
}

async function documentsById(
  db: Kysely<Database>,
  ids: readonly string[],
): Promise<Map<string, DocumentRecord>> {
  const rows = await db
    .selectFrom("document")
    .selectAll()
    .where("id", "in", [...ids])
    .execute();
  return new Map(rows.map((row) => [row.id, toDocument(row)]));
}

async function termsByProgram(
  db: Kysely<Database>,
  ids: readonly string[],
): Promise<Map<string, TermRecord[]>> {
  const rows = await db
    .selectFrom("term")
    .selectAll()
    .where("program_id", "in", [...ids])
    .orderBy("id")
    .execute();
  return grouped(rows, (row) => row.program_id, toTerm);
}

async function problemsByRepository(
  db: Kysely<Database>,
  ids: readonly string[],
): Promise<Map<string, Problem[]>> {
  const rows = await db
    .selectFrom("problem")
    .selectAll()
    .where("repository_id", "in", [...ids])
    .orderBy("id")
    .execute();
  return grouped(rows, (row) => row.repository_id, toProblem);
}

function grouped<Row, Value>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  toValue: (row: Row) => Value,
): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [toValue(row)]);
    else group.push(toValue(row));
  }
  return groups;
}
