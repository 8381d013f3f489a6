/** English words that say on which side of the program what follows stands; the nearest one before it counts. */
const READ = new Set(["from", "in", "of", "on", "reads", "read", "takes", "take", "given", "input", "using"]);
const GIVEN = new Set(
  "gives give writes write makes make produces produce creates create returns generates output outputs into to as".split(
    " ",
  ),
);
/** What follows one of these is not what the program does. */
const DENYING = new Set("not no without unlike instead except nor cannot than".split(" "));
/** Words that say nothing of a subject, in labels and in texts. */
const STOP = new Set(
  (
    "a an and are as at be by can do does for from has have how if in into is it its many more most of on one only or " +
    "other out over own several so some such than that the their them then these they this those through to up use " +
    "used using very via was what when where which who will with you your"
  ).split(" "),
);

const LOOKS_BACK_WORDS = 8;
const DENIES_WORDS = 4;

export function isStopWord(word: string): boolean {
  return STOP.has(word) || word.length < 2;
}

/** Whether what stands at `at` is read by the program or given by it, as far as the words before it say. */
export function sideOf(
  words: readonly { readonly lower: string }[],
  at: number,
): "read" | "given" | undefined {
  for (let back = at - 1; back >= Math.max(0, at - LOOKS_BACK_WORDS); back -= 1) {
    const word = words[back]?.lower ?? "";
    if (GIVEN.has(word)) return "given";
    if (READ.has(word)) return "read";
  }
  return undefined;
}

/** True for "not a …", "unlike …"; "not only …" denies nothing. */
export function isDenied(words: readonly { readonly lower: string }[], at: number): boolean {
  for (let back = at - 1; back >= Math.max(0, at - DENIES_WORDS); back -= 1) {
    if (DENYING.has(words[back]?.lower ?? "")) return words[back + 1]?.lower !== "only";
  }
  return false;
}
