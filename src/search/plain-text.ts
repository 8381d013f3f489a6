/** Of a description that is longer the rest is not found: nobody writes it by hand. */
const MOST = 20_000;

/**
 * What a reader sees of Markdown, roughly: for finding words in it and for quoting a passage, not for showing a
 * document. Anything that is not recognised stays as it is. Its time grows with the length: a stranger wrote it.
 */
export function toPlainText(markdown: string): string {
  return cutText(markdown)
    .replaceAll(/^ {0,3}(?:`{3,}|~{3,}).*$/gmu, "")
    .replaceAll(/!?\[([^[\]\n]{0,500})\]\([^)\n]{0,500}\)/gu, "$1")
    .replaceAll(/\[([^[\]\n]{0,500})\]\([^)\n]{0,500}\)/gu, "$1")
    .replaceAll(/^ {0,3}(?:#{1,6}|>|[-*+]|\d+[.)])[ \t]+/gmu, "")
    .replaceAll(/(\*\*|__|`)(.+?)\1/gu, "$2")
    .replaceAll(/(?<![\p{L}\p{N}])([*_])(?=\S)([^*_\n]+)(?<=\S)\1(?![\p{L}\p{N}])/gu, "$2")
    .replaceAll(/\s+/gu, " ")
    .trim();
}

function cutText(text: string): string {
  // Half a sign of two units is no text.
  return text.length <= MOST ? text : text.slice(0, MOST).replace(/[\ud800-\udbff]$/u, "");
}
