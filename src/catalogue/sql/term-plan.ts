import { type Kysely, type RawBuilder, sql } from "kysely";
import { concerns } from "../concerns.ts";
import type { TermPlace } from "../entry.ts";
import { isAbout } from "../term-findings.ts";
import type { TermFinding, TermMeaning } from "../term-store.ts";
import { chunks, IDS_AT_ONCE } from "./chunks.ts";
import { toTermPlace } from "./program-rows.ts";
import type { Database } from "./schema.ts";

/** Signs of a text that stand in the index; see the migration `0009-terms`. */
const INDEXED_LENGTH = 100;

/** What is to be written so that terms mean what they are to mean. */
export interface TermPlan {
  /** Published programs in which anything changes. */
  readonly programs: Set<string>;
  /** Terms of which at least one row means something else. */
  readonly meanings: Set<TermMeaning>;
  /** Ids of findings that say something else from now on. */
  readonly told: Map<TermFinding, Set<string>>;
  /** Ids of findings that are void. */
  readonly void: Set<string>;
  /** Findings about terms that had none. */
  readonly added: AddedFinding[];
}

/** A finding that stands somewhere already. */
export type PlacedProblem = Pick<Database["problem"], "id" | "rule" | "file" | "line" | "column">;

export interface AddedFinding {
  readonly finding: TermFinding;
  readonly place: TermPlace;
  readonly repositoryId: string;
  readonly documentId: string;
  /** All findings of the repository, in their order. */
  readonly known: readonly PlacedProblem[];
}

type KnownProblem = Awaited<ReturnType<typeof readProblems>>[number];
type TermRow = Awaited<ReturnType<typeof readTerms>>[number];

/** Reads what the published programs have and says what changes; writes nothing. */
export async function planMeanings(
  db: Kysely<Database>,
  meanings: readonly TermMeaning[],
): Promise<TermPlan> {
  const plan: TermPlan = {
    programs: new Set(),
    meanings: new Set(),
    told: new Map(),
    void: new Set(),
    added: [],
  };
  for (const group of groupsOf(meanings)) {
    const rows = await readTerms(db, group);
    const byText = new Map(group.map((meaning) => [meaning.text, meaning]));
    for (const row of rows) {
      const meaning = byText.get(row.text);
      if (meaning === undefined || !isMoved(row, meaning)) continue;
      plan.meanings.add(meaning);
      plan.programs.add(row.program_id);
    }
    // Only authors are told of their terms.
    if (group[0]?.origin === "author") await planFindings(db, plan, { rows, byText });
  }
  return plan;
}

/** Of one facet and one origin each. */
function* groupsOf(meanings: readonly TermMeaning[]): Generator<TermMeaning[]> {
  const groups = new Map<string, TermMeaning[]>();
  for (const meaning of meanings) {
    const key = JSON.stringify([meaning.facet, meaning.origin]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [meaning]);
    else group.push(meaning);
  }
  for (const group of groups.values()) yield* chunks(group);
}

function isMoved(
  row: { readonly scheme: string | null; readonly concept_id: string | null },
  { scheme, conceptId }: TermMeaning,
): boolean {
  return (row.scheme ?? undefined) !== scheme || (row.concept_id ?? undefined) !== conceptId;
}

/** The terms of published programs that are written as those of a group. */
async function readTerms(db: Kysely<Database>, group: readonly TermMeaning[]) {
  const [first] = group;
  if (first === undefined) return [];
  const texts = group.map(({ text }) => text);
  // The state is no condition of the query: SQLite would begin with all published programs, not with the terms.
  const rows = await db
    .selectFrom("term")
    .innerJoin("program", "program.id", "term.program_id")
    .innerJoin("document", "document.id", "program.default_document_id")
    .where(startOfColumn("term.text"), "in", texts.map(startOf))
    .where(startOfColumn("term.facet"), "=", startOf(first.facet))
    .where("term.text", "in", texts)
    .where("term.facet", "=", first.facet)
    .where("term.origin", "=", first.origin)
    .select([
      "program.state",
      "term.program_id",
      "term.facet",
      "term.text",
      "term.scheme",
      "term.concept_id",
      "term.document_number",
      "term.file",
      "term.pointer",
      "term.line",
      "term.column",
      "term.end_line",
      "term.end_column",
      "document.id as document_id",
      "document.repository_id",
      "document.file as document_file",
      "document.number",
      "document.discovery_file",
    ])
    .execute();
  return rows.filter(({ state }) => state === "published");
}

async function planFindings(
  db: Kysely<Database>,
  plan: TermPlan,
  found: { readonly rows: readonly TermRow[]; readonly byText: ReadonlyMap<string, TermMeaning> },
): Promise<void> {
  const ids = [...new Set(found.rows.map((row) => row.repository_id))];
  // What is added is put where it belongs among all others.
  const mayAdd = [...found.byText.values()].some(({ finding }) => finding !== undefined);
  const problems = new Map<string, KnownProblem[]>();
  for (const some of chunks(ids, IDS_AT_ONCE)) {
    for (const problem of await readProblems(db, some, mayAdd)) {
      const known = problems.get(problem.repository_id);
      if (known === undefined) problems.set(problem.repository_id, [problem]);
      else known.push(problem);
    }
  }
  for (const row of found.rows) {
    const meaning = found.byText.get(row.text);
    if (meaning === undefined) continue;
    planFinding(plan, row, { finding: meaning.finding, known: problems.get(row.repository_id) ?? [] });
  }
}

/** All of them, or those about terms and those that say that a head is broken; in their order. */
async function readProblems(db: Kysely<Database>, repositoryIds: readonly string[], all: boolean) {
  const rows = await db
    .selectFrom("problem")
    .where("repository_id", "in", [...repositoryIds])
    .$if(!all, (query) =>
      query.where((where) => where.or([where("rule", "like", "terms/%"), where("severity", "=", "error")])),
    )
    .select([
      "id",
      "repository_id",
      "document_number as document",
      "rule",
      "severity",
      "pointer",
      "file",
      "line",
      "column",
      "sentence",
      "hint",
    ])
    .execute();
  // Here, for PostgreSQL would look at the whole table in the order of its ids.
  return rows.sort((one, other) => (one.id < other.id ? -1 : 1));
}

function planFinding(
  plan: TermPlan,
  row: TermRow,
  { finding, known }: { readonly finding: TermFinding | undefined; readonly known: readonly KnownProblem[] },
): void {
  const place = toTermPlace(row);
  const before = findBefore(row, place, known);
  if (before === undefined) {
    if (finding === undefined || place === undefined || isOtherText(row, place, known)) return;
    const { repository_id: repositoryId, document_id: documentId } = row;
    plan.added.push({ finding, place, repositoryId, documentId, known });
  } else if (finding === undefined) {
    plan.void.add(before.id);
  } else {
    if (isSame(before, finding)) return;
    const told = plan.told.get(finding) ?? new Set();
    plan.told.set(finding, told.add(before.id));
  }
  plan.programs.add(row.program_id);
}

/** The finding about the term at its place; where that is not known, the only one of the repository that names it. */
function findBefore(
  row: TermRow,
  place: TermPlace | undefined,
  known: readonly KnownProblem[],
): KnownProblem | undefined {
  const about = known.filter((problem) => isAbout(problem, row));
  if (place === undefined) return about.length === 1 ? about[0] : undefined;
  return about.find((problem) => isAt(problem, place));
}

function isAt(problem: KnownProblem, { file, document, pointer }: TermPlace): boolean {
  return problem.file === file && problem.document === document && problem.pointer === pointer;
}

/**
 * True when the head of the repository is not the text that the term was read from: findings are about the head, and
 * a document with an error stands in the catalogue as it was before.
 */
function isOtherText(row: TermRow, place: TermPlace, known: readonly KnownProblem[]): boolean {
  const document = {
    file: row.document_file,
    number: row.number,
    discoveryFile: row.discovery_file ?? undefined,
  };
  return known.some(
    (problem) =>
      (problem.severity === "error" &&
        concerns({ file: problem.file, document: problem.document ?? undefined }, document)) ||
      (problem.rule.startsWith("terms/") && isAt(problem, place)),
  );
}

function isSame(problem: KnownProblem, { rule, severity, sentence, hint }: TermFinding): boolean {
  return (
    problem.rule === rule &&
    problem.severity === severity &&
    problem.sentence === sentence &&
    (problem.hint ?? undefined) === hint
  );
}

/** The part of a text that the index of written terms holds: the column's, and that of a text to compare with it. */
export function startOfColumn(column: "term.text" | "term.facet"): RawBuilder<string> {
  // Written out, for a parameter would keep the index from being used.
  return sql<string>`substr(${sql.ref(column)}, 1, ${sql.lit(INDEXED_LENGTH)})`;
}

export function startOf(text: string): string {
  // The database counts code points, and no more than two units are one.
  return Array.from(text.slice(0, 2 * INDEXED_LENGTH))
    .slice(0, INDEXED_LENGTH)
    .join("");
}
