/**
 * What a reader sees of Markdown, roughly: for finding words in it and for quoting a passage, not for showing a
 * document. Anything that is not recognised stays as it is.
 */
export function toPlainText(markdown: string): string {
  return markdown
    .replaceAll(/^ {0,3}(?:`{3,}|~{3,}).*$/gmu, "")
    .replaceAll(/!\[([^\]\n]*)\]\([^)\n]*\)/gu, "$1")
    .replaceAll(/\[([^\]\n]*)\]\([^)\n]*\)/gu, "$1")
    .replaceAll(/^ {0,3}(?:#{1,6}|>|[-*+]|\d+[.)])[ \t]+/gmu, "")
    .replaceAll(/(\*\*|__|`)(.+?)\1/gu, "$2")
    .replaceAll(/(?<![\p{L}\p{N}])([*_])(?=\S)([^*_\n]+)(?<=\S)\1(?![\p{L}\p{N}])/gu, "$2")
    .replaceAll(/\s+/gu, " ")
    .trim();
}
