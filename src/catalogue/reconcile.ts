import { createHash } from "node:crypto";
import { MODEL_VERSION } from "../manifest/model.ts";
import type { Problem } from "../manifest/problems.ts";
import type { CheckedDocument } from "./checker.ts";
import { describe } from "./describe.ts";
import { isSameFacts } from "./document-facts.ts";
import type { DocumentRecord, Entry, Program } from "./entry.ts";
import type { EntryEvent } from "./entry-event.ts";
import { matchDocuments } from "./match-documents.ts";
import { placeDocuments, type PlacedDocument, withClash } from "./place-documents.ts";
import type { CheckedManifest, ReconcileInput } from "./reconcile-input.ts";
import type { ProgramChange } from "./store.ts";
import { isSameTags } from "./suggest-terms.ts";

export interface Reconciled {
  readonly programs: readonly ProgramChange[];
  readonly seen: readonly string[];
  readonly problems: readonly Problem[];
  readonly events: readonly EntryEvent[];
}

/**
 * Compares what the catalogue has of a repository with what stands in it at a commit. Pure.
 *
 * - A document that can be published becomes, or updates, a program; a program that was withdrawn returns with
 *   the id it had. `updatedAt` grows only when the author's bytes change, not when a README or the like does.
 * - A document that is broken changes nothing: its last good version stays, and the findings say why.
 * - A program whose document is absent is withdrawn, unless a file that could not be read may still hold it.
 */
export function reconcile(input: ReconcileInput): Reconciled {
  const placed = placeDocuments(input);
  const matches = matchDocuments(placed.documents, input.existing);
  const result = {
    programs: [] as ProgramChange[],
    seen: [] as string[],
    problems: [...input.manifests.flatMap((manifest) => manifest.checked.problems), ...placed.problems],
    events: [] as EntryEvent[],
  };
  const kept = keptPaths(placed.documents, matches);
  for (const placedDocument of placed.documents) {
    const before = matches.get(placedDocument);
    const isHeld = placedDocument.path !== undefined && (kept.get(placedDocument.path) ?? before) !== before;
    const document = isHeld ? withClash(placedDocument, input.taken) : placedDocument;
    if (isHeld && document.clash !== undefined) result.problems.push(document.clash);
    if (document.checked.publishable && document.checked.model !== undefined && document.path !== undefined) {
      publish(input, result, { document, before, path: document.path });
    } else {
      result.events.push(broken(document, before));
    }
  }
  const matched = new Set([...matches.values()].map((entry) => entry.program.id));
  for (const entry of input.existing) {
    if (matched.has(entry.program.id) || entry.program.state === "withdrawn") continue;
    const file = input.manifests.find((manifest) => manifest.file === entry.document.file);
    // Documents of a file that cannot be read to its end cannot be told apart from deleted ones.
    if (file !== undefined && isUnreadable(file)) {
      result.events.push(keptWhole(entry, file));
    } else {
      result.programs.push(withdrawn(entry, input, absence(entry, file !== undefined)));
      result.events.push(event("withdrawn", entry.program));
    }
  }
  return result;
}

/** Paths of entries whose document is broken: they are still in use, though nothing in the tree claims them. */
function keptPaths(
  documents: readonly PlacedDocument[],
  matches: ReadonlyMap<PlacedDocument, Entry>,
): ReadonlyMap<string, Entry> {
  const kept = new Map<string, Entry>();
  for (const document of documents) {
    const entry = matches.get(document);
    if (document.checked.publishable || entry?.program.state !== "published") continue;
    kept.set(entry.program.path, entry);
  }
  return kept;
}

/** A program's change to withdrawn, with when and why; its last good version stays with it. */
export function withdrawn(
  entry: Entry,
  when: { readonly at: string; readonly commit: string | undefined },
  reason: string,
): ProgramChange {
  return {
    program: {
      ...entry.program,
      state: "withdrawn",
      withdrawal: { at: when.at, reason, commit: when.commit },
    },
    documents: [entry.document],
    terms: entry.terms.filter((term) => term.origin !== "curator"),
    oldPath: undefined,
  };
}

interface Publication {
  readonly document: PlacedDocument;
  readonly before: Entry | undefined;
  readonly path: string;
}

function publish(
  input: ReconcileInput,
  result: { programs: ProgramChange[]; seen: string[]; events: EntryEvent[] },
  publication: Publication,
): void {
  const { document, before, path } = publication;
  const record = toRecord(input, document, before);
  const changed = before === undefined || !sameBytes(before.document, record);
  const returns = before?.program.state === "withdrawn";
  const moved = before !== undefined && before.program.path !== path;
  const elsewhere = before?.document.file !== record.file || before.document.number !== record.number;
  const retold = !isSameFacts(before?.document.facts, record.facts);
  // What a README says further down is no fact, but may lead to other terms.
  const retagged = !isSameTags(before?.terms ?? [], document.checked.terms);
  const stale =
    input.recheck || elsewhere || retold || retagged || before.document.modelVersion !== MODEL_VERSION;
  if (before !== undefined && !changed && !returns && !moved && !stale) {
    result.seen.push(before.program.id);
    return;
  }
  const program: Program = {
    id: record.programId,
    path,
    state: "published",
    ...describe(record.model, {
      repository: input.repository,
      folder: document.folder,
      facts: record.facts,
    }),
    firstPublishedAt: before?.program.firstPublishedAt ?? input.at,
    updatedAt: changed ? input.at : before.program.updatedAt,
    withdrawal: undefined,
  };
  result.programs.push({
    program,
    documents: [record],
    terms: document.checked.terms,
    oldPath: moved ? before.program.path : undefined,
  });
  if (before === undefined) result.events.push(event("published", program));
  else if (returns) result.events.push(event("restored", program));
  else if (changed) result.events.push(event("updated", program));
  else if (moved) result.events.push(event("moved", program));
}

function toRecord(input: ReconcileInput, placed: PlacedDocument, before: Entry | undefined): DocumentRecord {
  const { manifest, checked } = placed;
  const { model, dialect } = checked;
  if (model === undefined || dialect === undefined) throw new Error("A publishable document has a model.");
  const discovery = model.discovery;
  const fromBeside = manifest.discovery?.file === checked.discoveryFile ? manifest.discovery : undefined;
  const record: DocumentRecord = {
    id: before?.document.id ?? input.newId(),
    programId: before?.program.id ?? input.newId(),
    repositoryId: input.repository.id,
    file: manifest.file,
    number: checked.number,
    commit: input.commit,
    blobId: manifest.blobId,
    sha256: createHash("sha256").update(manifest.bytes).digest("hex"),
    bytes: manifest.bytes,
    discoveryFile: fromBeside?.file,
    discoveryBytes: fromBeside?.bytes,
    dialect,
    model,
    modelVersion: MODEL_VERSION,
    facts: manifest.facts,
    layer: discovery?.role ?? "developer",
    derivedFrom: discovery?.derivedFrom,
    version: discovery?.version,
    publishedAt: input.at,
    lastSeenAt: input.at,
  };
  if (before === undefined || !sameBytes(before.document, record)) return record;
  return { ...record, commit: before.document.commit, publishedAt: before.document.publishedAt };
}

function sameBytes(left: DocumentRecord, right: DocumentRecord): boolean {
  return left.sha256 === right.sha256 && equal(left.discoveryBytes, right.discoveryBytes);
}

function equal(left: Uint8Array | undefined, right: Uint8Array | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return Buffer.compare(left, right) === 0;
}

/** True when findings about the file as a whole keep some of its documents from being read. */
function isUnreadable(manifest: CheckedManifest): boolean {
  return manifest.checked.problems.some(
    (problem) => problem.severity === "error" && problem.document === undefined,
  );
}

function absence(entry: Entry, fileIsThere: boolean): string {
  return fileIsThere
    ? `Its document no longer stands in "${entry.document.file}".`
    : `"${entry.document.file}" is no longer in the repository.`;
}

function event(kind: EntryEvent["kind"], program: Program): EntryEvent {
  return { kind, path: program.path, title: program.title, kept: false, problem: undefined };
}

function broken(placed: PlacedDocument, before: Entry | undefined): EntryEvent {
  return {
    kind: "broken",
    path: before?.program.path ?? placed.label,
    title: before?.program.title ?? placed.label,
    kept: before?.program.state === "published",
    problem: firstError(placed.checked) ?? placed.clash,
  };
}

function keptWhole(entry: Entry, manifest: CheckedManifest): EntryEvent {
  const { path, title } = entry.program;
  return { kind: "broken", path, title, kept: true, problem: firstError(manifest.checked) };
}

function firstError(checked: Pick<CheckedDocument, "problems">): Problem | undefined {
  return checked.problems.find((problem) => problem.severity === "error");
}
