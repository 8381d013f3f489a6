import type { Kysely, Selectable } from "kysely";
import type { AccessStore, AccessToken, AuditRecord, Role } from "../access-store.ts";
import type { AccessTokenTable, AuditTable } from "./access-tables.ts";
import type { Database } from "./schema.ts";

export function createAccessStore(db: Kysely<Database>): AccessStore {
  return {
    async createToken(token, secretHash) {
      await db
        .insertInto("access_token")
        .values({ ...fromToken(token), secret_hash: secretHash })
        .execute();
    },
    async findToken(secretHash) {
      const query = db.selectFrom("access_token").selectAll().where("secret_hash", "=", secretHash);
      const row = await query.executeTakeFirst();
      return row === undefined ? undefined : toToken(row);
    },
    async listTokens() {
      const query = db.selectFrom("access_token").selectAll().orderBy("created_at").orderBy("id");
      return (await query.execute()).map(toToken);
    },
    revokeToken: (id, at) => revokeToken(db, id, at),
    async openSession({ hash, tokenId, createdAt, expiresAt }) {
      await db.transaction().execute(async (trx) => {
        // Those that are over are of no use to anybody; whoever opens one sweeps.
        await trx.deleteFrom("access_session").where("expires_at", "<=", createdAt).execute();
        const row = { hash, token_id: tokenId, created_at: createdAt, expires_at: expiresAt };
        await trx.insertInto("access_session").values(row).execute();
      });
    },
    async findSession(hash, now) {
      const row = await db
        .selectFrom("access_session")
        .innerJoin("access_token", "access_token.id", "access_session.token_id")
        .selectAll("access_token")
        .where("access_session.hash", "=", hash)
        .where("access_session.expires_at", ">", now)
        .where("access_token.revoked_at", "is", null)
        .where((where) =>
          where.or([
            where("access_token.expires_at", "is", null),
            where("access_token.expires_at", ">", now),
          ]),
        )
        .executeTakeFirst();
      return row === undefined ? undefined : toToken(row);
    },
    async closeSession(hash) {
      await db.deleteFrom("access_session").where("hash", "=", hash).execute();
    },
    async noteUse(tokenId, at) {
      await db.updateTable("access_token").set({ last_used_at: at }).where("id", "=", tokenId).execute();
    },
    async record(act) {
      await db.insertInto("audit").values(fromAct(act)).execute();
    },
    async listActs({ before, limit }) {
      const query = db
        .selectFrom("audit")
        .selectAll()
        .$if(before !== undefined, (acts) => acts.where("id", "<", before ?? ""));
      return (await query.orderBy("id", "desc").limit(limit).execute()).map(toAct);
    },
  };
}

async function revokeToken(db: Kysely<Database>, id: string, at: string): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const known = await trx.selectFrom("access_token").select("id").where("id", "=", id).executeTakeFirst();
    if (known === undefined) return false;
    // The first word stands: to revoke twice does not move the time.
    await trx
      .updateTable("access_token")
      .set({ revoked_at: at })
      .where("id", "=", id)
      .where("revoked_at", "is", null)
      .execute();
    await trx.deleteFrom("access_session").where("token_id", "=", id).execute();
    return true;
  });
}

function toToken(row: Omit<Selectable<AccessTokenTable>, "secret_hash">): AccessToken {
  return {
    id: row.id,
    name: row.name,
    email: row.email ?? undefined,
    role: row.role as Role,
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
  };
}

function fromToken(token: AccessToken): Omit<AccessTokenTable, "secret_hash"> {
  return {
    id: token.id,
    name: token.name,
    email: token.email ?? null,
    role: token.role,
    created_at: token.createdAt,
    expires_at: token.expiresAt ?? null,
    revoked_at: token.revokedAt ?? null,
    last_used_at: token.lastUsedAt ?? null,
  };
}

function toAct(row: Selectable<AuditTable>): AuditRecord {
  return {
    id: row.id,
    at: row.at,
    tokenId: row.token_id ?? undefined,
    name: row.name,
    role: (row.role ?? undefined) as Role | undefined,
    act: row.act,
    subject: row.subject,
    commit: row.commit ?? undefined,
  };
}

function fromAct(act: AuditRecord): AuditTable {
  return {
    id: act.id,
    at: act.at,
    token_id: act.tokenId ?? null,
    name: act.name,
    role: act.role ?? null,
    act: act.act,
    subject: act.subject,
    commit: act.commit ?? null,
  };
}
