import type { Kysely } from "kysely";
import { monotonicFactory } from "ulid";
import { ExecatError } from "../../errors.ts";
import { imageNameOf } from "../image-name.ts";
import type { ProgramChange, RepositoryChanges } from "../store.ts";
import { chunks } from "./chunks.ts";
import { addJobs } from "./job-store.ts";
import { findLinkedPrograms, writeLayerRows } from "./layer-rows.ts";
import { fromDocument, fromProblem, fromProgram, fromTerm, toProblem } from "./program-rows.ts";
import type { Database } from "./schema.ts";
import { writeRepository } from "./repository-store.ts";
import { chooseRunning, writeReleases } from "./version-rows.ts";

/** Writes what one look at a repository found, and the index jobs for it. To be called inside a transaction. */
export async function applyChanges(trx: Kysely<Database>, changes: RepositoryChanges): Promise<void> {
  // Ids of rows that come in an order of their own (findings, terms) grow with it, so that a list keeps it.
  const nextId = monotonicFactory();
  await writeRepository(trx, changes.repository);
  const retold = await replaceProblems(trx, changes, nextId);
  const ids = changes.programs.map(({ program }) => program.id);
  const affected = new Set([...ids, ...(await findLinkedPrograms(trx, ids)), ...retold]);
  await freePaths(trx, changes.programs);
  const published = new Set(changes.programs.filter(isPublished).map(({ program }) => program.path));
  for (const change of changes.programs) {
    // A withdrawn program leaves its address to one that is published there by the same look.
    const isReplaced = !isPublished(change) && published.has(change.program.path);
    const written = isReplaced ? withFreedPath(change) : change;
    await writeProgram(trx, written, { at: changes.at, nextId });
    await writeLayerRows(trx, written, changes.repository);
  }
  if (changes.releases !== undefined) {
    for (const id of await writeReleases(trx, changes.repository.id, changes.releases)) affected.add(id);
  }
  for (const id of await chooseRunning(trx, changes.repository.id)) affected.add(id);
  for (const id of await findLinkedPrograms(trx, ids)) affected.add(id);
  await addJobs(trx, { kind: "index", subjects: [...affected], dueAt: changes.at });
  for (const ids of chunks(changes.seen)) {
    await trx
      .updateTable("document")
      .set({ last_seen_at: changes.at })
      .where("program_id", "in", ids)
      .execute();
  }
}

/** Writes the findings of a repository; answers its programs, whose cards count them, when they are others than before. */
async function replaceProblems(
  trx: Kysely<Database>,
  { repository, problems }: RepositoryChanges,
  nextId: () => string,
): Promise<readonly string[]> {
  const { id: repositoryId } = repository;
  const rows = problems.map((problem) => fromProblem(problem, { id: nextId(), repositoryId }));
  // Written also when they are the same: a change of the vocabularies at the same time waits for it.
  const before = await trx
    .deleteFrom("problem")
    .where("repository_id", "=", repositoryId)
    .returningAll()
    .execute();
  for (const some of chunks(rows)) await trx.insertInto("problem").values(some).execute();
  const told = before.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(toProblem);
  if (JSON.stringify(told) === JSON.stringify(rows.map(toProblem))) return [];
  const programs = await trx
    .selectFrom("document")
    .select("program_id")
    .distinct()
    .where("repository_id", "=", repositoryId)
    .execute();
  return programs.map(({ program_id: id }) => id);
}

function isPublished({ program }: ProgramChange): boolean {
  return program.state === "published";
}

function withFreedPath(change: ProgramChange): ProgramChange {
  return {
    ...change,
    program: { ...change.program, path: freedPath(change.program.path, change.program.id) },
  };
}

/** No address holds a `#`, so nobody can ask for this one. */
function freedPath(path: string, id: string): string {
  return `${path}#${id}`;
}

/** Lets two programs of one change swap their paths, and a new program take the path of a withdrawn one. */
async function freePaths(trx: Kysely<Database>, changes: readonly ProgramChange[]): Promise<void> {
  const ids = new Set(changes.map((change) => change.program.id));
  for (const { program } of changes) {
    const holder = await trx
      .selectFrom("program")
      .select(["id", "state"])
      .where("path", "=", program.path)
      .executeTakeFirst();
    if (holder === undefined || holder.id === program.id) continue;
    if (!ids.has(holder.id) && holder.state !== "withdrawn") {
      throw new ExecatError("CONFLICT", `The path "${program.path}" belongs to another entry.`, {
        hint: "Give one of the two documents another `discovery.name`, or remove one of the sources.",
      });
    }
    await trx
      .updateTable("program")
      .set({ path: freedPath(program.path, holder.id) })
      .where("id", "=", holder.id)
      .execute();
  }
}

async function writeProgram(
  trx: Kysely<Database>,
  change: ProgramChange,
  context: { readonly at: string; readonly nextId: () => string },
): Promise<void> {
  const [first] = change.documents;
  if (first === undefined) throw new Error("A program has at least one document.");
  const image = imageNameOf(first.model) ?? null;
  const { id, ...rest } = { ...fromProgram(change.program, first.id), image };
  await trx
    .insertInto("program")
    .values({ id, ...rest })
    .onConflict((on) => on.column("id").doUpdateSet(rest))
    .execute();
  await trx.deleteFrom("document").where("program_id", "=", id).execute();
  for (const document of change.documents)
    await trx.insertInto("document").values(fromDocument(document)).execute();
  await writeTerms(trx, change, context);
  // A path that is in use again leads to its new owner, not away from it.
  await trx.deleteFrom("old_path").where("path", "=", change.program.path).execute();
  if (change.oldPath === undefined) return;
  const moved = { path: change.oldPath, program_id: id, since: context.at };
  await trx
    .insertInto("old_path")
    .values(moved)
    .onConflict((on) => on.column("path").doUpdateSet({ program_id: id, since: context.at }))
    .execute();
}

/** Replaces the terms of a program. One that it had before keeps the time since when it has it. */
async function writeTerms(
  trx: Kysely<Database>,
  { program, terms }: ProgramChange,
  context: { readonly at: string; readonly nextId: () => string },
): Promise<void> {
  const keyOf = (term: { readonly facet: string; readonly text: string; readonly origin: string }): string =>
    JSON.stringify([term.facet, term.text, term.origin]);
  const before = await trx
    .selectFrom("term")
    .select(["facet", "text", "origin", "created_at"])
    .where("program_id", "=", program.id)
    .execute();
  const since = new Map(before.map((row) => [keyOf(row), row.created_at]));
  await trx.deleteFrom("term").where("program_id", "=", program.id).execute();
  const rows = terms.map((term) => {
    const createdAt = since.get(keyOf(term)) ?? context.at;
    return fromTerm(term, { id: context.nextId(), programId: program.id, createdAt });
  });
  for (const some of chunks(rows)) await trx.insertInto("term").values(some).execute();
}
