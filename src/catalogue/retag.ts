import type { Concept, Vocabularies } from "../vocabulary/vocabulary.ts";
import type { Store } from "./store.ts";
import { findingOf } from "./term-findings.ts";
import type { TermFinding, TermMeaning, WrittenTerm } from "./term-store.ts";

/**
 * What terms are to mean with these vocabularies. Those are left out that would change nothing: their concept is what
 * is written, and the author is told the same under `before`. Without `before` nobody knows what authors were told, so
 * that every term of an author comes back; the store finds out which entries differ. Pure.
 *
 * A term of the catalogue keeps its concept, and follows it to the one that replaced it.
 */
export function meaningsAfter(
  written: readonly WrittenTerm[],
  vocabularies: Vocabularies,
  before?: Vocabularies,
): readonly TermMeaning[] {
  return written.flatMap((term) => {
    const meaning = meaningOf(term, vocabularies);
    const isMoved = meaning.scheme !== term.scheme || meaning.conceptId !== term.conceptId;
    if (isMoved) return [meaning];
    if (term.origin !== "author") return [];
    // Some of them were checked with other vocabularies, while these came into force.
    if (term.isMixed === true) return [meaning];
    const told = before === undefined ? undefined : meaningOf(term, before).finding;
    return before !== undefined && isSameFinding(told, meaning.finding) ? [] : [meaning];
  });
}

/**
 * Gives every term of the catalogue the meaning that these vocabularies give it, in all entries at once and without a
 * crawl. Returns how many entries changed. To do it again changes nothing.
 */
export async function retag(
  store: Pick<Store, "terms">,
  change: {
    readonly vocabularies: Vocabularies;
    /** Those that the store was made with, when it is known: fewer terms are looked at. */
    readonly before?: Vocabularies | undefined;
    readonly commit: string;
    readonly at: string;
    /** Programs to index besides, such as those whose concepts have other labels. */
    readonly alsoIndex: readonly string[];
  },
): Promise<number> {
  const { commit, at, alsoIndex } = change;
  const written = await store.terms.listWritten();
  const meanings = meaningsAfter(written, change.vocabularies, change.before);
  return (await store.terms.retag({ meanings, alsoIndex, commit, at })).length;
}

function meaningOf(term: WrittenTerm, vocabularies: Vocabularies): TermMeaning {
  const { facet, text, origin } = term;
  if (origin === "author") {
    const resolution = vocabularies.resolve(facet, text);
    const concept = resolution.state === "resolved" ? resolution.concept : undefined;
    const finding = findingOf(facet, text, resolution);
    return { facet, text, origin, scheme: concept?.scheme, conceptId: concept?.id, finding };
  }
  const successor = successorOf(term, vocabularies);
  const scheme = successor?.scheme ?? term.scheme;
  return { facet, text, origin, scheme, conceptId: successor?.id ?? term.conceptId, finding: undefined };
}

/** The one living concept that a deprecated one leads to. */
function successorOf(
  { facet, scheme, conceptId }: WrittenTerm,
  vocabularies: Vocabularies,
): Concept | undefined {
  if (scheme === undefined || conceptId === undefined) return undefined;
  const concept = vocabularies.findConcept(scheme, conceptId);
  if (concept === undefined || !concept.deprecated) return undefined;
  // By its URI, which no label can be mistaken for.
  const resolution = vocabularies.resolve(facet, concept.uri);
  return resolution.state === "resolved" ? resolution.concept : undefined;
}

function isSameFinding(one: TermFinding | undefined, other: TermFinding | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  const { rule, severity, sentence, hint } = one;
  return (
    rule === other.rule && severity === other.severity && sentence === other.sentence && hint === other.hint
  );
}
