import type { Kysely } from "kysely";
import type { TermStore } from "../term-store.ts";
import { chunks, IDS_AT_ONCE } from "./chunks.ts";
import type { Database } from "./schema.ts";

type Untagged = Awaited<ReturnType<TermStore["programsWithout"]>>;

export async function programsWithout(
  db: Kysely<Database>,
  facets: readonly string[],
  { except, limit }: { readonly except: readonly string[]; readonly limit: number },
): Promise<Untagged> {
  if (facets.length === 0) return { count: 0, first: [] };
  const untagged = db
    .selectFrom("program")
    .where("program.state", "=", "published")
    .where("program.listed", "=", 1)
    .where((of) =>
      of.not(
        of.exists(
          of
            .selectFrom("term")
            .whereRef("term.program_id", "=", "program.id")
            .where("term.facet", "in", [...facets])
            .select("term.id"),
        ),
      ),
    );
  const countOf = async (query: typeof untagged): Promise<number> => {
    const row = await query.select((of) => of.fn.countAll<number | string>().as("count")).executeTakeFirst();
    return Number(row?.count ?? 0);
  };
  const all = await countOf(untagged);
  let left = 0;
  for (const ids of chunks(except, IDS_AT_ONCE))
    left += await countOf(untagged.where("program.id", "in", ids));
  const rows = await untagged
    .select(["program.id", "program.path", "program.title"])
    .orderBy("program.path")
    .limit(limit + except.length)
    .execute();
  const others = new Set(except);
  return { count: all - left, first: rows.filter(({ id }) => !others.has(id)).slice(0, limit) };
}
