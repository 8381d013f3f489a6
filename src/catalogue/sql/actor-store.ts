import type { Kysely } from "kysely";
import type { ActorStore } from "../store.ts";
import type { Database } from "./schema.ts";

export function createActorStore(db: Kysely<Database>): ActorStore {
  return {
    async create(actor, tokenHash) {
      const row = { id: actor.id, kind: actor.kind, token_hash: tokenHash, created_at: actor.createdAt };
      await db.insertInto("actor").values(row).execute();
    },
    async findByToken(tokenHash) {
      const row = await db
        .selectFrom("actor")
        .selectAll()
        .where("token_hash", "=", tokenHash)
        .executeTakeFirst();
      return row === undefined ? undefined : { id: row.id, kind: "anonymous", createdAt: row.created_at };
    },
  };
}
