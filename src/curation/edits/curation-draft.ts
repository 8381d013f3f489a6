import { checkScheme } from "../../vocabulary/check-scheme.ts";
import { toConceptScheme } from "../../vocabulary/build-scheme.ts";
import { didYouMean, type VocabularyFinding } from "../../vocabulary/findings.ts";
import { ExecatError } from "../../errors.ts";
import { nearest } from "../../nearest.ts";
import { readVocabularyDocument, readVocabularyFile } from "../../vocabulary/read-file.ts";
import { loadVocabularyValidators } from "../../vocabulary/schema.ts";
import type { ConceptScheme } from "../../vocabulary/vocabulary.ts";
import type { CurationFiles, FileChanges } from "../repository.ts";
import { patchParsed } from "./patch-yaml.ts";
import { isYamlMap, type ParsedYaml, parseYaml, type YamlMap } from "./yaml-value.ts";

/** A scheme's file as it stands in a draft. */
export interface SchemeDraft {
  readonly path: string;
  readonly text: string;
  readonly parsed: ParsedYaml;
  readonly value: YamlMap;
  readonly concepts: YamlMap;
  readonly scheme: ConceptScheme;
  readonly findings: readonly VocabularyFinding[];
}

/** The curation's files while edits are made on them. */
export interface CurationDraft {
  readonly files: ReadonlyMap<string, string>;
  /** Throws `INVALID_REQUEST` when there is no such scheme, or when its file is broken. */
  openScheme(id: string): SchemeDraft;
  /** Throws `INVALID_REQUEST` when the scheme would have an error that it has not now. */
  writeConcepts(draft: SchemeDraft, concepts: YamlMap): void;
  writeScheme(draft: SchemeDraft, value: YamlMap): void;
  /** `undefined` removes the file. */
  write(path: string, text: string | undefined): void;
  /** What differs from the files of the beginning. */
  changes(): FileChanges;
}

export function createDraft(before: CurationFiles): CurationDraft {
  const files = new Map(before);
  const opened = new Map<string, SchemeDraft>();
  const open = (id: string): SchemeDraft => {
    const path = schemePath(files, id);
    const text = files.get(path) ?? "";
    const known = opened.get(path);
    const draft = known?.text === text ? known : readScheme(id, path, text);
    if (!("scheme" in draft)) throw cannotRead(path, draft);
    opened.set(path, draft);
    return draft;
  };
  const writeScheme = (draft: SchemeDraft, value: YamlMap): void => {
    const patched = patchParsed(draft.text, draft.parsed, value);
    if (patched === undefined) throw cannotKeepLayout(draft.path);
    if (patched.text === draft.text) return;
    const next = readScheme(draft.scheme.id, draft.path, patched.text, patched.parsed);
    if (!("scheme" in next)) throw refusal(next.sentence, next.hint);
    refuseNewErrors(draft, next);
    files.set(draft.path, patched.text);
    opened.set(draft.path, next);
  };
  return {
    files,
    openScheme: open,
    writeScheme,
    writeConcepts(draft, concepts) {
      writeScheme(draft, new Map([...draft.value, ["concepts", concepts]]));
    },
    write(path, text) {
      if (text === undefined) files.delete(path);
      else files.set(path, text);
    },
    changes() {
      const paths = new Set([...before.keys(), ...files.keys()]);
      const changed = [...paths].filter((path) => before.get(path) !== files.get(path));
      return new Map(changed.sort().map((path) => [path, files.get(path)]));
    },
  };
}

/** An edit that cannot be made as it was asked for. */
export function refusal(sentence: string, hint?: string): ExecatError {
  return new ExecatError("INVALID_REQUEST", sentence, { hint });
}

export function cannotKeepLayout(path: string): ExecatError {
  return refusal(
    `"${path}" is written in a way that this change cannot keep.`,
    "Make the change in the file itself, in a clone of the catalogue's repository, and push it.",
  );
}

function schemePath(files: ReadonlyMap<string, string>, id: string): string {
  const path = `vocabularies/${id}.yaml`;
  if (files.has(path) && id !== "facets") return path;
  const known = [...files.keys()].flatMap((one) => /^vocabularies\/([^/]+)\.yaml$/u.exec(one)?.[1] ?? []);
  throw refusal(`There is no scheme "${id}".`, didYouMean(nearest(id, known)));
}

function cannotRead(path: string, { line, sentence, hint }: VocabularyFinding): ExecatError {
  return refusal(
    `"${path}" cannot be read. Line ${line}: ${sentence}`,
    hint ?? "Mend the file in a clone of the catalogue's repository, and push it.",
  );
}

/** The scheme, or the first thing that keeps its file from being read. */
function readScheme(
  id: string,
  path: string,
  text: string,
  parsed = parseYaml(text),
): SchemeDraft | VocabularyFinding {
  const { scheme: validate } = loadVocabularyValidators();
  const name = `${id}.yaml`;
  const file =
    parsed === undefined
      ? readVocabularyFile(name, text, validate)
      : readVocabularyDocument(name, parsed, validate);
  const [fault] = file.findings;
  if (fault !== undefined) return fault;
  const value = parsed?.value;
  const concepts = isYamlMap(value) ? value.get("concepts") : undefined;
  // The schema has checked that both are maps; more aliases than are followed here are no edit's fault.
  if (parsed === undefined || !isYamlMap(value) || !isYamlMap(concepts)) throw cannotKeepLayout(path);
  const scheme = toConceptScheme(id, file);
  return { path, text, parsed, value, concepts, scheme, findings: checkScheme(scheme, file) };
}

function refuseNewErrors(before: SchemeDraft, after: SchemeDraft): void {
  const known = new Set(before.findings.map(({ sentence }) => sentence));
  const fresh = after.findings.find(({ sentence }) => !known.has(sentence));
  if (fresh !== undefined) throw refusal(fresh.sentence, fresh.hint);
}
