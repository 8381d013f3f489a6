import type { Kysely, Selectable } from "kysely";
import { monotonicFactory } from "ulid";
import { type Dialect, MODEL_VERSION, type ManifestModel } from "../../manifest/model.ts";
import type { ReleaseChanges, ReleaseRecord, Runnable, VersionRecord, VersionSummary } from "../versions.ts";
import { chunks } from "./chunks.ts";
import type { Database, ReleaseTable, VersionTable } from "./schema.ts";

/**
 * Replaces a repository's releases, and the versions of those that were read; answers the programs that have, or had,
 * such a version. To be called inside a transaction.
 */
export async function writeReleases(
  trx: Kysely<Database>,
  repositoryId: string,
  { releases, read, versions }: ReleaseChanges,
): Promise<ReadonlySet<string>> {
  const concerned = new Set(versions.map(({ programId }) => programId));
  const nextId = monotonicFactory();
  await trx.deleteFrom("release").where("repository_id", "=", repositoryId).execute();
  for (const records of chunks(releases)) {
    const rows = records.map((release) => ({
      id: nextId(),
      repository_id: repositoryId,
      tag: release.tag,
      commit: release.commit,
      moved_from: JSON.stringify(release.movedFrom),
      position: release.position,
      prerelease: release.prerelease ? 1 : 0,
      is_read: release.isRead ? 1 : 0,
      first_seen_at: release.firstSeenAt,
    }));
    await trx.insertInto("release").values(rows).execute();
  }
  for (const tags of chunks(read)) {
    const gone = await trx
      .deleteFrom("version")
      .where("repository_id", "=", repositoryId)
      .where("tag", "in", tags)
      .returning("program_id")
      .execute();
    for (const { program_id: id } of gone) concerned.add(id);
  }
  for (const records of chunks(versions)) {
    const rows = records.map((version) => fromVersion(version, { id: nextId(), repositoryId }));
    await trx.insertInto("version").values(rows).execute();
  }
  return concerned;
}

/**
 * Sets for each program of a repository which release runs: the newest that is ready and no candidate. Answers the
 * ids of those where that is another than before.
 */
export async function chooseRunning(trx: Kysely<Database>, repositoryId: string): Promise<readonly string[]> {
  const programs = await trx
    .selectFrom("program")
    .innerJoin("document", "document.id", "program.default_document_id")
    .select(["program.id", "program.runs_tag"])
    .where("document.repository_id", "=", repositoryId)
    .execute();
  const ready = await trx
    .selectFrom("version")
    .innerJoin("release", (join) =>
      join
        .onRef("release.tag", "=", "version.tag")
        .onRef("release.repository_id", "=", "version.repository_id"),
    )
    .select(["version.program_id", "version.tag"])
    .where("version.repository_id", "=", repositoryId)
    .where("version.state", "=", "ready")
    .where("release.prerelease", "=", 0)
    .orderBy("release.position")
    .execute();
  const changed: string[] = [];
  for (const { id, runs_tag: before } of programs) {
    const tag = ready.find((version) => version.program_id === id)?.tag ?? null;
    if (tag === before) continue;
    await trx.updateTable("program").set({ runs_tag: tag }).where("id", "=", id).execute();
    changed.push(id);
  }
  return changed;
}

export async function readReleases(
  db: Kysely<Database>,
  repositoryId: string,
): Promise<readonly ReleaseRecord[]> {
  const rows = await db
    .selectFrom("release")
    .selectAll()
    .where("repository_id", "=", repositoryId)
    .orderBy("position")
    .execute();
  return rows.map(toRelease);
}

/** By program, the newest first. */
export async function versionsByProgram(
  db: Kysely<Database>,
  programIds: readonly string[],
): Promise<ReadonlyMap<string, readonly VersionSummary[]>> {
  const rows = await db
    .selectFrom("version")
    .innerJoin("release", (join) =>
      join
        .onRef("release.tag", "=", "version.tag")
        .onRef("release.repository_id", "=", "version.repository_id"),
    )
    .select(["version.program_id", "version.state", "version.reason"])
    .selectAll("release")
    .where("version.program_id", "in", [...programIds])
    .orderBy("release.position")
    .execute();
  const found = new Map<string, VersionSummary[]>();
  for (const row of rows) {
    const { tag, commit, movedFrom, prerelease, firstSeenAt } = toRelease(row);
    const state = row.state as VersionSummary["state"];
    const summary = {
      tag,
      commit,
      movedFrom,
      prerelease,
      firstSeenAt,
      state,
      reason: row.reason ?? undefined,
    };
    found.set(row.program_id, [...(found.get(row.program_id) ?? []), summary]);
  }
  return found;
}

/** Versions with their manifests, by program; a model of another version of the reader is left out. */
export async function runnablesOf(
  db: Kysely<Database>,
  wanted: readonly { readonly programId: string; readonly tag: string }[],
): Promise<ReadonlyMap<string, Runnable>> {
  const found = new Map<string, Runnable>();
  if (wanted.length === 0) return found;
  const rows = await db
    .selectFrom("version")
    .innerJoin("release", (join) =>
      join
        .onRef("release.tag", "=", "version.tag")
        .onRef("release.repository_id", "=", "version.repository_id"),
    )
    .selectAll("version")
    .select("release.commit")
    .where("version.program_id", "in", [...new Set(wanted.map(({ programId }) => programId))])
    .where("version.tag", "in", [...new Set(wanted.map(({ tag }) => tag))])
    .where("version.state", "=", "ready")
    .where("version.model_version", "=", MODEL_VERSION)
    .execute();
  for (const row of rows) {
    const isWanted = wanted.some(({ programId, tag }) => programId === row.program_id && tag === row.tag);
    if (isWanted) found.set(row.program_id, toRunnable(row));
  }
  return found;
}

function toRunnable(row: Selectable<VersionTable> & { readonly commit: string }): Runnable {
  return {
    tag: row.tag,
    commit: row.commit,
    file: row.file ?? "",
    number: row.number ?? 0,
    blobId: row.blob_id ?? "",
    sha256: row.sha256 ?? "",
    bytes: row.bytes ?? new Uint8Array(),
    dialect: row.dialect as Dialect,
    model: JSON.parse(row.model ?? "{}") as ManifestModel,
    modelVersion: row.model_version ?? 0,
  };
}

function toRelease(row: Selectable<ReleaseTable>): ReleaseRecord {
  return {
    tag: row.tag,
    commit: row.commit,
    movedFrom: JSON.parse(row.moved_from) as string[],
    position: row.position,
    prerelease: row.prerelease === 1,
    isRead: row.is_read === 1,
    firstSeenAt: row.first_seen_at,
  };
}

function fromVersion(
  version: VersionRecord,
  key: { readonly id: string; readonly repositoryId: string },
): Selectable<VersionTable> {
  const { programId, tag, state } = version;
  const row = { id: key.id, program_id: programId, repository_id: key.repositoryId, tag, state };
  if (version.state === "broken") return { ...row, reason: version.reason, ...NO_DOCUMENT };
  const { document } = version;
  return {
    ...row,
    reason: null,
    file: document.file,
    number: document.number,
    blob_id: document.blobId,
    sha256: document.sha256,
    bytes: document.bytes,
    dialect: document.dialect,
    model: JSON.stringify(document.model),
    model_version: document.modelVersion,
  };
}

const NO_DOCUMENT = {
  file: null,
  number: null,
  blob_id: null,
  sha256: null,
  bytes: null,
  dialect: null,
  model: null,
  model_version: null,
};
