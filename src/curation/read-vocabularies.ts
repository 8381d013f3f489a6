import { createHash } from "node:crypto";
import { checkQuestions, toConceptFacets } from "../vocabulary/build-facets.ts";
import { createVocabularies } from "../vocabulary/create-vocabularies.ts";
import type { VocabularyFile } from "../vocabulary/read-file.ts";
import { FACETS_FILE, readVocabularyTexts } from "../vocabulary/read-folder.ts";
import type { ConceptFacet, ConceptScheme, SettledText, Vocabularies } from "../vocabulary/vocabulary.ts";
import type { CurationFinding } from "./curated.ts";
import { toCurationFinding } from "./curation-file.ts";

const FOLDER = "vocabularies/";
/** They concern how a scheme is shown, not what it says. */
const HARMLESS = new Set(["vocabulary/facet", "vocabulary/question"]);

export interface VocabularySources {
  /** The curation's files by path. */
  readonly files: ReadonlyMap<string, string>;
  readonly settled: readonly SettledText[];
  readonly keepIn: string | undefined;
  /** Stands in for what cannot be read now. */
  readonly before: Vocabularies | undefined;
}

/**
 * The vocabularies that files say, with a finding for each place that is wrong. A scheme that is broken is the one of
 * before; where there was none, it is left out, with its facets.
 */
export async function readCuratedVocabularies({
  files,
  settled,
  keepIn,
  before,
}: VocabularySources): Promise<{
  readonly vocabularies: Vocabularies;
  readonly findings: readonly CurationFinding[];
}> {
  const texts = vocabularyTexts(files);
  const read = await readVocabularyTexts(texts, keepIn);
  const findings = read.findings.map((finding) => toCurationFinding(finding, FOLDER + finding.file));
  if (read.files.size === 0) return { vocabularies: withoutAny(before, settled), findings: [noVocabulary()] };
  if (findings.length === 0) {
    const hash = hashOf(read.hash, settled, "");
    return { vocabularies: createVocabularies(read.schemes, read.facets, hash, settled), findings };
  }
  const broken = new Set(
    read.findings
      .filter(({ rule, file }) => file === FACETS_FILE || !HARMLESS.has(rule))
      .map(({ file }) => file),
  );
  const schemes = soundSchemes(read, broken, before);
  const facets = soundFacets({ ...read, schemes }, broken.has(FACETS_FILE), before);
  const asked = new Map(
    [...schemes].map(([id, scheme]) => [id, withSoundQuestions(scheme, read.files, facets, schemes)]),
  );
  const hash = hashOf(read.hash, settled, before?.hash ?? "");
  return { vocabularies: createVocabularies(asked, facets, hash, settled), findings };
}

function vocabularyTexts(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const found = [...files].filter(([path]) => /^vocabularies\/[^/]+\.yaml$/u.test(path));
  return new Map(found.map(([path, text]) => [path.slice(FOLDER.length), text] as const).sort(byName));
}

/** As a folder's names are put in order, so that the hash of the same texts is the same. */
function byName([one]: readonly [string, string], [other]: readonly [string, string]): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

interface Read {
  readonly schemes: ReadonlyMap<string, ConceptScheme>;
  readonly files: ReadonlyMap<string, VocabularyFile>;
  readonly facetsFile: VocabularyFile | undefined;
}

function soundSchemes(
  { schemes, files }: Read,
  broken: ReadonlySet<string>,
  before: Vocabularies | undefined,
): ReadonlyMap<string, ConceptScheme> {
  const sound = new Map<string, ConceptScheme>();
  for (const [id, file] of files) {
    const scheme = broken.has(file.name) ? before?.schemes.get(id) : schemes.get(id);
    if (scheme !== undefined) sound.set(id, scheme);
  }
  return sound;
}

function soundFacets(
  { schemes, files, facetsFile }: Read,
  isBroken: boolean,
  before: Vocabularies | undefined,
): readonly ConceptFacet[] {
  const known = new Map([...files].filter(([id]) => schemes.has(id)));
  const readable = isBroken ? undefined : facetsFile;
  const built = toConceptFacets({ schemes, files: known, facetsFile: readable }).facets;
  const wanted = isBroken && before !== undefined ? [...before.facets, ...built] : built;
  const facets: ConceptFacet[] = [];
  for (const facet of wanted) {
    const isKnown = facets.some(({ key }) => key === facet.key);
    // A scheme that was shown under names of its own is not shown under its id as well.
    const isShown =
      isBroken &&
      !(before?.facets ?? []).includes(facet) &&
      facets.some(({ scheme }) => scheme === facet.scheme);
    if (schemes.has(facet.scheme) && !isKnown && !isShown) facets.push(facet);
  }
  return facets.map((facet, order) => ({ ...facet, order }));
}

function withSoundQuestions(
  scheme: ConceptScheme,
  files: ReadonlyMap<string, VocabularyFile>,
  facets: readonly ConceptFacet[],
  schemes: ReadonlyMap<string, ConceptScheme>,
): ConceptScheme {
  const file = files.get(scheme.id);
  if (file === undefined) return scheme;
  const exampleQuestions = scheme.exampleQuestions.filter(
    (question) =>
      checkQuestions({ ...scheme, exampleQuestions: [question] }, file, facets, schemes).length === 0,
  );
  return { ...scheme, exampleQuestions };
}

function withoutAny(before: Vocabularies | undefined, settled: readonly SettledText[]): Vocabularies {
  const hash = hashOf("none", settled, before?.hash ?? "");
  return createVocabularies(before?.schemes ?? new Map(), before?.facets ?? [], hash, settled);
}

function noVocabulary(): CurationFinding {
  return {
    path: FOLDER.slice(0, -1),
    line: 1,
    column: 1,
    severity: "error",
    rule: "curation/no-vocabulary",
    sentence: "There is no vocabulary.",
    hint: 'Bring the files of "vocabularies" back; those of before are in use until then.',
  };
}

/** That of the texts alone where nothing else counts, so that it is the same as that of a folder with these texts. */
function hashOf(texts: string, settled: readonly SettledText[], before: string): string {
  if (settled.length === 0 && before === "") return texts;
  const hash = createHash("sha256").update(`${texts}\0${before}\0`);
  for (const { facet, text, reason } of settled) hash.update(JSON.stringify([facet, text, reason ?? null]));
  return hash.digest("hex");
}
