import type { Kysely, Selectable } from "kysely";
import { addressesOf } from "../layer-address.ts";
import type { LayerDecision, NamedProgram } from "../layers.ts";
import type { LayerStore } from "../store.ts";
import { addJobs } from "./job-store.ts";
import type { Database, LayerDecisionTable } from "./schema.ts";

export function createLayerStore(db: Kysely<Database>): LayerStore {
  return {
    findNamed: (addresses) => findNamed(db, addresses),
    async listClaimants(programId, { owner, limit }) {
      const rows = await db
        .selectFrom("program_address")
        .innerJoin("layer_claim", "layer_claim.target", "program_address.address")
        .innerJoin("program", "program.id", "layer_claim.program_id")
        .where("program_address.program_id", "=", programId)
        .$if(owner !== undefined, (query) => query.where("layer_claim.owner", "=", owner ?? ""))
        .select(["program.id", "program.path"])
        .distinct()
        .orderBy("program.path")
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },
    findLinked: (programIds) => findLinked(db, programIds),
    async listClaims(afterPath, limit) {
      const rows = await db
        .selectFrom("layer_claim")
        .innerJoin("program", "program.id", "layer_claim.program_id")
        .where("program.path", ">", afterPath ?? "")
        .orderBy("program.path")
        .limit(limit)
        .select(["program.id", "program.path"])
        .execute();
      return rows.map(({ id, path }) => ({ programId: id, path }));
    },
    async findDecision(layerId, originId) {
      const row = await db
        .selectFrom("layer_decision")
        .selectAll()
        .where("id", "=", decisionId(layerId, originId))
        .executeTakeFirst();
      return row === undefined ? undefined : toDecision(row);
    },
    async listConfirmed(originId) {
      const query = db.selectFrom("layer_decision").where("origin_id", "=", originId);
      const rows = await query.where("verdict", "=", "confirmed").select("layer_id").orderBy("id").execute();
      return rows.map((row) => row.layer_id);
    },
    decide: (decision) => db.transaction().execute((trx) => writeDecision(trx, decision)),
  };
}

async function findNamed(
  db: Kysely<Database>,
  addresses: readonly string[],
): Promise<readonly NamedProgram[]> {
  if (addresses.length === 0) return [];
  const rows = await db
    .selectFrom("program_address")
    .innerJoin("program", "program.id", "program_address.program_id")
    .innerJoin("document", "document.id", "program.default_document_id")
    .innerJoin("repository", "repository.id", "document.repository_id")
    .where("program_address.address", "in", [...addresses])
    .orderBy("program.path")
    .orderBy("program_address.kind")
    .select([
      "program.id",
      "program.path",
      "program.state",
      "document.file",
      "document.layer",
      "repository.host",
      "repository.path as repository_path",
      "repository.default_branch",
      "program_address.address",
      "program_address.kind",
    ])
    .execute();
  return rows.map((row) => {
    const now = addressesOf({ path: row.path, host: row.host, repository: row.repository_path });
    return {
      programId: row.id,
      path: row.path,
      state: row.state as NamedProgram["state"],
      file: row.file,
      branch: row.default_branch ?? undefined,
      layer: row.layer as NamedProgram["layer"],
      by: row.kind,
      address: row.address,
      isCurrent: row.address === now[row.kind],
    };
  });
}

async function findLinked(db: Kysely<Database>, programIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (programIds.length === 0) return new Set();
  const claiming = db.selectFrom("layer_claim").where("program_id", "in", [...programIds]);
  const claimed = db
    .selectFrom("program_address")
    .where("program_id", "in", [...programIds])
    .where((is) =>
      is.exists(
        is
          .selectFrom("layer_claim")
          .select("layer_claim.program_id")
          .whereRef("layer_claim.target", "=", "program_address.address"),
      ),
    );
  const rows = await claiming.select("program_id").union(claimed.select("program_id")).execute();
  return new Set(rows.map((row) => row.program_id));
}

async function writeDecision(trx: Kysely<Database>, decision: LayerDecision): Promise<void> {
  const { layerId, originId, verdict, actor, at } = decision;
  const said = { verdict, actor, created_at: at };
  await trx
    .insertInto("layer_decision")
    .values({ id: decisionId(layerId, originId), layer_id: layerId, origin_id: originId, ...said })
    .onConflict((on) => on.column("id").doUpdateSet(said))
    .execute();
  await addJobs(trx, { kind: "index", subjects: [...new Set([layerId, originId])], dueAt: at });
}

/** The two programs are the row's key, so that a later word takes the place of an earlier one. */
function decisionId(layerId: string, originId: string): string {
  return `${layerId}-${originId}`;
}

function toDecision(row: Selectable<LayerDecisionTable>): LayerDecision {
  return {
    layerId: row.layer_id,
    originId: row.origin_id,
    verdict: row.verdict as LayerDecision["verdict"],
    actor: row.actor,
    at: row.created_at,
  };
}
