import type { Store } from "../catalogue/store.ts";
import type { WrittenTerm } from "../catalogue/term-store.ts";
import { toLabelKey } from "../vocabulary/label-key.ts";
import { nearestConcepts } from "../vocabulary/nearest-concepts.ts";
import type { Curated } from "./curated.ts";
import type { Queue, QueuedTerm } from "./desk.ts";

const EXAMPLES = 5;
const NEAREST = 4;

export interface QueueOptions {
  readonly store: Pick<Store, "terms">;
  readonly curated: Curated;
}

/** Spellings of one term: those that differ in case, hyphens and spaces only. */
interface Group {
  readonly facet: string;
  readonly spellings: readonly WrittenTerm[];
  readonly entries: number;
}

/**
 * Terms that authors wrote and that nobody knows, or that may mean several concepts, but for those that curators have
 * settled; the most used first.
 */
export async function listQueue(
  options: QueueOptions,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<Queue> {
  const groups = await groupUnknown(options);
  const terms: QueuedTerm[] = [];
  for (const group of groups.slice(offset, offset + limit)) terms.push(await toQueued(options, group));
  return { total: groups.length, terms };
}

export async function findQueued(
  options: QueueOptions,
  facet: string,
  text: string,
): Promise<QueuedTerm | undefined> {
  const key = toLabelKey(text);
  const group = (await groupUnknown(options)).find(
    (one) => one.facet === facet && one.spellings.some((term) => toLabelKey(term.text) === key),
  );
  return group === undefined ? undefined : toQueued(options, group);
}

async function groupUnknown({ store, curated }: QueueOptions): Promise<readonly Group[]> {
  const settled = new Set(curated.settled.map(({ facet, text }) => keyOf(facet, text)));
  const facets = new Set(curated.vocabularies.facets.map(({ key }) => key));
  const groups = new Map<string, WrittenTerm[]>();
  for (const term of await store.terms.listWritten()) {
    const key = keyOf(term.facet, term.text);
    const isOpen = term.origin === "author" && term.conceptId === undefined && term.programs > 0;
    if (!isOpen || !facets.has(term.facet) || settled.has(key)) continue;
    groups.set(key, [...(groups.get(key) ?? []), term]);
  }
  return [...groups.values()]
    .map(toGroup)
    .sort((one, other) => other.entries - one.entries || compare(nameOf(one), nameOf(other)));
}

function toGroup(terms: readonly WrittenTerm[]): Group {
  const spellings = [...terms].sort(
    (one, other) => other.programs - one.programs || capitalsIn(one) - capitalsIn(other),
  );
  const [first] = spellings;
  return {
    facet: first?.facet ?? "",
    spellings,
    entries: spellings.reduce((sum, { programs }) => sum + programs, 0),
  };
}

/** Of spellings that are written as often, the one with the fewest is shown. */
function capitalsIn({ text }: WrittenTerm): number {
  return text.match(/\p{Lu}/gu)?.length ?? 0;
}

async function toQueued({ store, curated }: QueueOptions, group: Group): Promise<QueuedTerm> {
  const { facet, spellings, entries } = group;
  const texts = spellings.map(({ text }) => text);
  const examples: QueuedTerm["examples"][number][] = [];
  for (const text of texts) {
    if (examples.length >= EXAMPLES) break;
    examples.push(...(await store.terms.programsWithTerm(facet, text, EXAMPLES - examples.length)));
  }
  const [text = ""] = texts;
  const resolution = curated.vocabularies.resolve(facet, text);
  return {
    facet,
    text,
    spellings: texts,
    entries,
    choices: resolution.state === "ambiguous" ? resolution.choices : [],
    since: spellings.map(({ since }) => since).sort()[0] ?? "",
    examples,
    nearest: nearestConcepts(curated.vocabularies, { facet, text }, NEAREST),
  };
}

function keyOf(facet: string, text: string): string {
  return JSON.stringify([facet, toLabelKey(text)]);
}

function nameOf({ facet, spellings }: Group): string {
  return `${facet} ${spellings[0]?.text ?? ""}`;
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
