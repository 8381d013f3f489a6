import { type Kysely, PostgresAdapter, sql } from "kysely";

type ColumnSpec = Readonly<Record<string, string>>;

/**
 * Tables as `column: type`; `?` at the end allows null. Plain text, integers and bytes only: the same statement
 * makes the same table on SQLite and PostgreSQL.
 */
const TABLES: ReadonlyArray<readonly [string, ColumnSpec]> = [
  [
    "source",
    {
      id: "key",
      key: "text",
      kind: "text",
      location: "text",
      label: "text?",
      state: "text",
      origin: "text",
      proposed_by: "text?",
      created_at: "text",
      failure: "text?",
      last_listed_at: "text?",
    },
  ],
  [
    "repository",
    {
      id: "key",
      source_id: "source",
      forge: "text",
      forge_id: "text",
      host: "text",
      path: "text",
      url: "text",
      web_url: "text?",
      default_branch: "text?",
      head_seen: "text?",
      checked_with: "text?",
      gone_since: "text?",
      lease_until: "text?",
      state: "text",
      failure: "text?",
      attempts: "int",
      next_look_at: "text?",
      last_looked_at: "text?",
      created_at: "text",
    },
  ],
  ["crawl_run", { id: "key", started_at: "text", ended_at: "text?", state: "text", counts: "text" }],
  [
    "problem",
    {
      id: "key",
      repository_id: "repository",
      document_number: "int?",
      rule: "text",
      severity: "text",
      pointer: "text",
      file: "text",
      line: "int",
      column: "int",
      end_line: "int",
      end_column: "int",
      sentence: "text",
      hint: "text?",
      fix: "text?",
    },
  ],
  [
    "job",
    {
      id: "key",
      kind: "text",
      subject: "text",
      due_at: "text",
      attempts: "int",
      lease_until: "text?",
      error: "text?",
    },
  ],
  [
    "program",
    {
      id: "key",
      path: "text",
      state: "text",
      listed: "int",
      title: "text",
      summary: "text?",
      title_from: "text",
      summary_from: "text?",
      first_published_at: "text",
      updated_at: "text",
      withdrawn_at: "text?",
      withdrawn_reason: "text?",
      withdrawn_commit: "text?",
      default_document_id: "text",
    },
  ],
  [
    "document",
    {
      id: "key",
      program_id: "program",
      repository_id: "repository",
      file: "text",
      number: "int",
      commit: "text",
      blob_id: "text",
      sha256: "text",
      bytes: "bytes",
      discovery_file: "text?",
      discovery_bytes: "bytes?",
      dialect: "text",
      model: "text",
      model_version: "int",
      layer: "text",
      derived_from: "text?",
      version: "text?",
      published_at: "text",
      last_seen_at: "text",
    },
  ],
  ["actor", { id: "key", kind: "text", token_hash: "text", created_at: "text" }],
  [
    "term",
    {
      id: "key",
      program_id: "program",
      facet: "text",
      text: "text",
      scheme: "text?",
      concept_id: "text?",
      origin: "text",
      actor_id: "text?",
      created_at: "text",
    },
  ],
  [
    "overlay",
    {
      id: "key",
      program_id: "program",
      actor_id: "text",
      created_at: "text",
      reason: "text",
      patch: "text",
    },
  ],
  ["old_path", { path: "key", program_id: "program", since: "text" }],
  [
    "ask",
    {
      id: "key",
      program_id: "program",
      document_id: "text",
      actor_id: "actor",
      wishes: "text",
      request: "text",
      created_at: "text",
    },
  ],
  [
    "answer",
    {
      id: "key",
      ask_id: "ask",
      broker_id: "text",
      broker_label: "text",
      outcome: "text",
      messages: "text",
      failure: "text?",
      broker_uuid: "text?",
      raw: "text?",
      elapsed_ms: "int?",
    },
  ],
  [
    "offer",
    {
      id: "key",
      ask_id: "ask",
      answer_id: "answer",
      actor_id: "actor",
      broker_id: "text",
      broker_uuid: "text",
      phase: "text",
      starts_at: "text?",
      duration_seconds: "int?",
      expires_at: "text?",
      details: "text",
    },
  ],
  [
    "session",
    {
      id: "key",
      ask_id: "ask",
      offer_id: "offer",
      program_id: "program",
      actor_id: "actor",
      broker_id: "text",
      broker_uuid: "text",
      phase: "text",
      starts_at: "text?",
      duration_seconds: "int?",
      details: "text",
      created_at: "text",
      updated_at: "text",
      next_look_at: "text?",
      attempts: "int",
    },
  ],
  ["broker_offerset", { id: "key", client: "text", result: "text", created_at: "text", body: "text" }],
  [
    "broker_session",
    {
      id: "key",
      offerset_id: "text?",
      owner: "text?",
      phase: "text",
      starts_at: "int",
      duration_ms: "int",
      prepare_ms: "int",
      release_ms: "int",
      expires_at: "int?",
      cores: "int",
      memory: "int",
      storage: "int",
      accepted_at: "int?",
      ended_at: "int?",
      skipped_ms: "int",
      created_at: "int",
      body: "text",
    },
  ],
  ["broker_lock", { id: "key", holder: "int" }],
];

const INDEXES: ReadonlyArray<{ table: string; columns: readonly string[]; unique?: boolean }> = [
  { table: "source", columns: ["key"], unique: true },
  { table: "repository", columns: ["source_id", "forge", "forge_id"], unique: true },
  { table: "problem", columns: ["repository_id"] },
  { table: "job", columns: ["kind", "subject"], unique: true },
  { table: "job", columns: ["due_at"] },
  { table: "program", columns: ["path"], unique: true },
  { table: "program", columns: ["state", "id"] },
  { table: "document", columns: ["program_id"] },
  { table: "document", columns: ["repository_id"] },
  { table: "document", columns: ["derived_from"] },
  { table: "term", columns: ["program_id"] },
  { table: "overlay", columns: ["program_id"] },
  { table: "actor", columns: ["token_hash"], unique: true },
  { table: "answer", columns: ["ask_id"] },
  { table: "answer", columns: ["broker_uuid"] },
  { table: "session", columns: ["broker_uuid"] },
  { table: "offer", columns: ["ask_id"] },
  { table: "session", columns: ["offer_id"], unique: true },
  { table: "session", columns: ["actor_id", "created_at"] },
  { table: "session", columns: ["next_look_at"] },
  { table: "broker_session", columns: ["offerset_id"] },
  { table: "broker_session", columns: ["phase", "starts_at"] },
  { table: "broker_offerset", columns: ["client", "created_at"] },
  { table: "broker_offerset", columns: ["created_at"] },
];

/** The first schema. Later migrations only add to it: a landed migration is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter;
  const bytesType = isPostgres ? sql`bytea` : sql`blob`;
  // Text sorts by its bytes on either database, so that pages and keys come in one order.
  const textType = isPostgres ? sql`text collate "C"` : sql`text`;
  for (const [table, columns] of TABLES) {
    let builder = db.schema.createTable(table);
    for (const [name, spec] of Object.entries(columns)) {
      const optional = spec.endsWith("?");
      const type = optional ? spec.slice(0, -1) : spec;
      const dataType = type === "int" ? "bigint" : type === "bytes" ? bytesType : textType;
      builder = builder.addColumn(name, dataType, (column) => {
        if (type === "key") return column.primaryKey().notNull();
        const known = TABLES.some(([other]) => other === type);
        const linked = known ? column.references(`${type}.id`) : column;
        return optional ? linked : linked.notNull();
      });
    }
    await builder.execute();
  }
  for (const { table, columns, unique } of INDEXES) {
    const name = `${table}_by_${columns.join("_")}`;
    const builder = db.schema
      .createIndex(name)
      .on(table)
      .columns([...columns]);
    await (unique === true ? builder.unique() : builder).execute();
  }
  await sql`insert into broker_lock (id, holder) values ('calendar', 0)`.execute(db);
}
