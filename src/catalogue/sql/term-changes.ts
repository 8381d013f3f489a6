import type { Kysely } from "kysely";
import { monotonicFactory } from "ulid";
import type { Problem } from "../../manifest/problems.ts";
import { createExcerpts, type Excerpts } from "../../manifest/yaml/excerpt.ts";
import type { TermMeaning } from "../term-store.ts";
import { chunks, IDS_AT_ONCE } from "./chunks.ts";
import { addJobs } from "./job-store.ts";
import { findLinkedPrograms } from "./layer-rows.ts";
import { fromProblem } from "./program-rows.ts";
import type { Database } from "./schema.ts";
import { type AddedFinding, type PlacedProblem, startOf, startOfColumn, type TermPlan } from "./term-plan.ts";

/** Manifests that are held at once; one may have a megabyte. */
const DOCUMENTS_AT_ONCE = 100;
/** Behind the id of the finding before it; no ULID has this sign, and it sorts behind all that they have. */
const BEHIND = "~";
/** Digits of a line or a column in a text of a megabyte. */
const COUNT_LENGTH = 7;

/** Writes what is planned, and the index jobs for it. To be called inside a transaction. */
export async function applyMeanings(
  trx: Kysely<Database>,
  plan: TermPlan,
  { alsoIndex, at }: { readonly alsoIndex: readonly string[]; readonly at: string },
): Promise<void> {
  for (const meaning of plan.meanings) await writeMeaning(trx, meaning);
  for (const [{ rule, severity, sentence, hint = null }, ids] of plan.told) {
    for (const some of chunks([...ids], IDS_AT_ONCE)) {
      const told = trx.updateTable("problem").set({ rule, severity, sentence, hint });
      await told.where("id", "in", some).execute();
    }
  }
  for (const ids of chunks([...plan.void], IDS_AT_ONCE))
    await trx.deleteFrom("problem").where("id", "in", ids).execute();
  await addFindings(trx, plan.added);
  const linked = await findLinkedPrograms(trx, [...plan.programs]);
  const subjects = [...new Set([...plan.programs, ...linked, ...alsoIndex])].sort();
  await addJobs(trx, { kind: "index", subjects, dueAt: at });
}

/** Of programs that are withdrawn too: the text and whose it is stay as they are. */
async function writeMeaning(trx: Kysely<Database>, meaning: TermMeaning): Promise<void> {
  const { facet, text, origin, scheme = null, conceptId = null } = meaning;
  await trx
    .updateTable("term")
    .set({ scheme, concept_id: conceptId })
    .where(startOfColumn("term.text"), "=", startOf(text))
    .where(startOfColumn("term.facet"), "=", startOf(facet))
    .where("text", "=", text)
    .where("facet", "=", facet)
    .where("origin", "=", origin)
    .execute();
}

async function addFindings(trx: Kysely<Database>, added: readonly AddedFinding[]): Promise<void> {
  const nextId = monotonicFactory();
  // Of one moment, so that they count on from the first: to draw each by lot takes longer than to write it.
  const startedAt = Date.now();
  for (const part of chunks([...byDocument(added)], DOCUMENTS_AT_ONCE)) {
    const documents = await readTexts(trx, part);
    const rows = part.flatMap(([documentId, own]) => {
      const document = documents.get(documentId);
      const excerptsOf = document === undefined ? () => undefined : quoting(document, own[0].known);
      return own.sort(byPlace).map((one) => {
        const id = idBehind(one.place, one.known, nextId(startedAt));
        return fromProblem(toProblem(one, excerptsOf(one.place.file)?.of(one.place)), {
          id,
          repositoryId: one.repositoryId,
        });
      });
    });
    for (const some of chunks(rows)) await trx.insertInto("problem").values(some).execute();
  }
}

/** Written out: for thousands of them, spreading both costs more than the insert. */
function toProblem({ finding, place }: AddedFinding, excerpt: Problem["excerpt"]): Problem {
  return {
    rule: finding.rule,
    severity: finding.severity,
    sentence: finding.sentence,
    hint: finding.hint,
    document: place.document,
    pointer: place.pointer,
    file: place.file,
    line: place.line,
    column: place.column,
    endLine: place.endLine,
    endColumn: place.endColumn,
    excerpt,
  };
}

type OfDocument = [AddedFinding, ...AddedFinding[]];

function byDocument(added: readonly AddedFinding[]): ReadonlyMap<string, OfDocument> {
  const found = new Map<string, OfDocument>();
  for (const one of added) {
    const own = found.get(one.documentId);
    if (own === undefined) found.set(one.documentId, [one]);
    else own.push(one);
  }
  return found;
}

type DocumentTexts = Pick<
  Database["document"],
  "id" | "file" | "bytes" | "discovery_file" | "discovery_bytes"
>;

async function readTexts(
  trx: Kysely<Database>,
  part: readonly (readonly [string, unknown])[],
): Promise<ReadonlyMap<string, DocumentTexts>> {
  const rows = await trx
    .selectFrom("document")
    .select(["id", "file", "bytes", "discovery_file", "discovery_bytes"])
    .where(
      "id",
      "in",
      part.map(([id]) => id),
    )
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

function byPlace({ place: one }: AddedFinding, { place: other }: AddedFinding): number {
  return one.line - other.line || one.column - other.column;
}

/** Quotes from a document's texts, each of which is looked at once; what findings call a secret is hidden. */
function quoting(
  document: DocumentTexts,
  known: readonly PlacedProblem[],
): (file: string) => Excerpts | undefined {
  const made = new Map<string, Excerpts>();
  return (file) => {
    const before = made.get(file);
    const bytes = file === document.file ? document.bytes : document.discovery_bytes;
    if (before !== undefined || bytes === null) return before;
    if (file !== document.file && file !== document.discovery_file) return undefined;
    const excerpts = createExcerpts(
      bytes,
      known.filter((problem) => problem.file === file),
    );
    made.set(file, excerpts);
    return excerpts;
  };
}

/**
 * An id that stands behind that of the finding before this place, so that the list keeps the order of the text, also
 * among those that were added at other times.
 */
function idBehind(
  { file, line, column }: AddedFinding["place"],
  known: readonly PlacedProblem[],
  fresh: string,
): string {
  const first = known.findIndex((problem) => problem.file === file);
  const before = known.findLast(
    (problem) =>
      problem.file === file && (problem.line < line || (problem.line === line && problem.column <= column)),
  );
  const last = before ?? (first === -1 ? known.at(-1) : known[first - 1]);
  const place = [line, column].map((count) => String(count).padStart(COUNT_LENGTH, "0")).join("");
  // One before the first: a ULID begins with the time, and so with "01" for some centuries.
  if (last === undefined) return known.length === 0 ? fresh : `0${place}${fresh}`;
  const [root = last.id] = last.id.split(BEHIND);
  // What stands in another file comes behind what was added to the one before.
  return `${root}${before === undefined ? BEHIND : ""}${BEHIND}${place}${fresh}`;
}
