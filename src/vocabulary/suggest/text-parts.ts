import type { ProgramTexts } from "./suggested-term.ts";

/** A text with how much its words count. */
export interface TextPart {
  readonly text: string;
  readonly weight: number;
  /** True for title, summary, description and keywords, which were written to say what the program is. */
  readonly names: boolean;
  /** False for what a README says after its beginning: there words are only looked up as they are. */
  readonly describes: boolean;
}

/** What describes a program stands far above; the rest is never read. */
const MOST_LETTERS = 100_000;
const MOST_KEYWORDS = 50;
const MOST_DESCRIBING_LETTERS = 4000;
const WEIGHTS = { title: 1.1, summary: 1, description: 0.8, keyword: 0.7, opening: 0.8, rest: 0.2 } as const;
const SAYS = {
  named: { names: true, describes: true },
  opening: { names: false, describes: true },
  rest: { names: false, describes: false },
} as const;
/** Blocks of a README that say what the program is: its heading and its first paragraphs. */
const OPENING_BLOCKS = 3;
const OPENING_LETTERS = 1200;

/** The texts in the order of their weight, cut to a length that is read in a moment. */
export function toTextParts({
  title,
  summary,
  description,
  keywords = [],
  readme = [],
}: ProgramTexts): readonly TextPart[] {
  const described: readonly (readonly [string | undefined, number])[] = [
    [title, WEIGHTS.title],
    [summary, WEIGHTS.summary],
    [description, WEIGHTS.description],
    ...keywords.slice(0, MOST_KEYWORDS).map((word) => [word, WEIGHTS.keyword] as const),
  ];
  const parts: TextPart[] = [];
  const seen = new Set<string>();
  let left = MOST_LETTERS;
  const add = (text: string, weight: number, says: Pick<TextPart, "names" | "describes">): void => {
    const cut = text.slice(0, left);
    // A README often begins with the summary; what is said twice is still one word.
    if (cut.trim() === "" || seen.has(cut)) return;
    seen.add(cut);
    left -= cut.length;
    parts.push({ text: cut, weight, ...says });
  };
  for (const [text, weight] of described) {
    if (text !== undefined) add(text.slice(0, MOST_DESCRIBING_LETTERS), weight, SAYS.named);
  }
  let letters = 0;
  for (const [at, block] of readme.entries()) {
    const isOpening = at < OPENING_BLOCKS && letters < OPENING_LETTERS;
    letters += block.length;
    if (left <= 0) break;
    if (isOpening) {
      add(block.slice(0, OPENING_LETTERS), WEIGHTS.opening, SAYS.opening);
      add(block.slice(OPENING_LETTERS), WEIGHTS.rest, SAYS.rest);
    } else {
      add(block, WEIGHTS.rest, SAYS.rest);
    }
  }
  return parts;
}
