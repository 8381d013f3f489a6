/** What two spellings of one label have in common: case, accents' composition, hyphens and spaces do not count. */
export function toLabelKey(text: string): string {
  return text
    .normalize("NFC")
    .toLowerCase()
    .replaceAll(/[\s_\-\u2010-\u2015]+/gu, " ")
    .trim();
}

/** The key in the singular, as far as a simple plural `s` goes: the last letter of each word, but not of `…ss`. */
export function toSingularKey(key: string): string {
  return key
    .split(" ")
    .map((word) => (word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word))
    .join(" ");
}
