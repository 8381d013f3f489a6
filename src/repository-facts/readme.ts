import type { Said } from "./facts.ts";
import { toSummary } from "./texts.ts";

/** What describes a program stands far above these; the marks of hostile texts cost more than their length. */
const MOST_LETTERS = 50_000;
const MOST_OF_BLOCK = 5000;

/** Reads a README in Markdown or reStructuredText: its first heading, and its first paragraph of prose. */
export function readReadme(text: string): Said {
  const plain = toPlainReadme(text);
  const heading = plain.find(({ kind }) => kind === "heading")?.text;
  const paragraph = plain.find(({ kind }) => kind === "prose")?.text;
  const summary = toSummary(paragraph);
  return {
    title: heading === undefined || heading.length > 80 ? undefined : heading,
    summary,
    description: paragraph === summary ? undefined : paragraph,
  };
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
