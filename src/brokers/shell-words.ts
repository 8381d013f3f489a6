/**
 * Splits a line into words as a shell would: blanks part words; single quotes, double quotes and backslashes keep
 * them together. Nothing is expanded. A quote that is never closed reaches to the end.
 */
export function splitWords(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let index = 0; index < line.length; index += 1) {
    const char = line.charAt(index);
    if (char === "\\" && quote !== "'" && index + 1 < line.length) {
      index += 1;
      word = (word ?? "") + line.charAt(index);
    } else if (quote === undefined && (char === "'" || char === '"')) {
      quote = char;
      word = word ?? "";
    } else if (char === quote) {
      quote = undefined;
    } else if (quote === undefined && /\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + char;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}
