/** What a schema of a vocabulary allows at most. */
const LONGEST_ID = 100;

/** An id for a concept or a collection of this label: lower case, words joined by hyphens; empty where no letter is left. */
export function toConceptId(label: string): string {
  return label
    .normalize("NFKD")
    .replaceAll(/\p{M}+/gu, "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replaceAll(/['’]/gu, "")
    .replaceAll(/[^a-z0-9]+/gu, "-")
    .slice(0, LONGEST_ID)
    .replaceAll(/^-+|-+$/gu, "");
}

/** Whether new concepts and collections may be called so. */
export function isConceptId(id: string): boolean {
  return id.length <= LONGEST_ID && /^[a-z0-9][a-z0-9-]*$/u.test(id);
}
