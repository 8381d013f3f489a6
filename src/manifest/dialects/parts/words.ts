/** A command as words, and whether a quotation mark was left open. */
export interface Words {
  readonly words: readonly string[];
  readonly open: boolean;
}

/** Splits a command as a shell would, without expanding anything: blanks, quotation marks, backslashes. */
export function splitWords(text: string): Words {
  const words: string[] = [];
  let word: string | undefined;
  let quoted: string | undefined;
  for (let index = 0; index < text.length; index += 1) {
    const sign = text.charAt(index);
    if (sign === "\\" && quoted !== "'" && index + 1 < text.length) {
      index += 1;
      const next = text.charAt(index);
      // Between double quotation marks a backslash stands for itself, unless it takes the meaning from a sign.
      const kept = quoted === '"' && !'"\\$`'.includes(next) ? `\\${next}` : next;
      word = (word ?? "") + kept;
    } else if (sign === quoted) {
      quoted = undefined;
    } else if (quoted === undefined && (sign === '"' || sign === "'")) {
      quoted = sign;
      word ??= "";
    } else if (quoted === undefined && /\s/u.test(sign)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + sign;
    }
  }
  if (word !== undefined) words.push(word);
  return { words, open: quoted !== undefined };
}
