import type { Kysely } from "kysely";
import type { ManifestModel } from "../../manifest/model.ts";
import { imageNameOf } from "../image-name.ts";
import type { Database } from "./schema.ts";

const PROGRAMS_AT_ONCE = 200;

/** Writes the names of images for programs that were stored before there was a column for them. */
export async function fillImages(db: Kysely<Database>): Promise<void> {
  for (let afterId = ""; ;) {
    const rows = await db
      .selectFrom("program")
      .innerJoin("document", "document.id", "program.default_document_id")
      .select(["program.id", "document.model"])
      .where("program.id", ">", afterId)
      .orderBy("program.id")
      .limit(PROGRAMS_AT_ONCE)
      .execute();
    for (const { id, model } of rows) {
      const image = imageNameOf(JSON.parse(model) as ManifestModel) ?? null;
      await db.updateTable("program").set({ image }).where("id", "=", id).execute();
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    afterId = last.id;
  }
}

/** Published and listed programs of the same image, by path. */
export async function programsOfImage(
  db: Kysely<Database>,
  image: string,
  limit: number,
): Promise<readonly { readonly id: string; readonly path: string; readonly title: string }[]> {
  return db
    .selectFrom("program")
    .select(["id", "path", "title"])
    .where("image", "=", image)
    .where("state", "=", "published")
    .where("listed", "=", 1)
    .orderBy("path")
    .limit(limit)
    .execute();
}
