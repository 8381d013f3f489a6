/** What a manifest may say of its program in words, and other files in its place. */
export const WORDS = [
  "title",
  "summary",
  "description",
  "version",
  "license",
  "homepage",
  "documentation",
  "repository",
  "issues",
  "authors",
  "publications",
  "keywords",
] as const;
export type Word = (typeof WORDS)[number];

/** `title, summary (README.md); license (LICENSE)`: what is taken from where; empty when nothing is. */
export function listTaken(fileOf: (word: Word) => string | undefined): string {
  const byFile = new Map<string, Word[]>();
  for (const word of WORDS) {
    const file = fileOf(word);
    if (file !== undefined) byFile.set(file, [...(byFile.get(file) ?? []), word]);
  }
  return [...byFile].map(([file, words]) => `${words.join(", ")} (${file})`).join("; ");
}
