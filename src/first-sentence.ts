export const MAX_SUMMARY = 160;

/** The first sentence of a longer text without its headings, cut at a word when it is too long for a list. */
export function firstSentence(value: string | undefined): string | undefined {
  const whole = value
    ?.replace(/^#+\s.*$/gm, "")
    .replace(/\s+/g, " ")
    .trim();
  if (whole === undefined || whole === "") return undefined;
  const sentence = /^.*?[.!?](?=\s|$)/u.exec(whole)?.[0] ?? whole;
  if (sentence.length <= MAX_SUMMARY) return sentence;
  const cut = sentence.slice(0, MAX_SUMMARY - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), MAX_SUMMARY / 2)).trimEnd()}…`;
}
