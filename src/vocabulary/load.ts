import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ExecatError } from "../errors.ts";
import { checkQuestions, toConceptFacets } from "./build-facets.ts";
import { toConceptScheme } from "./build-scheme.ts";
import { checkScheme } from "./check-scheme.ts";
import { createVocabularies } from "./create-vocabularies.ts";
import { toVocabularyError, type VocabularyFinding } from "./findings.ts";
import { readVocabularyFile, type VocabularyFile } from "./read-file.ts";
import { loadVocabularyValidators } from "./schema.ts";
import type { ConceptScheme, Vocabularies } from "./vocabulary.ts";

const FACETS_FILE = "facets.yaml";

/**
 * Loads and checks the vocabularies of a folder: each `*.yaml` is a scheme whose id is the file's name, but
 * `facets.yaml`, which maps facets to schemes.
 *
 * Throws `VOCABULARY_INVALID` when the folder cannot be read or holds no scheme, and with all findings together,
 * each with file, line and column, when something in it is wrong.
 */
export async function loadVocabularies(folder: string): Promise<Vocabularies> {
  const texts = await readTexts(folder);
  const validators = loadVocabularyValidators();
  const files = new Map<string, VocabularyFile>();
  for (const [name, text] of texts) {
    const validate = name === FACETS_FILE ? validators.facets : validators.scheme;
    files.set(name, readVocabularyFile(name, text, validate));
  }
  throwWhenFound([...files.values()].flatMap((file) => file.findings));

  const schemes = new Map<string, ConceptScheme>();
  const findings: VocabularyFinding[] = [];
  for (const [name, file] of files) {
    if (name === FACETS_FILE) continue;
    const scheme = toConceptScheme(name.slice(0, -".yaml".length), file);
    findings.push(...checkScheme(scheme, file));
    schemes.set(scheme.id, scheme);
  }
  const facets = toConceptFacets(schemes, files.get(FACETS_FILE));
  findings.push(...facets.findings);
  for (const scheme of schemes.values()) {
    const file = files.get(`${scheme.id}.yaml`);
    if (file !== undefined) findings.push(...checkQuestions(scheme, file, facets.facets, schemes));
  }
  throwWhenFound(findings);
  return createVocabularies(schemes, facets.facets, hashOf(texts));
}

function throwWhenFound(findings: readonly VocabularyFinding[]): void {
  if (findings.length > 0) throw toVocabularyError(findings);
}

async function readTexts(folder: string): Promise<ReadonlyMap<string, string>> {
  const hint = "EXECAT_VOCABULARIES names the folder; leave it empty for the shipped vocabularies.";
  const texts = new Map<string, string>();
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith(".yaml")).sort();
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
