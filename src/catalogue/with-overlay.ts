import { toLabelKey } from "../vocabulary/label-key.ts";
import type { Vocabularies } from "../vocabulary/vocabulary.ts";
import type { CuratedParts, Entry, Program, TermRecord } from "./entry.ts";
import type { Overlay } from "./overlay.ts";

/** The curators' word on one entry. */
export interface OverlaySource {
  /** By the entry's id; by its path where nobody has been meant by it yet. */
  find(program: Pick<Program, "id" | "path">): Overlay | undefined;
  vettedIn(program: Pick<Program, "id" | "path">): CuratedParts["vettedIn"];
  readonly vocabularies: Vocabularies;
  /** True when the catalogue lists vetted entries only. */
  readonly vettedOnly: boolean;
}

/**
 * The entry with what curators said of it: the sum of both, the author's word never lost. An entry about which nobody
 * said anything comes back as it is.
 */
export function withOverlay(entry: Entry, source: OverlaySource): Entry {
  const overlay = source.find(entry.program);
  const vettedIn = source.vettedIn(entry.program);
  const isVetted = vettedIn.length > 0 || overlay?.vettedBy !== undefined;
  const listed = entry.program.listed && (isVetted || !source.vettedOnly);
  if (overlay === undefined && vettedIn.length === 0) {
    return listed === entry.program.listed ? entry : { ...entry, program: { ...entry.program, listed } };
  }
  const { summary, summaryFrom } = entry.program;
  const isTold = overlay?.summary !== undefined;
  const hidden = entry.terms.filter((term) => isHidden(term, overlay));
  const added = addedTerms(entry, overlay, source.vocabularies);
  return {
    ...entry,
    program: {
      ...entry.program,
      listed,
      ...(isTold ? { summary: overlay.summary, summaryFrom: "curator" as const } : {}),
    },
    terms: [...entry.terms.filter((term) => !hidden.includes(term) && !isConfirmed(term, added)), ...added],
    curated: {
      overlay,
      hidden,
      vettedIn,
      before: isTold ? { summary, summaryFrom } : undefined,
      isOvertaken: isTold && (overlay.authorSummary ?? "") !== (summary ?? ""),
    },
  };
}

function isHidden(term: TermRecord, overlay: Overlay | undefined): boolean {
  const hidden = overlay?.hideTerms.get(term.facet) ?? [];
  return hidden.some((text) => text === term.conceptId || toLabelKey(text) === toLabelKey(term.text));
}

/** A term of the catalogue that a curator gives as well is the curator's from then on. */
function isConfirmed(term: TermRecord, added: readonly TermRecord[]): boolean {
  const isSame = (other: TermRecord): boolean =>
    other.facet === term.facet && other.conceptId !== undefined && other.conceptId === term.conceptId;
  return term.origin === "catalogue" && added.some(isSame);
}

/** A curator's term that the author has given as well is the author's. */
function addedTerms(
  { terms }: Entry,
  overlay: Overlay | undefined,
  vocabularies: Vocabularies,
): readonly TermRecord[] {
  const added: TermRecord[] = [];
  for (const [facet, texts] of overlay?.addTerms ?? []) {
    for (const text of texts) {
      const resolution = vocabularies.resolve(facet, text);
      const concept = resolution.state === "resolved" ? resolution.concept : undefined;
      const isSaid = terms.some(
        (term) =>
          term.origin === "author" &&
          term.facet === facet &&
          (concept === undefined ? term.text === text : term.conceptId === concept.id),
      );
      if (isSaid) continue;
      added.push({ facet, text, scheme: concept?.scheme, conceptId: concept?.id, origin: "curator" });
    }
  }
  return added;
}
