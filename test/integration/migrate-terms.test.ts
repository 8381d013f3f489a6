import { Migrator, sql } from "kysely";
import { expect, it } from "vitest";
import { createSqlStore, type SqlStore } from "../../src/catalogue/sql/index.ts";
import { MIGRATIONS } from "../../src/catalogue/sql/migrations/index.ts";
import { createDatabase, POSTGRES_URL } from "../support/postgres.ts";
import { problem, programChange, repository, source } from "../support/entry-builders.ts";

const AT = "2026-11-24T10:00:00.000Z";
const LONG = Array.from({ length: 3_000 }, (_, number) => number.toString(36)).join(" ");

/** A catalogue of the version before, with a program whose terms have no place. */
async function fillOlder(store: SqlStore): Promise<void> {
  const migrator = new Migrator({ db: store.db, provider: { getMigrations: async () => MIGRATIONS } });
  await migrator.migrateTo("0008-excerpts");
  await store.sources.save(source());
  const { documents, ...change } = programChange();
  const unknown = problem({ rule: "terms/unknown", sentence: 'The facet "task" has no term "rot".' });
  const problems = [problem(), unknown];
  const terms: typeof change.terms = [];
  await store.entries.apply({
    repository: repository(),
    problems,
    programs: [{ ...change, documents, terms }],
    seen: [],
    at: AT,
  });
  // As the older version wrote them, which had fewer columns.
  for (const [number, text] of ["rot", LONG].entries()) {
    await sql`insert into term (id, program_id, facet, text, scheme, concept_id, origin, actor_id, created_at)
      values (${`01T${number}`}, ${change.program.id}, 'task', ${text}, null, null, 'author', null, ${AT})`.execute(
      store.db,
    );
  }
}

async function checkMigration(store: SqlStore): Promise<void> {
  await fillOlder(store);
  expect(await store.migrate()).toContain("0009-terms");
  const id = programChange().program.id;
  const term = { facet: "task", scheme: undefined, conceptId: undefined, origin: "author" };
  expect((await store.entries.get(id))?.terms).toEqual([
    { ...term, text: "rot" },
    { ...term, text: LONG },
  ]);
  expect((await store.terms.listWritten()).map(({ text, since }) => [text, since])).toEqual([
    [LONG, AT],
    ["rot", AT],
  ]);
  const meaning = { facet: "task", origin: "author", scheme: "task", finding: undefined } as const;
  const meanings = ["rot", LONG].map((text) => ({ ...meaning, text, conceptId: "root-finding" }));
  expect(await store.terms.retag({ meanings, alsoIndex: [], commit: "c1", at: AT })).toHaveLength(1);
  expect((await store.entries.get(id))?.terms.map(({ conceptId }) => conceptId)).toEqual([
    "root-finding",
    "root-finding",
  ]);
  expect(await store.entries.problemsOf(repository().id)).toEqual([problem()]);
}

it("retags the terms of a catalogue that was filled before they had a place", async () => {
  const store = await createSqlStore({ file: ":memory:" });
  try {
    await checkMigration(store);
  } finally {
    await store.close();
  }
});

it.skipIf(POSTGRES_URL === undefined)(
  "does so on PostgreSQL, with texts too long for its index",
  async () => {
    const { url, drop } = await createDatabase();
    const store = await createSqlStore({ databaseUrl: url });
    try {
      await checkMigration(store);
    } finally {
      await store.close();
      await drop();
    }
  },
);
