import type { Entry } from "../catalogue/entry.ts";
import { inherit } from "../catalogue/inherit.ts";
import { lineTo, type Claim, type Family } from "../catalogue/load-family.ts";
import type { Vocabularies } from "../vocabulary/vocabulary.ts";
import { toSearchDocument } from "./indexing.ts";
import type { SearchDocument } from "./search-engine.ts";
import type { Card, LayerLink } from "./search-service.ts";

/** Facets of which a program has what its shown document says; of all others it has what any of its layers says. */
const OWN_FACETS = new Set(["pinned", "license"]);

/**
 * What is indexed of a program that several documents describe: one document, that of the layer which search shows,
 * found by the words, names and terms of all. `undefined` when none may be shown.
 */
export function toFamilyDocument(family: Family, vocabularies: Vocabularies): SearchDocument | undefined {
  const { shown } = family;
  if (shown === undefined) return undefined;
  const line = lineTo(family, shown);
  const whole = inherit(line)?.entry ?? shown;
  const own = toSearchDocument(whole, vocabularies);
  const others = othersOf(family, shown, line);
  const documents = others.map((entry) => toSearchDocument(entry, vocabularies));
  const ofLine = documents.filter((_, index) => others[index] !== undefined && line.includes(others[index]));
  const all = [own, ...documents];
  return {
    ...own,
    terms: unique(all.flatMap(({ terms }) => terms)),
    keywords: unique([...all.flatMap(({ keywords }) => keywords), ...documents.map(({ title }) => title)]),
    names: unique(all.flatMap(({ names }) => names)),
    description: unique([
      own.description,
      ...documents.flatMap(({ summary, description }) => [summary, description]),
    ])
      .filter((text) => text !== "" && text !== own.summary)
      .join(" "),
    values: joinValues(own, documents),
    numbers: new Map([...ofLine.flatMap(({ numbers }) => [...numbers]), ...own.numbers]),
    card: JSON.stringify({ ...(JSON.parse(own.card) as Card), ...cardOf(family, shown, line) }),
  };
}

/** Those that readers may see, and those that the shown one builds on, whatever has become of them. */
function othersOf(family: Family, shown: Entry, line: readonly Entry[]): readonly Entry[] {
  return family.members
    .map(({ entry }) => entry)
    .filter(
      (entry) => entry.program.id !== shown.program.id && (isShownToAll(entry) || line.includes(entry)),
    );
}

function isShownToAll({ program }: Entry): boolean {
  return program.state === "published" && program.listed;
}

function joinValues(
  own: SearchDocument,
  others: readonly SearchDocument[],
): ReadonlyMap<string, readonly string[]> {
  const values = new Map(own.values);
  for (const other of others) {
    for (const [key, theirs] of other.values) {
      if (!OWN_FACETS.has(key)) values.set(key, unique([...(values.get(key) ?? []), ...theirs]));
    }
  }
  return values;
}

function cardOf(family: Family, shown: Entry, line: readonly Entry[]): Partial<Card> {
  const isTop = line.length <= 1;
  const warnings = shown.problems.filter(({ severity }) => severity === "warning").length;
  const isAlone = isTop && family.openClaim?.state === "circle";
  const isLeft = line.at(-2)?.program.state === "withdrawn" || (isTop && isOfWithdrawn(family.openClaim));
  const claims = toClaim(family.openClaim);
  return {
    also: family.members
      .filter(({ entry }) => entry.program.id !== shown.program.id && isShownToAll(entry))
      .map(({ entry }) => toLink(entry)),
    warnings: warnings + (isAlone || isLeft ? 1 : 0),
    ...(claims === undefined ? {} : { claims }),
  };
}

function isOfWithdrawn(claim: Claim | undefined): boolean {
  return claim !== undefined && claim.state !== "unknown" && claim.origin.program.state === "withdrawn";
}

function toClaim(claim: Claim | undefined): Card["claims"] {
  if (claim?.state !== "unverified" && claim?.state !== "refused") return undefined;
  return { ...toLink(claim.origin), refused: claim.state === "refused" };
}

function toLink({ program, document }: Entry): LayerLink {
  return { path: program.path, title: program.title, layer: document.layer };
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
