/** What two spellings of one label have in common: case, accents' composition, hyphens and spaces do not count. */
export function toLabelKey(text: string): string {
  return text
    .normalize("NFC")
    .toLowerCase()
    .replaceAll(/[\s_\-\u2010-\u2015]+/gu, " ")
    .trim();
}

/**
 * Endings in which British and American spelling differ, and what both become. A key is only compared with other
 * keys, so that it does no harm when a word of both spellings alike ("noise", "hour") changes as well.
 */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/([iy])s(e|ed|er|ers|es|ing|ation|ations|able)$/u, "$1z$2"],
  [/our(s|ed|ing|al)?$/u, "or$1"],
  [/(met|cent|fib|lit|calib|spect|theat)re(s?)$/u, "$1er$2"],
  [/ogue$/u, "og"],
  [/ogu(ed|ing|er|ers)$/u, "og$1"],
  [/ll(ed|ing|er|ers)$/u, "l$1"],
  [/ramme$/u, "ram"],
  [/^grey/u, "gray"],
  [/ph(ur|uric)$/u, "f$1"],
  [/efact(s?)$/u, "ifact$1"],
  [/[ao]e/u, "e"],
];

/** The key with its last word in the singular and every word in one spelling, British and American alike. */
export function toLooseKey(key: string): string {
  const words = key.split(" ");
  words.push(toSingular(words.pop() ?? ""));
  return words.map(toOneSpelling).join(" ");
}

/** As far as a simple plural goes: "galaxies", "analyses", "matches", "stars", but not "loss". */
function toSingular(word: string): string {
  if (word.length <= 3) return word;
  if (/[^aeiou]ies$/u.test(word)) return `${word.slice(0, -3)}y`;
  if (/(aly|the)ses$/u.test(word)) return `${word.slice(0, -2)}is`;
  if (/(ch|sh|x|ss)es$/u.test(word)) return word.slice(0, -2);
  return word.endsWith("s") && !/(s|si)s$/u.test(word) ? word.slice(0, -1) : word;
}

function toOneSpelling(word: string): string {
  let spelt = word;
  if (word.length > 3) for (const [ending, both] of SPELLINGS) spelt = spelt.replace(ending, both);
  return spelt;
}
