import { ofBranch } from "../../../src/catalogue/versions.ts";
import { join } from "node:path";
import type { Entry, TermRecord } from "../../../src/catalogue/entry.ts";
import type { ManifestModel } from "../../../src/manifest/model.ts";
import { createEmbeddedEngine } from "../../../src/search/embedded/index.ts";
import { settingsFor, toSearchDocument } from "../../../src/search/indexing.ts";
import type { SearchEngine } from "../../../src/search/search-engine.ts";
import type { SearchService } from "../../../src/search/search-service.ts";
import { createSearchService } from "../../../src/search/service.ts";
import { loadVocabularies } from "../../../src/vocabulary/load.ts";
import type { Vocabularies } from "../../../src/vocabulary/vocabulary.ts";
import { model, programChange, repository, source } from "../../support/entry-builders.ts";

/** The vocabularies that ship. */
export function loadShipped(): Promise<Vocabularies> {
  return loadVocabularies(join(import.meta.dirname, "../../../vocabularies"));
}

export interface EntryParts {
  readonly id: string;
  readonly title?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly keywords?: readonly string[];
  /** facet → texts, resolved with the vocabularies. */
  readonly terms?: Readonly<Record<string, readonly string[]>>;
  readonly model?: Partial<ManifestModel>;
  readonly authors?: readonly string[];
  readonly license?: string;
  readonly updatedAt?: string;
}

/** An entry of which only what matters is said. */
export function toEntry(parts: EntryParts, vocabularies: Vocabularies): Entry {
  const { id, title = "Untitled", summary, updatedAt = "2026-01-01T00:00:00.000Z" } = parts;
  const ownModel = model({
    ...parts.model,
    discovery: {
      description: parts.description,
      license: parts.license,
      authors: (parts.authors ?? []).map((name) => ({ name })),
      publications: [],
      keywords: parts.keywords ?? [],
      terms: [],
      inputs: [],
      parameters: [],
      layers: [],
      listed: true,
    },
  });
  const change = programChange({
    id,
    title,
    summary,
    updatedAt,
    path: `local.examples/${id}`,
    model: ownModel,
  });
  const [document] = change.documents;
  if (document === undefined) throw new Error("The builder gave no document.");
  const terms = Object.entries(parts.terms ?? {}).flatMap(([facet, texts]) =>
    texts.map((text) => toTerm(facet, text, vocabularies)),
  );
  return {
    program: change.program,
    document,
    runs: ofBranch(document),
    versions: [],
    terms,
    problems: [],
    repository: repository(),
    source: source(),
  };
}

function toTerm(facet: string, text: string, vocabularies: Vocabularies): TermRecord {
  const resolution = vocabularies.resolve(facet, text);
  const concept = resolution.state === "resolved" ? resolution.concept : undefined;
  return { facet, text, scheme: concept?.scheme, conceptId: concept?.id, origin: "author" };
}

/** An embedded engine that holds the entries, and the service before it. */
export async function createFilledSearch(
  entries: readonly EntryParts[],
  vocabularies: Vocabularies,
): Promise<{ readonly engine: SearchEngine; readonly service: SearchService }> {
  const engine = createEmbeddedEngine({ file: ":memory:" });
  const { settings, hash } = settingsFor(vocabularies);
  const documents = entries.map((parts) => toSearchDocument(toEntry(parts, vocabularies), vocabularies));
  await engine.replaceAll(documents, settings, hash);
  return { engine, service: createSearchService({ engine, vocabularies }) };
}
