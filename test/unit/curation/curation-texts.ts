import { applyEdits } from "../../../src/curation/edits/apply-edits.ts";
import type { ConceptFields, CurationEdit } from "../../../src/curation/edits.ts";

/** A small vocabulary with comments in every place, and words in two languages. */
export const WORDS = `# Words of a test
scheme:
  title: Words # shown
  license: CC0-1.0

concepts:
  # Finding things
  detection:
    prefLabel: detection
    altLabel: [finding]
    definition: Deciding what is there.
  source-extraction:
    prefLabel: source extraction # British
    # As people say
    altLabel:
      - source finding   # most of them
      - "source finder"
    hiddenLabel: [sourcefinding]
    broader: [detection]
    related: [photometry]
    definition: >-
      Finding sources in an image and listing
      where they are.
  blob-finding:
    prefLabel: blob finding
    altLabel: [blob search, finding blobs]
    hiddenLabel: [blobfinding]
    broader: [source-extraction]
    related: [photometry]

  # Measuring things
  photometry:
    prefLabel: { en: photometry, de: Photometrie }
    altLabel: { en: [flux measurement], de: [Lichtmessung] }
    related: [source-extraction]
  old-thing:
    prefLabel: old thing
    deprecated: true # since long
    replacedBy: [photometry]
    since: "2020"
`;

export const PATH = "vocabularies/words.yaml";

/** The text after edits. */
export function edit(edits: CurationEdit | readonly CurationEdit[], text = WORDS): string {
  const changes = applyEdits(new Map([[PATH, text]]), [edits].flat());
  return changes.get(PATH) ?? text;
}

/** The lines that an edit takes and brings, in the order of the text. */
export function changed(before: string, after: string): readonly string[] {
  const old = before.split("\n");
  const made = after.split("\n");
  const table = Array.from({ length: old.length + 1 }, () => new Uint32Array(made.length + 1));
  for (let one = old.length - 1; one >= 0; one -= 1) {
    for (let other = made.length - 1; other >= 0; other -= 1) {
      const best = Math.max(table[one + 1]?.[other] ?? 0, table[one]?.[other + 1] ?? 0);
      const row = table[one];
      if (row !== undefined)
        row[other] = old[one] === made[other] ? (table[one + 1]?.[other + 1] ?? 0) + 1 : best;
    }
  }
  const lines: string[] = [];
  let one = 0;
  let other = 0;
  while (one < old.length || other < made.length) {
    if (one < old.length && other < made.length && old[one] === made[other]) {
      one += 1;
      other += 1;
    } else if (other < made.length && (table[one]?.[other + 1] ?? 0) > (table[one + 1]?.[other] ?? 0)) {
      lines.push(`+${made[other]}`);
      other += 1;
    } else if (one < old.length) {
      lines.push(`-${old[one]}`);
      one += 1;
    } else {
      lines.push(`+${made[other]}`);
      other += 1;
    }
  }
  return lines;
}

export function lines(edits: CurationEdit | readonly CurationEdit[], text = WORDS): readonly string[] {
  return changed(text, edit(edits, text));
}

export const NO_FIELDS: ConceptFields = {
  prefLabel: "",
  altLabel: [],
  hiddenLabel: [],
  definition: undefined,
  scopeNote: undefined,
  example: [],
  broader: [],
  related: [],
  exactMatch: [],
  closeMatch: [],
  broadMatch: [],
};
