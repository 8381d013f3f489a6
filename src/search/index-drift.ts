import { hashDocument } from "./document-hash.ts";
import type { ListedDocument, SearchDocument, SearchEngine } from "./search-engine.ts";

/** Where an index differs from the store: ids of programs. */
export interface IndexDrift {
  /** In the store only. */
  readonly missing: readonly string[];
  /** In both, but the index has another document than the store would give. */
  readonly changed: readonly string[];
  /** In the index only. */
  readonly surplus: readonly string[];
}

const PAGE = 1000;

/** Compares an index with the documents that the store gives, which come by id, by ids and hashes. */
export async function findDrift(
  documents: AsyncIterable<SearchDocument>,
  engine: Pick<SearchEngine, "list">,
): Promise<IndexDrift> {
  const drift = { missing: [] as string[], changed: [] as string[], surplus: [] as string[] };
  const listed = listAll(engine);
  let next = await listed.next();
  for await (const document of documents) {
    while (next.done !== true && next.value.id < document.id) {
      drift.surplus.push(next.value.id);
      next = await listed.next();
    }
    if (next.done === true || next.value.id !== document.id) {
      drift.missing.push(document.id);
      continue;
    }
    if (next.value.hash !== hashDocument(document)) drift.changed.push(document.id);
    next = await listed.next();
  }
  for (; next.done !== true; next = await listed.next()) drift.surplus.push(next.value.id);
  return drift;
}

async function* listAll(engine: Pick<SearchEngine, "list">): AsyncGenerator<ListedDocument, undefined> {
  let last: string | undefined;
  for (;;) {
    const page = await engine.list(last, PAGE);
    yield* page;
    last = page.at(-1)?.id;
    if (page.length < PAGE) return undefined;
  }
}
