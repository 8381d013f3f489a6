import type { Said } from "./facts.ts";
import { toSummary } from "./texts.ts";

/** What describes a program stands far above these; the marks of hostile texts cost more than their length. */
const MOST_LETTERS = 50_000;
const MOST_OF_BLOCK = 5000;

/** Many READMEs centre their title so, or a picture of it. */
const HTML_TITLE = /<h1\b[^>]{0,200}>([^]{0,500}?)<\/h1>/giu;

/** What parts of a README are called: a first heading of these is no title, which then stands in a picture or nowhere. */
const PARTS = new Set(
  (
    "about|abstract|citation|citing|contents|description|documentation|features|getting started|install|" +
    "installation|installing|instructions|introduction|licence|license|news|overview|prerequisites|quick start|" +
    "quickstart|readme|requirements|setup|summary|table of contents|usage|what is this|what's new"
  ).split("|"),
);

/**
 * Reads a README in Markdown or reStructuredText: its first heading, unless that is the name of a part of it, and its
 * first paragraph of prose.
 */
export function readReadme(text: string): Said {
  const plain = toPlainReadme(
    text
      .slice(0, MOST_LETTERS)
      .replaceAll(HTML_TITLE, (_, title: string) => `\n\n# ${title.replaceAll(/\s+/gu, " ").trim()}\n\n`),
  );
  const first = plain.find(({ kind }) => kind === "heading")?.text;
  const heading = first === undefined || isPart(first) ? undefined : first;
  const paragraph = plain.find(({ kind }) => kind === "prose")?.text;
  const summary = toSummary(paragraph);
  return {
    title: heading === undefined || heading.length > 80 ? undefined : heading,
    summary,
    description: paragraph === summary ? undefined : paragraph,
  };
}

/** `1. Installation:` and `🚀 Installation` as well. */
function isPart(heading: string): boolean {
  const name = heading.toLowerCase().replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  return PARTS.has(name);
}

export interface ReadmeBlock {
  readonly kind: "heading" | "prose";
  readonly text: string;
}

/** The headings and paragraphs of a README, without marks, badges, code, lists of links and HTML. */
export function toPlainReadme(text: string): readonly ReadmeBlock[] {
  const shown = text
    .slice(0, MOST_LETTERS)
    .replaceAll(/\r\n?/gu, "\n")
    .replaceAll(/<!--.*?-->/gsu, "")
    .replaceAll(/^(```|~~~)[^]*?^\1/gmu, "")
    .replaceAll(/^(#{1,6} .*)$/gmu, "\n$1\n")
    // A line of one punctuation mark below a line of text makes that a heading in both formats.
    .replaceAll(/^(?:([=~^"*+#-])\1{2,}\n)?(\S[^\n]*)\n([=~^"*+#-])\3{2,}$/gmu, "\n# $2\n");
  return shown.split(/\n\s*\n/u).flatMap((block) => toBlock(block.slice(0, MOST_OF_BLOCK).trim()) ?? []);
}

function toBlock(block: string): ReadmeBlock | undefined {
  if (block.startsWith("#")) {
    const heading = withoutMarks(block.replace(/^#+\s*/u, ""));
    return heading === "" ? undefined : { kind: "heading", text: heading };
  }
  // Directives of reStructuredText, tables, and code that is told by its indentation.
  if (/^(?:\.\. |\||:\w+:)/u.test(block)) return undefined;
  const prose = withoutMarks(block);
  return /\p{L}{2}/u.test(prose) && prose.includes(" ") ? { kind: "prose", text: prose } : undefined;
}

function withoutMarks(text: string): string {
  return text
    .replaceAll(/\[!\[[^\]]*\]\([^)]*\)\]\([^)]*\)/gu, "")
    .replaceAll(/!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])/gu, "")
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/gu, "$1")
    .replaceAll(/\[([^\]]+)\]\[[^\]]*\]/gu, "$1")
    .replaceAll(/`([^`<]*?)\s*<[^>]*>`_{1,2}/gu, "$1")
    .replaceAll(/<[^>]*>/gu, "")
    .replaceAll(/`{1,2}([^`]*)`{1,2}_?/gu, "$1")
    .replaceAll(/(\*\*|__|\*)(\S(?:.*?\S)?)\1/gsu, "$2")
    .replaceAll(/^\s*(?:[-*+>]|\d+\.)\s+/gmu, "")
    .replaceAll(/\|[\w\s]+\|/gu, "")
    .replaceAll(/\s+/gu, " ")
    .trim();
}
