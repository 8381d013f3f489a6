import { ofBranch } from "../src/catalogue/versions.ts";
import type { DocumentRecord, Entry, TermRecord } from "../src/catalogue/entry.ts";
import type { ManifestModel } from "../src/manifest/model.ts";
import type { Concept, Vocabularies } from "../src/vocabulary/vocabulary.ts";

/** The same numbers between 0 and 1 for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const SYLLABLES = "ba ce di fo gu ra lo mi ne su ta ve xi ko pra ste tro gal ent ion mag lys".split(" ");
const FILLERS = "a the of for and in with to from which it on data tool software".split(" ");
const LICENSES = ["MIT", "BSD-3-Clause", "GPL-3.0-or-later", "Apache-2.0", "AFL-3.0", "LGPL-3.0-only"];
const KINDS = [
  "docker-container",
  "docker-container",
  "docker-container",
  "jupyter-notebook",
  "python-program",
];
const WORDS = 20_000;

/** Words by Zipf's law: few stand in nearly every text, most in hardly any. */
export interface WordSource {
  word(): string;
  words(count: number): string;
  readonly all: readonly string[];
}

/** Invented words, with English fillers as frequent as they are. */
export function createWordSource(random: () => number): WordSource {
  const all = [...FILLERS];
  while (all.length < WORDS) {
    let word = "";
    for (let left = 2 + Math.floor(random() * 3); left > 0; left -= 1) word += pick(SYLLABLES, random);
    all.push(all.length % 7 === 0 ? `${word}s` : word);
  }
  const word = (): string => all[Math.min(WORDS - 1, Math.floor(WORDS ** random()) - 1)] ?? "a";
  return { all, word, words: (count) => Array.from({ length: count }, word).join(" ") };
}

export interface GenerateOptions {
  readonly count: number;
  readonly seed: number;
  readonly vocabularies: Vocabularies;
}

/** Entries as a crawl would leave them: 20 hosts, repositories of one program, terms from the vocabularies. */
export function* generateEntries({ count, seed, vocabularies }: GenerateOptions): Generator<Entry> {
  const random = createRandom(seed);
  const source = createWordSource(random);
  const concepts = new Map<string, readonly Concept[]>();
  for (const facet of vocabularies.facets) {
    concepts.set(facet.key, [...(vocabularies.schemes.get(facet.scheme)?.concepts.values() ?? [])]);
  }
  for (let number = 0; number < count; number += 1) yield toEntry(number, random, source, concepts);
}

function toEntry(
  number: number,
  random: () => number,
  source: WordSource,
  concepts: ReadonlyMap<string, readonly Concept[]>,
): Entry {
  const id = `01BENCH${String(number).padStart(19, "0")}`;
  const terms = [...concepts].flatMap(([facet, all]) => pickTerms(facet, all, random));
  const [first] = terms;
  const title = `${source.word()} ${random() < 0.4 ? `${first?.text ?? ""} ` : ""}${source.words(2)}`;
  const summary = `${source.words(6)} ${terms.at(-1)?.text ?? ""} ${source.words(6)}.`;
  const updatedAt = new Date(Date.UTC(2024, 0, 1) + Math.floor(random() * 900) * 86_400_000).toISOString();
  const host = `host${Math.floor(random() * 20)}.example`;
  const path = `group${number % 997}/program-${number}`;
  const document = toDocument(id, toModel(title, summary, random, source), updatedAt);
  return {
    program: {
      id,
      path: `${host}/${path}`,
      state: "published",
      listed: true,
      title,
      summary,
      titleFrom: "author",
      summaryFrom: "author",
      firstPublishedAt: updatedAt,
      updatedAt,
      withdrawal: undefined,
    },
    document,
    runs: ofBranch(document),
    versions: [],
    terms,
    problems: [],
    repository: {
      id: `R${id.slice(1)}`,
      sourceId: "S0000000000000000000000000",
      forge: "git",
      forgeId: path,
      host,
      path,
      url: `https://${host}/${path}.git`,
      webUrl: undefined,
      facts: undefined,
      tagsSeen: undefined,
      reportWanted: undefined,
      reportSent: undefined,
      defaultBranch: "main",
      headSeen: "0".repeat(40),
      checkedWith: undefined,
      goneSince: undefined,
      state: "ok",
      failure: undefined,
      attempts: 0,
      nextLookAt: undefined,
      lastLookedAt: updatedAt,
      createdAt: updatedAt,
    },
    source: {
      id: "S0000000000000000000000000",
      key: "bench",
      kind: "git",
      options: {},
      location: `https://${host}`,
      label: undefined,
      state: "active",
      origin: "file",
      proposedBy: undefined,
      createdAt: updatedAt,
      failure: undefined,
      lastListedAt: updatedAt,
    },
  };
}

function pickTerms(facet: string, concepts: readonly Concept[], random: () => number): readonly TermRecord[] {
  const terms: TermRecord[] = [];
  for (let left = 1 + Math.floor(random() * 2); left > 0; left -= 1) {
    // The square makes some concepts far more frequent than others.
    const concept = concepts[Math.floor(random() ** 2 * concepts.length)];
    if (concept === undefined) continue;
    const { scheme, id: conceptId, prefLabel: text } = concept;
    terms.push({ facet, text, scheme, conceptId, origin: "author" });
  }
  return terms;
}

function toModel(title: string, summary: string, random: () => number, source: WordSource): ManifestModel {
  const kind = pick(KINDS, random);
  const isContainer = kind === "docker-container";
  const image = `registry.example/${source.word()}/${source.word()}:1.${Math.floor(random() * 9)}`;
  return {
    executable: {
      kind,
      kindState: "concrete",
      ...(isContainer
        ? { image: { locations: [image], digest: random() < 0.5 ? `sha256:${"0".repeat(64)}` : undefined } }
        : {}),
    },
    compute: {
      kind: "simple-compute-resource",
      kindState: "concrete",
      cores: { min: 2 ** Math.floor(random() * 6) },
      memory: { min: 2 ** Math.floor(random() * 8) },
      volumes: [],
    },
    storage: [],
    data: [],
    discovery: {
      title,
      summary,
      description: `${source.words(30)}.\n\n${source.words(30)}.`,
      license: pick(LICENSES, random),
      authors: [{ name: `${source.word()} ${source.word()}` }],
      publications: [],
      keywords: [source.word(), source.word()],
      terms: [],
      inputs: [],
      parameters: [],
      layers: [],
      listed: true,
    },
  };
}

function toDocument(programId: string, model: ManifestModel, at: string): DocumentRecord {
  return {
    id: `D${programId.slice(1)}`,
    programId,
    repositoryId: `R${programId.slice(1)}`,
    file: "ivoa-execution.yaml",
    number: 0,
    commit: "0".repeat(40),
    blobId: "0".repeat(40),
    sha256: "0".repeat(64),
    bytes: new Uint8Array(),
    discoveryFile: undefined,
    discoveryBytes: undefined,
    dialect: "D",
    model,
    modelVersion: 1,
    facts: undefined,
    layer: "developer",
    derivedFrom: undefined,
    version: undefined,
    publishedAt: at,
    lastSeenAt: at,
  };
}

export function pick<T>(list: readonly T[], random: () => number): T {
  const item = list[Math.floor(random() * list.length)];
  if (item === undefined) throw new Error("There is nothing to pick from.");
  return item;
}
