import type { Author, Publication } from "../manifest/model.ts";
import type { Said } from "./facts.ts";
import { some } from "./texts.ts";

const MOST_WORDS = 200;
const MOST_OF_VERSION = 64;
const MOST_OF_LICENSE = 300;
const MOST_OF_DESCRIPTION = 5000;
const MOST_PEOPLE = 200;
const MOST_PUBLICATIONS = 50;
const MOST_KEYWORDS = 50;

/** What no text shows: control characters, those that turn the direction of what follows, halves of letters. */
const HIDDEN = /[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]+/gu;

/**
 * What a stranger's file says, in lengths that a page can show. A name or version that is longer is none; of a list
 * the first items are kept.
 */
export function toBounded(said: Said): Said {
  return {
    ...said,
    name: toShort(said.name, MOST_WORDS),
    title: toShort(said.title, MOST_WORDS),
    summary: toShort(said.summary, MOST_WORDS),
    description: toClean(said.description)?.slice(0, MOST_OF_DESCRIPTION),
    version: toShort(said.version, MOST_OF_VERSION),
    license: toShort(said.license, MOST_OF_LICENSE),
    authors: some((said.authors ?? []).slice(0, MOST_PEOPLE).flatMap((author) => toAuthor(author) ?? [])),
    publications: some((said.publications ?? []).slice(0, MOST_PUBLICATIONS).filter(isShort)),
    keywords: some(
      [
        ...new Set(
          (said.keywords ?? [])
            .slice(0, 10 * MOST_KEYWORDS)
            .flatMap((word) => toShort(word, MOST_WORDS) ?? []),
        ),
      ].slice(0, MOST_KEYWORDS),
    ),
  };
}

function toAuthor(author: Author): Author | undefined {
  const name = toShort(author.name, MOST_WORDS);
  return name === undefined
    ? undefined
    : { ...author, name, affiliation: toShort(author.affiliation, MOST_WORDS) };
}

function isShort({ doi = "", url = "" }: Publication): boolean {
  return doi.length <= MOST_WORDS && url.length <= 2000;
}

function toShort(text: string | undefined, most: number): string | undefined {
  const clean = toClean(text)?.replaceAll(/\s+/gu, " ");
  return clean === undefined || clean.length > most ? undefined : clean;
}

function toClean(text: string | undefined): string | undefined {
  const clean = text
    ?.replaceAll(/[\n\t]/gu, " ")
    .replaceAll(HIDDEN, "")
    .trim();
  return clean === "" ? undefined : clean;
}
