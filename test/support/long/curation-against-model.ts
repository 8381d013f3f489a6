import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createChecker } from "../../../src/catalogue/checker.ts";
import type { Entry } from "../../../src/catalogue/entry.ts";
import { type Catalogue, openCatalogue } from "../../../src/compose.ts";
import { loadSettings } from "../../../src/config/load.ts";
import type { CurationEdit } from "../../../src/curation/edits.ts";
import { ExecatError } from "../../../src/errors.ts";
import type { Concept, Vocabularies } from "../../../src/vocabulary/vocabulary.ts";
import { createDice, type Dice, measure, type LongRow } from "./long-row.ts";

export interface CurationRound {
  readonly entries: number;
  readonly concepts: number;
  readonly edits: number;
}

/** How many edits were made and refused, and every place where catalogue and model differ. */
interface CurationOutcome {
  readonly made: number;
  readonly refused: number;
  readonly undone: number;
  readonly wrong: readonly string[];
}

const CURATOR = { name: "Ada", email: "ada@example.org" };
const SCHEME = "job";

/**
 * Crawls random entries with random terms, edits a random vocabulary through the desk, and after each edit compares
 * terms, findings and counts of the catalogue with what a fresh check and a count by hand say.
 */
export async function runCurationAgainstModel(round: CurationRound, seed: number): Promise<LongRow> {
  const { entries, concepts, edits } = round;
  const size = `${entries} entries, ${concepts} concepts, ${edits} edits`;
  return measure({ test: "curation against model", seed, size }, async () => {
    const { made, refused, undone, wrong } = await run(round, seed);
    if (wrong.length > 0) throw new Error(wrong.slice(0, 20).join("\n"));
    return `${made} made (${undone} undone), ${refused} refused; all equal`;
  });
}

async function run(round: CurationRound, seed: number): Promise<CurationOutcome> {
  const random = createDice(seed);
  const folder = mkdtempSync(path.join(tmpdir(), "execat-curation-"));
  writeVocabulary(folder, round, random);
  writeEntries(folder, round, random);
  const settings = loadSettings({
    cwd: folder,
    env: {
      EXECAT_DATA_DIR: path.join(folder, "data"),
      EXECAT_VOCABULARIES: path.join(folder, "vocabularies"),
      EXECAT_LOG_LEVEL: "silent",
    },
  });
  const catalogue = await openCatalogue(settings);
  try {
    await catalogue.crawler.crawl({ signal: new AbortController().signal, onProgress: () => undefined });
    return await edit(catalogue, round, random);
  } finally {
    await catalogue.indexWriter.stop();
    await catalogue.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function edit(catalogue: Catalogue, round: CurationRound, random: Dice): Promise<CurationOutcome> {
  const { curation } = catalogue;
  const written = await writtenTerms(catalogue);
  const wrong = (await differences(catalogue, written)).map((text) => `at the start: ${text}`);
  const counts = { made: 0, refused: 0, undone: 0 };
  for (let step = 0; step < round.edits; step += 1) {
    const base = curation.current.commit;
    const wish = toEdit(curation.current.vocabularies, step, random);
    const edits = [wish];
    try {
      const preview = await curation.preview({ base, edits });
      const outcome = await curation.apply({ base, edits, subject: `Step ${step}`, author: CURATOR });
      if (preview.state !== "ready" || outcome.state !== "done") throw new Error("Nobody else was there.");
      if (preview.concerned.count !== outcome.concerned) {
        wrong.push(`step ${step}: the preview says ${preview.concerned.count}, it was ${outcome.concerned}`);
      }
      counts.made += 1;
      const undone = random.below(5) === 0 ? await curation.undo(outcome.commit, CURATOR) : undefined;
      if (undone?.state === "done") counts.undone += 1;
    } catch (error) {
      if (!(error instanceof ExecatError) || error.status >= 500) throw error;
      counts.refused += 1;
      continue;
    }
    const found = await differences(catalogue, written);
    wrong.push(...found.map((text) => `step ${step} (${JSON.stringify(wish)}): ${text}`));
  }
  return { ...counts, wrong };
}

/** Path → the terms that its author wrote. */
async function writtenTerms({ store }: Catalogue): Promise<ReadonlyMap<string, readonly string[]>> {
  const entries = await allEntries(store);
  return new Map(entries.map(({ program, terms }) => [program.path, terms.map(({ text }) => text)]));
}

async function allEntries(store: Catalogue["store"]): Promise<readonly Entry[]> {
  return store.entries.page(undefined, 10_000);
}

async function differences(
  catalogue: Catalogue,
  written: ReadonlyMap<string, readonly string[]>,
): Promise<readonly string[]> {
  const { store, indexWriter, search, curation } = catalogue;
  const { vocabularies } = curation.current;
  await indexWriter.ensure();
  await indexWriter.applyJobs();
  const entries = await allEntries(store);
  const wrong = entries.flatMap((entry) => [
    ...differentTerms(entry, written.get(entry.program.path) ?? [], vocabularies),
  ]);
  const counted = await search.countConcepts(SCHEME);
  for (const concept of vocabularies.schemes.get(SCHEME)?.concepts.values() ?? []) {
    const expected = entries.filter((entry) => has(entry, concept, vocabularies)).length;
    const count = counted.get(concept.id) ?? 0;
    if (count !== expected) wrong.push(`${concept.id} is counted ${count} times, by hand ${expected} times`);
  }
  const drift = await indexWriter.compare();
  for (const [kind, ids] of Object.entries(drift)) {
    if (ids.length > 0) wrong.push(`the index has ${ids.length} documents ${kind}`);
  }
  return wrong;
}

function differentTerms(
  entry: Entry,
  written: readonly string[],
  vocabularies: Vocabularies,
): readonly string[] {
  const { program, document, terms, problems } = entry;
  const fresh = createChecker(vocabularies).check(document.bytes, { file: document.file });
  const [checked] = fresh.documents;
  const wrong: string[] = [];
  const kept = terms.map(({ text }) => text);
  if (JSON.stringify(kept) !== JSON.stringify(written))
    wrong.push(`${program.path} lost a term: ${kept.join()}`);
  const meanings = (from: Entry["terms"]): string =>
    JSON.stringify(from.map(({ facet, text, conceptId }) => [facet, text, conceptId ?? null]));
  const [now, then] = [meanings(terms), meanings(checked?.terms ?? [])];
  if (now !== then) wrong.push(`${program.path} is tagged ${now}, a fresh check says ${then}`);
  const findings = (from: Entry["problems"]): string =>
    JSON.stringify(
      from
        .filter(({ rule }) => rule.startsWith("terms/"))
        .map(({ rule, line, column, sentence, hint }) => [rule, line, column, sentence, hint])
        .map((parts) => JSON.stringify(parts))
        .sort(),
    );
  const [told, would] = [findings(problems), findings(checked?.problems ?? [])];
  if (told !== would) wrong.push(`${program.path} is told ${told}, a fresh check says ${would}`);
  return wrong;
}

function has({ terms }: Entry, concept: Concept, vocabularies: Vocabularies): boolean {
  return terms.some(({ facet, scheme = "", conceptId = "" }) => {
    if (facet !== SCHEME) return false;
    const own = vocabularies.findConcept(scheme, conceptId);
    return own !== undefined && (own.id === concept.id || isBelow(own, concept, vocabularies, new Set()));
  });
}

/** Up the tree by the file's own words. */
function isBelow(own: Concept, above: Concept, vocabularies: Vocabularies, seen: Set<string>): boolean {
  if (seen.has(own.id)) return false;
  seen.add(own.id);
  return own.broader.some((id) => {
    const parent = vocabularies.findConcept(own.scheme, id);
    return parent !== undefined && (id === above.id || isBelow(parent, above, vocabularies, seen));
  });
}

function toEdit(vocabularies: Vocabularies, step: number, random: Dice): CurationEdit {
  const ids = [...(vocabularies.schemes.get(SCHEME)?.concepts.keys() ?? [])];
  const [id, other] = [random.pick(ids), random.pick(ids)];
  const since = "2026-11";
  const scheme = SCHEME;
  const text = `word ${random.below(12)}`;
  switch (random.below(9)) {
    case 0:
      return { kind: "merge-concept", scheme, id, into: other, since };
    case 1:
      return { kind: "move-concept", scheme, id, broader: random.below(3) === 0 ? [] : [other] };
    case 2:
      return {
        kind: "deprecate-concept",
        scheme,
        id,
        replacedBy: random.below(3) === 0 ? [] : [other],
        since,
      };
    case 3:
      return { kind: "restore-concept", scheme, id };
    case 4:
      return {
        kind: "add-label",
        scheme,
        id,
        label: text,
        as: random.below(2) === 0 ? "altLabel" : "hiddenLabel",
      };
    case 5:
      return { kind: "add-concept", scheme, id: `new-${step}`, fields: fieldsOf(text, [id]) };
    case 6:
      return { kind: "edit-concept", scheme, id, fields: fieldsOf(`${id} renamed ${step}`, []) };
    case 7:
      return {
        kind: "settle-term",
        term: { facet: SCHEME, text, reason: "Not ours.", by: "Ada", at: "2026-11-30" },
      };
    default:
      return { kind: "unsettle-term", facet: SCHEME, text };
  }
}

function fieldsOf(
  prefLabel: string,
  broader: readonly string[],
): Extract<CurationEdit, { readonly kind: "add-concept" }>["fields"] {
  return {
    prefLabel,
    broader,
    altLabel: [],
    hiddenLabel: [],
    definition: "What it means.",
    scopeNote: undefined,
    example: [],
    related: [],
    exactMatch: [],
    closeMatch: [],
    broadMatch: [],
  };
}

function writeVocabulary(folder: string, { concepts }: CurationRound, random: Dice): void {
  const target = path.join(folder, "vocabularies");
  mkdirSync(target);
  const texts = Array.from({ length: concepts }, (_, index) => {
    const broader = index > 2 && random.below(4) > 0 ? [`c${random.below(index)}`] : [];
    return `  c${index}:\n    prefLabel: concept ${index}\n    altLabel: [also ${index}]\n    broader: [${broader.join(", ")}]\n    definition: One of many.\n`;
  });
  writeFileSync(
    path.join(target, `${SCHEME}.yaml`),
    `scheme: { title: Jobs, facet: { key: ${SCHEME}, label: Job } }\nconcepts:\n${texts.join("")}`,
  );
}

function writeEntries(folder: string, { entries, concepts }: CurationRound, random: Dice): void {
  writeFileSync(path.join(folder, "sources.yaml"), "sources:\n  - { key: programs, folder: programs }\n");
  for (let number = 0; number < entries; number += 1) {
    const terms = Array.from({ length: 1 + random.below(3) }, () => {
      const of = random.below(concepts);
      return random.pick([
        `concept ${of}`,
        `Also-${of}`,
        `c${of}`,
        `word ${random.below(12)}`,
        `WORD ${random.below(12)}`,
      ]);
    });
    const target = path.join(folder, "programs", `program-${number}`);
    mkdirSync(target, { recursive: true });
    writeFileSync(
      path.join(target, "ivoa-execution.yaml"),
      [
        "executable:",
        "  kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/docker-container.yaml",
        "  image: { locations: [example.org/tool:1] }",
        "discovery:",
        `  title: Program ${number}`,
        "  summary: Does something or other.",
        `  terms: { ${SCHEME}: [${terms.map((text) => JSON.stringify(text)).join(", ")}] }`,
        "",
      ].join("\n"),
    );
  }
}
