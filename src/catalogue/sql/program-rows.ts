import type { Selectable } from "kysely";
import type { Dialect, ManifestModel } from "../../manifest/model.ts";
import type { Excerpt, Problem, Severity } from "../../manifest/problems.ts";
import type { DocumentFacts } from "../document-facts.ts";
import type { DocumentRecord, Layer, Program, TermPlace, TermRecord } from "../entry.ts";
import type { Database, DocumentTable, ProblemTable, ProgramTable } from "./schema.ts";
import type { TermTable } from "./term-tables.ts";

export function toProgram(row: Selectable<ProgramTable>): Program {
  return {
    id: row.id,
    path: row.path,
    state: row.state as Program["state"],
    listed: row.listed === 1,
    title: row.title,
    summary: row.summary ?? undefined,
    titleFrom: row.title_from as Program["titleFrom"],
    summaryFrom: (row.summary_from as Program["summaryFrom"] | null) ?? undefined,
    firstPublishedAt: row.first_published_at,
    updatedAt: row.updated_at,
    withdrawal:
      row.withdrawn_at === null
        ? undefined
        : {
            at: row.withdrawn_at,
            reason: row.withdrawn_reason ?? "",
            commit: row.withdrawn_commit ?? undefined,
          },
  };
}

/** Without the release that runs, which `chooseRunning` sets. */
export function fromProgram(
  program: Program,
  defaultDocumentId: string,
): Omit<Database["program"], "runs_tag" | "image"> {
  return {
    id: program.id,
    path: program.path,
    state: program.state,
    listed: program.listed ? 1 : 0,
    title: program.title,
    summary: program.summary ?? null,
    title_from: program.titleFrom,
    summary_from: program.summaryFrom ?? null,
    first_published_at: program.firstPublishedAt,
    updated_at: program.updatedAt,
    withdrawn_at: program.withdrawal?.at ?? null,
    withdrawn_reason: program.withdrawal?.reason ?? null,
    withdrawn_commit: program.withdrawal?.commit ?? null,
    default_document_id: defaultDocumentId,
  };
}

export function toDocument(row: Selectable<DocumentTable>): DocumentRecord {
  return {
    id: row.id,
    programId: row.program_id,
    repositoryId: row.repository_id,
    file: row.file,
    number: row.number,
    commit: row.commit,
    blobId: row.blob_id,
    sha256: row.sha256,
    bytes: row.bytes,
    discoveryFile: row.discovery_file ?? undefined,
    discoveryBytes: row.discovery_bytes ?? undefined,
    dialect: row.dialect as Dialect,
    model: JSON.parse(row.model) as ManifestModel,
    modelVersion: row.model_version,
    facts: row.facts === null ? undefined : (JSON.parse(row.facts) as DocumentFacts),
    layer: row.layer as Layer,
    derivedFrom: row.derived_from ?? undefined,
    version: row.version ?? undefined,
    publishedAt: row.published_at,
    lastSeenAt: row.last_seen_at,
  };
}

export function fromDocument(document: DocumentRecord): Database["document"] {
  return {
    id: document.id,
    program_id: document.programId,
    repository_id: document.repositoryId,
    file: document.file,
    number: document.number,
    commit: document.commit,
    blob_id: document.blobId,
    sha256: document.sha256,
    bytes: document.bytes,
    discovery_file: document.discoveryFile ?? null,
    discovery_bytes: document.discoveryBytes ?? null,
    dialect: document.dialect,
    model: JSON.stringify(document.model),
    model_version: document.modelVersion,
    facts: document.facts === undefined ? null : JSON.stringify(document.facts),
    layer: document.layer,
    derived_from: document.derivedFrom ?? null,
    version: document.version ?? null,
    published_at: document.publishedAt,
    last_seen_at: document.lastSeenAt,
  };
}

export type PlaceCells = Pick<
  Selectable<TermTable>,
  "document_number" | "file" | "pointer" | "line" | "column" | "end_line" | "end_column"
>;

export function toTerm(row: Selectable<TermTable>): TermRecord {
  const place = toTermPlace(row);
  return {
    facet: row.facet,
    text: row.text,
    scheme: row.scheme ?? undefined,
    conceptId: row.concept_id ?? undefined,
    origin: row.origin as TermRecord["origin"],
    ...(place === undefined ? {} : { place }),
    ...(row.words === null ? {} : { words: row.words }),
  };
}

/** All cells of a place are there, or none. */
export function toTermPlace(row: PlaceCells): TermPlace | undefined {
  const { file, document_number: document, pointer, line, column } = row;
  const { end_line: endLine, end_column: endColumn } = row;
  if (file === null || document === null || pointer === null) return undefined;
  if (line === null || column === null || endLine === null || endColumn === null) return undefined;
  return { file, document, pointer, line, column, endLine, endColumn };
}

export function fromTerm(
  { place, ...term }: TermRecord,
  key: { readonly id: string; readonly programId: string; readonly createdAt: string },
): Database["term"] {
  return {
    id: key.id,
    program_id: key.programId,
    facet: term.facet,
    text: term.text,
    scheme: term.scheme ?? null,
    concept_id: term.conceptId ?? null,
    origin: term.origin,
    actor_id: null,
    created_at: key.createdAt,
    document_number: place?.document ?? null,
    file: place?.file ?? null,
    pointer: place?.pointer ?? null,
    line: place?.line ?? null,
    column: place?.column ?? null,
    end_line: place?.endLine ?? null,
    end_column: place?.endColumn ?? null,
    words: term.words ?? null,
  };
}

export function toProblem(row: Selectable<ProblemTable>): Problem {
  return {
    rule: row.rule,
    severity: row.severity as Severity,
    pointer: row.pointer,
    document: row.document_number ?? undefined,
    file: row.file,
    line: row.line,
    column: row.column,
    endLine: row.end_line,
    endColumn: row.end_column,
    sentence: row.sentence,
    hint: row.hint ?? undefined,
    fix: row.fix ?? undefined,
    excerpt: row.excerpt === null ? undefined : (JSON.parse(row.excerpt) as Excerpt),
  };
}

export function fromProblem(
  problem: Problem,
  key: { id: string; repositoryId: string },
): Database["problem"] {
  return {
    id: key.id,
    repository_id: key.repositoryId,
    document_number: problem.document ?? null,
    rule: problem.rule,
    severity: problem.severity,
    pointer: problem.pointer,
    file: problem.file,
    line: problem.line,
    column: problem.column,
    end_line: problem.endLine,
    end_column: problem.endColumn,
    sentence: problem.sentence,
    hint: problem.hint ?? null,
    fix: problem.fix ?? null,
    excerpt: problem.excerpt === undefined ? null : JSON.stringify(problem.excerpt),
  };
}
