import type { Kysely } from "kysely";
import { addressesOf, parseOrigin } from "../layer-address.ts";
import { ownerOf } from "../owner.ts";
import type { Repository } from "../sources.ts";
import type { ProgramChange } from "../store.ts";
import type { Database, ProgramAddressTable } from "./schema.ts";

const PAGE = 500;

interface NamedRow {
  readonly programId: string;
  readonly path: string;
  readonly derivedFrom: string | undefined;
  readonly repository: Pick<Repository, "id" | "forge" | "host" | "path">;
}

/** Notes what a program can be named by and what it claims. Addresses of before stay: they go on to lead to it. */
export async function writeLayerRows(
  trx: Kysely<Database>,
  { program, documents: [document] }: ProgramChange,
  repository: Repository,
): Promise<void> {
  await writeRows(trx, {
    programId: program.id,
    path: program.path,
    derivedFrom: document?.derivedFrom,
    repository,
  });
}

/**
 * Programs at the other end of a claim of one of these, or by one of these, and those that share a claimed address
 * with them: whether they are to be found, and as what, may change together with these.
 */
export async function findLinkedPrograms(
  db: Kysely<Database>,
  programIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const linked = new Set<string>();
  // Most catalogues have no claim at all, and PostgreSQL may plan the joins badly before its first `analyze`.
  const claim = await db.selectFrom("layer_claim").select("program_id").limit(1).executeTakeFirst();
  if (claim === undefined) return linked;
  for (let start = 0; start < programIds.length; start += PAGE) {
    const ids = programIds.slice(start, start + PAGE);
    const origins = db
      .selectFrom("layer_claim")
      .innerJoin("program_address", "program_address.address", "layer_claim.target")
      .where("layer_claim.program_id", "in", ids)
      .select("program_address.program_id as id");
    const claimed = db
      .selectFrom("program_address as own")
      .innerJoin("layer_claim", "layer_claim.target", "own.address")
      .where("own.program_id", "in", ids);
    const siblings = claimed
      .innerJoin("program_address as other", "other.address", "own.address")
      .select("other.program_id as id");
    const rows = await origins
      .union(claimed.select("layer_claim.program_id as id"))
      .union(siblings)
      .execute();
    for (const { id } of rows) linked.add(id);
  }
  return linked;
}

/** Makes all rows from programs, documents, repositories and old paths: for a new schema and after an import. */
export async function fillLayerRows(db: Kysely<Database>): Promise<void> {
  let after = "";
  for (;;) {
    const rows = await db
      .selectFrom("program")
      .innerJoin("document", "document.id", "program.default_document_id")
      .innerJoin("repository", "repository.id", "document.repository_id")
      .where("program.id", ">", after)
      .orderBy("program.id")
      .limit(PAGE)
      .select([
        "program.id",
        "program.path",
        "document.derived_from",
        "repository.id as repository_id",
        "repository.forge",
        "repository.host",
        "repository.path as repository_path",
      ])
      .execute();
    for (const row of rows) {
      await writeRows(db, {
        programId: row.id,
        path: row.path,
        derivedFrom: row.derived_from ?? undefined,
        repository: {
          id: row.repository_id,
          forge: row.forge as Repository["forge"],
          host: row.host,
          path: row.repository_path,
        },
      });
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) break;
    after = last.id;
  }
  for (const { path, program_id: id } of await db.selectFrom("old_path").selectAll().execute()) {
    await writeAddresses(db, [
      { program_id: id, address: path.toLowerCase(), kind: "path" },
      { program_id: id, address: repositoryPart(path).toLowerCase(), kind: "repository" },
    ]);
  }
}

/** An entry's path without its folder and name. */
function repositoryPart(path: string): string {
  const folder = path.indexOf("/-/");
  return folder === -1 ? path.replace(/~[^/]*$/u, "") : path.slice(0, folder);
}

async function writeRows(db: Kysely<Database>, row: NamedRow): Promise<void> {
  const { programId: id, repository } = row;
  const own = addressesOf({ path: row.path, host: repository.host, repository: repository.path });
  await writeAddresses(db, [
    { program_id: id, address: own.path, kind: "path" },
    { program_id: id, address: own.repository, kind: "repository" },
  ]);
  await db.deleteFrom("layer_claim").where("program_id", "=", id).execute();
  // A text that names nothing is a claim too: `execat layer list` shows it.
  if (row.derivedFrom === undefined) return;
  const target = parseOrigin(row.derivedFrom)?.target ?? "";
  await db
    .insertInto("layer_claim")
    .values({ program_id: id, target: isKey(target) ? target : "", owner: ownerOf(repository) })
    .execute();
}

/** PostgreSQL takes no more than some 2,700 bytes into an index, and no address of ours has as many. */
function isKey(text: string): boolean {
  return Buffer.byteLength(text) <= 2_000;
}

async function writeAddresses(db: Kysely<Database>, rows: readonly ProgramAddressTable[]): Promise<void> {
  await db
    .insertInto("program_address")
    .values(rows)
    .onConflict((on) => on.doNothing())
    .execute();
}
