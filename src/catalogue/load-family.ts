import type { Entry } from "./entry.ts";
import { parseOrigin } from "./layer-address.ts";
import { resolveOrigin, standingOf, type LayerDecision, type Standing } from "./layers.ts";
import { ownerOf } from "./owner.ts";
import type { Store } from "./store.ts";

export type LayerSource = Pick<Store, "entries" | "layers">;

/** What has become of a document's word that it is derived from another. */
export type Claim =
  | { readonly state: "unknown"; readonly text: string; readonly several: readonly string[] }
  | { readonly state: "circle"; readonly text: string; readonly origin: Entry }
  | (Standing & {
      readonly text: string;
      readonly origin: Entry;
      readonly decision: LayerDecision | undefined;
    });

/** A document on the way from an entry up to where its chain begins, with what it says of the one above it. */
export interface ChainStep {
  readonly entry: Entry;
  readonly claim: Claim | undefined;
}

/** A program of a family, with what it is derived from, and how many claims lead from it to the top. */
export interface FamilyMember extends ChainStep {
  readonly origin: FamilyMember | undefined;
  readonly depth: number;
}

/** Documents that describe one program: all that are linked by recognised claims. */
export interface Family {
  /** The entry that was asked for, then what it says to be derived from, and so on: the whole chain of claims. */
  readonly chain: readonly ChainStep[];
  /** Of the chain, what may stand for one program: from the top of the family down to the entry. */
  readonly line: readonly Entry[];
  /** What the top of the family claims, which nobody has recognised. */
  readonly openClaim: Claim | undefined;
  /** The top first. */
  readonly members: readonly FamilyMember[];
  /** The one that search shows; absent when none of them is published and listed. */
  readonly shown: Entry | undefined;
}

/** Longer chains, and larger families, are nobody's layers: beyond, each document stands for itself. */
const MOST_STEPS = 50;
const MOST_MEMBERS = 200;

/**
 * Follows the claims of a document up to where they end. A chain that bites its tail is broken: the documents of the
 * circle count as derived from nothing.
 */
export async function loadChain(source: LayerSource, entry: Entry): Promise<readonly ChainStep[]> {
  const steps: ChainStep[] = [];
  for (let next: Entry | undefined = entry; next !== undefined && steps.length < MOST_STEPS;) {
    const claim: Claim | undefined = await findClaim(source, next);
    steps.push({ entry: next, claim });
    const origin: Entry | undefined = claim?.state === "unknown" ? undefined : claim?.origin;
    const start = steps.findIndex((step) => step.entry.program.id === origin?.program.id);
    if (start !== -1) return steps.map((step, index) => (index < start ? step : inCircle(step)));
    next = origin;
  }
  return steps;
}

/** The documents that describe one program with this one, and which of them search shows. */
export async function loadFamily(source: LayerSource, entry: Entry): Promise<Family> {
  const chain = await loadChain(source, entry);
  const top = chain.findIndex(({ claim }) => claim?.state !== "recognised");
  const end = top === -1 ? chain.length - 1 : top;
  const line = chain.slice(0, end + 1).map((step) => step.entry);
  const above = new Set(chain.slice(end + 1).map((step) => step.entry.program.id));
  const members = await loadMembers(source, chain[end] ?? { entry, claim: undefined }, above);
  const isMember = members.some((member) => member.entry.program.id === entry.program.id);
  const own = isMember ? members : aloneIn(entry);
  return {
    chain,
    line: line.toReversed(),
    openClaim: chain[end]?.claim,
    members: own,
    shown: latestOf(own),
  };
}

/** The family of a program that claims nothing and that nobody claims. */
export function familyOfOne(entry: Entry): Family {
  const members = aloneIn(entry);
  return { chain: members, line: [entry], openClaim: undefined, members, shown: latestOf(members) };
}

function aloneIn(entry: Entry): readonly FamilyMember[] {
  return [{ entry, claim: undefined, origin: undefined, depth: 0 }];
}

/** The documents from the top of a family down to one of its members. */
export function lineTo({ members }: Pick<Family, "members">, entry: Entry): readonly Entry[] {
  const line: Entry[] = [];
  const last = members.find((member) => member.entry.program.id === entry.program.id);
  for (let next = last; next !== undefined; next = next.origin) line.unshift(next.entry);
  return line;
}

/** Published programs that say they are layers of another without being recognised, by path. */
export interface Unverified {
  readonly entries: readonly Entry[];
  /** True when there are more claims than were looked at. */
  readonly more: boolean;
}

/** Looks at up to `limit` claims on the entry that the family was loaded for. */
export async function listUnverified(
  source: LayerSource,
  { chain, members }: Pick<Family, "chain" | "members">,
  limit: number,
): Promise<Unverified> {
  const origin = chain[0]?.entry;
  if (origin === undefined) return { entries: [], more: false };
  const known = new Set(members.map(({ entry }) => entry.program.id));
  const claimants = await source.layers.listClaimants(origin.program.id, { limit: limit + known.size + 1 });
  const ids = claimants.filter((id) => !known.has(id));
  const unverified: Entry[] = [];
  for (const entry of await source.entries.getAll(ids.slice(0, limit))) {
    const isAbove = chain.some((step) => step.entry.program.id === entry.program.id);
    if (entry.program.state !== "published" || isAbove) continue;
    const claim = await findClaim(source, entry, origin);
    if (claim?.state === "unverified" && claim.origin === origin) unverified.push(entry);
  }
  return { entries: unverified, more: ids.length > limit };
}

/** `known` need not be loaded again when it is the origin. */
async function findClaim(source: LayerSource, entry: Entry, known?: Entry): Promise<Claim | undefined> {
  const text = entry.document.derivedFrom;
  if (text === undefined) return undefined;
  const name = parseOrigin(text);
  if (name === undefined) return { state: "unknown", text, several: [] };
  const named = await source.layers.findNamed([name.target]);
  const resolved = resolveOrigin(name, entry.program.id, named);
  if (resolved.kind === "none") return { state: "unknown", text, several: resolved.several };
  const isKnown = known?.program.id === resolved.programId;
  const origin = isKnown ? known : await source.entries.get(resolved.programId);
  if (origin === undefined) return { state: "unknown", text, several: [] };
  const decision = await source.layers.findDecision(entry.program.id, origin.program.id);
  return { ...standingOf(entry, origin, decision), text, origin, decision };
}

function inCircle({ entry, claim }: ChainStep): ChainStep {
  if (claim === undefined || claim.state === "unknown") return { entry, claim };
  return { entry, claim: { state: "circle", text: claim.text, origin: claim.origin } };
}

/** Everything below the top, level by level. What the top itself claims to come from is not below it. */
async function loadMembers(
  source: LayerSource,
  top: ChainStep,
  above: ReadonlySet<string>,
): Promise<readonly FamilyMember[]> {
  const members: FamilyMember[] = [{ ...top, origin: undefined, depth: 0 }];
  const seen = new Set([top.entry.program.id, ...above]);
  // The list grows while it is gone through.
  for (const origin of members) {
    for (const layer of await listRecognised(source, origin.entry)) {
      if (seen.has(layer.entry.program.id) || members.length >= MOST_MEMBERS) continue;
      seen.add(layer.entry.program.id);
      members.push({ ...layer, origin, depth: origin.depth + 1 });
    }
  }
  return members;
}

/** Only those are looked at that may be recognised, so that many claims of strangers cost nothing. */
async function listRecognised(source: LayerSource, origin: Entry): Promise<readonly ChainStep[]> {
  const { layers, entries } = source;
  const { id } = origin.program;
  const words = (origin.document.model.discovery?.layers ?? []).slice(0, MOST_MEMBERS);
  const targets = words.flatMap((text) => parseOrigin(text)?.target ?? []);
  const owner = ownerOf(origin.repository);
  const candidates = new Set([
    ...(await layers.listClaimants(id, { owner, limit: MOST_MEMBERS })),
    ...(await layers.findNamed(targets)).map(({ programId }) => programId),
    ...(await layers.listConfirmed(id)),
  ]);
  candidates.delete(id);
  const recognised: ChainStep[] = [];
  for (const layer of await entries.getAll([...candidates].slice(0, MOST_MEMBERS))) {
    const claim = await findClaim(source, layer, origin);
    if (claim?.state === "recognised" && claim.origin === origin) recognised.push({ entry: layer, claim });
  }
  return recognised;
}

/** The one farthest from the top; of several the one that came last, so that its place does not change by itself. */
function latestOf(members: readonly FamilyMember[]): Entry | undefined {
  const [latest] = members
    .filter(({ entry: { program } }) => program.state === "published" && program.listed)
    .toSorted(
      (one, other) =>
        other.depth - one.depth ||
        compare(other.entry.program.firstPublishedAt, one.entry.program.firstPublishedAt) ||
        compare(other.entry.program.id, one.entry.program.id),
    );
  return latest?.entry;
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
