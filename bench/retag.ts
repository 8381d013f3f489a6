import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "kysely";
import { Client } from "pg";
import { createSqlStore, type SqlStore } from "../src/catalogue/sql/index.ts";
import { openCatalogue } from "../src/compose.ts";
import { loadSettings } from "../src/config/load.ts";
import type { CurationEdit } from "../src/curation/edits.ts";
import type { TransferRow } from "../src/catalogue/store.ts";
import type { TermFinding, TermMeaning } from "../src/catalogue/term-store.ts";
import { createWordSource, createRandom } from "./generate-entries.ts";

const CURATOR = { name: "Bench", email: "bench@localhost.invalid" };
const AIM_MS = 2_000;
const AT = "2026-01-01T00:00:00.000Z";
/** Terms of an entry besides the one that is settled. */
const OTHER_TERMS = 3;
/** Distinct terms that no vocabulary knows. */
const UNKNOWN_TERMS = 2_000;
const TEXT = "executable: {kind: docker-container}\ndiscovery:\n  terms:\n    task: [rot finding]\n";

const UNKNOWN: TermFinding = {
  rule: "terms/unknown",
  severity: "warning",
  sentence: 'The facet "task" has no term "rot finding".',
  hint: 'Did you mean "root finding"?',
};
const LOST: TermMeaning = {
  facet: "task",
  text: "rot finding",
  origin: "author",
  scheme: undefined,
  conceptId: undefined,
  finding: UNKNOWN,
};
const FOUND: TermMeaning = { ...LOST, scheme: "task", conceptId: "root-finding", finding: undefined };

/**
 * Times what a curator waits for: a term that all entries have is settled and then taken back, which gives every author
 * a finding again. The yardstick is one plain update of the same rows. Answers a Markdown table.
 */
export async function run(entries = 10_000): Promise<string> {
  const lines = [
    `Retagging ${entries} entries that have one term in common, and ${OTHER_TERMS} of ${UNKNOWN_TERMS} unknown ones; aim: ${AIM_MS} ms.`,
    "",
    "| Database | Plain update | See whom it concerns | Settle | Settle again | Take back | Aim |",
    "|---|---|---|---|---|---|---|",
  ];
  const folder = mkdtempSync(path.join(tmpdir(), "execat-bench-"));
  let desk = "";
  try {
    const store = await createSqlStore({ file: path.join(folder, "catalogue.sqlite") });
    lines.push(await measure(store, "SQLite", entries));
    desk = await measureDesk(folder, entries);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const url = process.env["EXECAT_TEST_POSTGRES"];
  if (url !== undefined) {
    const database = await createDatabase(url);
    try {
      const store = await createSqlStore({ databaseUrl: database.url });
      lines.push(await measure(store, "PostgreSQL", entries));
    } finally {
      await database.drop();
    }
  }
  return [...lines, "", desk].join("\n");
}

/** The same as a curator does it: from the form to the commit and the tags, and what the index takes after that. */
async function measureDesk(folder: string, entries: number): Promise<string> {
  const env = { EXECAT_DATA_DIR: folder, EXECAT_LOG_LEVEL: "silent" };
  const catalogue = await openCatalogue(loadSettings({ cwd: folder, env }));
  const { curation, indexWriter } = catalogue;
  try {
    await indexWriter.ensure();
    await indexWriter.applyJobs();
    const edits: readonly CurationEdit[] = [
      { kind: "add-label", scheme: "task", id: "source-extraction", label: "rot finding", as: "altLabel" },
    ];
    const request = { base: curation.current.commit, edits, subject: "bench", author: CURATOR };
    const preview = await time(() => curation.preview(request));
    let [commit, concerned] = ["", 0];
    const settle = await time(async () => {
      const outcome = await curation.apply(request);
      if (outcome.state === "done") ({ commit, concerned } = outcome);
    });
    if (concerned !== entries) throw new Error(`${concerned} entries changed instead of ${entries}.`);
    const index = await time(() => indexWriter.applyJobs());
    const undo = await time(() => curation.undo(commit, CURATOR));
    const ms = [preview, settle, undo, index].map((one) => `${Math.round(one)} ms`);
    return `At the desk, SQLite: preview ${ms[0]}, synonym with its commit ${ms[1]}, undo ${ms[2]}; the index follows in ${ms[3]}.`;
  } finally {
    await indexWriter.stop();
    await catalogue.close();
  }
}

async function measure(store: SqlStore, name: string, entries: number): Promise<string> {
  try {
    await store.migrate();
    await store.transfer.fill(generateRows(entries));
    const plain = sql`update term set scheme = scheme where facet = 'task' and text = 'rot finding'`;
    const yardstick = await time(() => plain.execute(store.db));
    const preview = await time(() => store.terms.programsConcernedBy([FOUND]));
    const settle = await time(() => retag(store, FOUND, entries));
    const again = await time(() => retag(store, FOUND, 0));
    const back = await time(() => retag(store, LOST, entries));
    const isKept = Math.max(preview, settle, again, back) <= AIM_MS;
    const cells = [yardstick, preview, settle, again, back].map((ms) => `${Math.round(ms)} ms`);
    return `| ${name} | ${cells.join(" | ")} | ${isKept ? "kept" : "**missed**"} |`;
  } finally {
    await store.close();
  }
}

async function retag(store: SqlStore, meaning: TermMeaning, expected: number): Promise<void> {
  const change = { meanings: [meaning], alsoIndex: [], commit: "0".repeat(40), at: AT };
  const changed = await store.terms.retag(change);
  if (changed.length !== expected)
    throw new Error(`${changed.length} entries changed instead of ${expected}.`);
}

async function time(call: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await call();
  return performance.now() - start;
}

/** Entries as a crawl leaves them: a repository each, the term with its finding, other terms, and other findings. */
async function* generateRows(
  entries: number,
): AsyncGenerator<{ readonly table: string; readonly row: TransferRow }> {
  const words = createWordSource(createRandom(8));
  const unknown = Array.from({ length: UNKNOWN_TERMS }, () => words.word());
  yield { table: "source", row: SOURCE };
  for (let number = 0; number < entries; number += 1) {
    const id = String(number).padStart(20, "0");
    const key = { repository: `01REPO${id}`, program: `01PROG${id}`, document: `01DOCU${id}` };
    yield { table: "repository", row: { ...REPOSITORY, id: key.repository, forge_id: id, path: id } };
    for (const [at, problem] of PROBLEMS.entries())
      yield { table: "problem", row: { ...problem, id: `01FIND${id}${at}`, repository_id: key.repository } };
    const names = { path: `host.example/${id}`, title: words.word(), default_document_id: key.document };
    yield { table: "program", row: { ...PROGRAM, id: key.program, ...names } };
    yield {
      table: "document",
      row: { ...DOCUMENT, id: key.document, program_id: key.program, repository_id: key.repository },
    };
    yield { table: "term", row: { ...TERM, id: `01TERM${id}0`, program_id: key.program } };
    for (let at = 1; at <= OTHER_TERMS; at += 1) {
      // What authors make up, they make up again and again.
      const other = {
        text: unknown[(number * OTHER_TERMS + at) % unknown.length] ?? "",
        pointer: `/discovery/terms/task/${at}`,
      };
      yield { table: "term", row: { ...TERM, id: `01TERM${id}${at}`, program_id: key.program, ...other } };
    }
  }
}

const SOURCE: TransferRow = {
  id: "01SOURCE",
  key: "bench",
  kind: "git",
  location: "https://host.example",
  options: "{}",
  state: "active",
  origin: "file",
  created_at: AT,
};
const REPOSITORY: TransferRow = {
  source_id: "01SOURCE",
  forge: "git",
  host: "host.example",
  url: "https://host.example/x.git",
  state: "ok",
  attempts: 0,
  created_at: AT,
};
const PLACE: TransferRow = { file: "ivoa-execution.yaml", line: 4, column: 12, end_line: 4, end_column: 23 };
const FINDING: TransferRow = { ...PLACE, document_number: 0, severity: "warning", hint: null, fix: null };
const PROBLEMS: readonly TransferRow[] = [
  { ...FINDING, line: 1, rule: "image/digest-missing", pointer: "/executable", sentence: "No digest." },
  { ...FINDING, ...UNKNOWN, pointer: "/discovery/terms/task/0" },
  { ...FINDING, line: 9, rule: "discovery/license", pointer: "/discovery", sentence: "No licence." },
];
const PROGRAM: TransferRow = {
  state: "published",
  listed: 1,
  title_from: "author",
  first_published_at: AT,
  updated_at: AT,
};
const DOCUMENT: TransferRow = {
  file: "ivoa-execution.yaml",
  number: 0,
  commit: "0".repeat(40),
  blob_id: "0".repeat(40),
  sha256: "0".repeat(64),
  bytes: { base64: Buffer.from(TEXT).toString("base64") },
  dialect: "D",
  model: JSON.stringify({
    executable: { kind: "docker-container", kindState: "concrete" },
    storage: [],
    data: [],
  }),
  model_version: 1,
  layer: "developer",
  published_at: AT,
  last_seen_at: AT,
};
const TERM: TransferRow = {
  ...PLACE,
  facet: "task",
  text: "rot finding",
  origin: "author",
  created_at: AT,
  document_number: 0,
  pointer: "/discovery/terms/task/0",
};

async function createDatabase(server: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `execat_bench_${randomBytes(6).toString("hex")}`;
  const ask = async (statement: string): Promise<void> => {
    const client = new Client({ connectionString: server });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await ask(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => ask(`drop database if exists ${name} with (force)`) };
}
