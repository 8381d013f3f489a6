import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ExecatError } from "../errors.ts";
import { checkQuestions, toConceptFacets } from "./build-facets.ts";
import { toConceptScheme } from "./build-scheme.ts";
import { checkScheme } from "./check-scheme.ts";
import type { VocabularyFinding } from "./findings.ts";
import { createKeptFiles, type KeptFiles, toVocabularyFile } from "./kept-files.ts";
import { readVocabularyFile, type VocabularyFile } from "./read-file.ts";
import { loadVocabularyValidators, readVocabularySchema } from "./schema.ts";
import type { ConceptFacet, ConceptScheme } from "./vocabulary.ts";

export const FACETS_FILE = "facets.yaml";
const EXTENSION = ".yaml";

/** What a folder of vocabularies holds, as far as it can be read. */
export interface ReadVocabularies {
  readonly texts: ReadonlyMap<string, string>;
  /** The files of schemes by the schemes' ids, broken ones too. */
  readonly files: ReadonlyMap<string, VocabularyFile>;
  readonly schemes: ReadonlyMap<string, ConceptScheme>;
  readonly facets: readonly ConceptFacet[];
  /** `facets.yaml`, when it is there, broken or not. */
  readonly facetsFile: VocabularyFile | undefined;
  /** All errors, in the order of the files' names. */
  readonly findings: readonly VocabularyFinding[];
  /** Changes when any file does. */
  readonly hash: string;
}

/**
 * Reads all schemes and facets of a folder. What is wrong in a file comes back as findings. What `keepIn` holds from
 * before is not parsed and not checked again, as long as the file's text is the same.
 *
 * Throws `VOCABULARY_INVALID` when the folder cannot be read or holds no scheme.
 */
export async function readVocabularies(folder: string, keepIn?: string): Promise<ReadVocabularies> {
  return readVocabularyTexts(await readTexts(folder), keepIn);
}

/** The same for texts by the names that their files have in a folder; none of them is no error here. */
export async function readVocabularyTexts(
  texts: ReadonlyMap<string, string>,
  keepIn?: string,
): Promise<ReadVocabularies> {
  const kept = keepIn === undefined ? undefined : createKeptFiles(keepIn, readVocabularySchema());
  const sound = new Set<string>();
  const files = new Map<string, VocabularyFile>();
  const schemes = new Map<string, ConceptScheme>();
  const findings: VocabularyFinding[] = [];
  let facetsFile: VocabularyFile | undefined;
  for (const [name, text] of texts) {
    const isFacets = name === FACETS_FILE;
    const parse = (): VocabularyFile =>
      readVocabularyFile(name, text, loadVocabularyValidators()[isFacets ? "facets" : "scheme"]);
    const before = await kept?.find(name, text);
    const file = before === undefined ? parse() : toVocabularyFile(name, before, parse);
    if (before !== undefined) sound.add(name);
    findings.push(...file.findings);
    if (isFacets) facetsFile = file;
    else files.set(name.slice(0, -EXTENSION.length), file);
  }
  for (const [id, file] of files) {
    if (file.findings.length > 0) continue;
    const scheme = toConceptScheme(id, file);
    const found = sound.has(file.name) ? [] : checkScheme(scheme, file);
    findings.push(...found);
    schemes.set(id, scheme);
  }
  const built = toConceptFacets({ schemes, files, facetsFile });
  findings.push(...built.findings);
  // A question may name what a broken file would have brought.
  const isBroken = [facetsFile, ...files.values()].some((file) => (file?.findings.length ?? 0) > 0);
  for (const [id, scheme] of isBroken ? [] : schemes) {
    const file = files.get(id);
    if (file !== undefined) findings.push(...checkQuestions(scheme, file, built.facets, schemes));
  }
  if (findings.length === 0) await keepAll(kept, texts, [facetsFile, ...files.values()], sound);
  return { texts, files, schemes, facets: built.facets, facetsFile, findings, hash: hashOf(texts) };
}

async function keepAll(
  kept: KeptFiles | undefined,
  texts: ReadonlyMap<string, string>,
  files: readonly (VocabularyFile | undefined)[],
  sound: ReadonlySet<string>,
): Promise<void> {
  if (kept === undefined) return;
  for (const file of files) {
    const text = texts.get(file?.name ?? "");
    if (file !== undefined && text !== undefined && !sound.has(file.name))
      await kept.keep(file.name, text, file);
  }
}

async function readTexts(folder: string): Promise<ReadonlyMap<string, string>> {
  const hint = "EXECAT_VOCABULARIES names the folder; leave it empty for the shipped vocabularies.";
  const texts = new Map<string, string>();
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith(EXTENSION)).sort();
    for (const name of names) texts.set(name, await readFile(join(folder, name), "utf8"));
  } catch (cause) {
    throw new ExecatError("VOCABULARY_INVALID", `The vocabularies in "${folder}" cannot be read.`, {
      hint,
      cause,
    });
  }
  if ([...texts.keys()].every((name) => name === FACETS_FILE)) {
    throw new ExecatError("VOCABULARY_INVALID", `The folder "${folder}" holds no vocabulary.`, { hint });
  }
  return texts;
}

function hashOf(texts: ReadonlyMap<string, string>): string {
  const hash = createHash("sha256");
  for (const [name, text] of texts) hash.update(`${name}\0${Buffer.byteLength(text)}\0`).update(text);
  return hash.digest("hex");
}
