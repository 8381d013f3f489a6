import picomatch from "picomatch";
import { compare } from "semver";
import type { TagRef } from "../forges/forge.ts";

/** A tag that is a version. */
export interface Release {
  readonly tag: string;
  readonly commit: string;
  readonly prerelease: boolean;
}

/** How many of the newest releases are read; the others are listed. */
export const RELEASES_READ = 20;

/**
 * `v1.2.3`, `1.2`, `tool-1.2.3`, `release/2024.05`, `2024-05-17`, `20240517`, with a suffix like `rc1` or `.dev3`.
 * One number alone is a version only with a `v` or a word before it.
 */
const RELEASE =
  /^(?<word>(?:[a-z][a-z0-9]*[-_/])*?(?:[a-z]+[-_]?)??)(?<numbers>\d+(?:[._-]\d+)*)[-_.]?(?<suffix>(?:alpha|beta|a|b|rc|c|pre|preview|dev|post|p)[-_.]?\d*)?(?:\+[\w.]+)?$/i;
const FINAL = /^(?:post|p)[-_.]?\d*$/i;

/** Raised when other tags become versions: every repository is then looked at once more. */
export const RELEASES_VERSION = 1;

/** Words before the numbers of what a project calls a version. */
const OF_VERSIONS = new Set(["v", "ver", "version", "r", "rel", "release"]);
/** Words of what is made again and again, or is no software at all. */
const OF_OTHERS = new Set("nightly daily weekly d w dev snapshot build test docs backup".split(" "));

/** How much a tag is a release: by its words, one of which nothing is known, and one that only counts what was built. */
type Rank = 0 | 1 | 2;

export interface ReleaseWish {
  /** The operator's glob in the place of what looks like a release. */
  readonly pattern: string | undefined;
  /** Of the repository, whose name may stand before the numbers. */
  readonly path: string;
}

/**
 * The tags that are versions, the newest first: by their numbers as SemVer, CalVer or date compare, a release
 * candidate before its release. Numbers of different words do not compare, so those with other words than a version's
 * or the repository's own name (`stable-2`) are taken only where there is none with these, and what is built each night
 * only where there is nothing else, as candidates. With an operator's glob words say nothing; tags without a number
 * then come last, by name.
 */
export function chooseReleases(tags: readonly TagRef[], wish: ReleaseWish): readonly Release[] {
  const found = candidatesAmong(tags, wish);
  const best = Math.min(...found.map(({ rank }) => rank));
  const chosen = found.filter(({ rank }) => rank === best);
  chosen.sort((a, b) => compareNumbers(b.number, a.number) || (a.tag.name < b.tag.name ? 1 : -1));
  return chosen.map(({ tag, number, rank }) => ({
    tag: tag.name,
    commit: tag.commit,
    prerelease: rank === 2 || (number?.prerelease ?? false),
  }));
}

/** True when among these tags are as many releases as are read, so that other tags need not be known. */
export function hasEnoughReleases(tags: readonly TagRef[], wish: ReleaseWish): boolean {
  return candidatesAmong(tags, wish).filter(({ rank }) => rank === 0).length >= RELEASES_READ;
}

interface Candidate {
  readonly tag: TagRef;
  readonly number: VersionNumber | undefined;
  readonly rank: Rank;
}

function candidatesAmong(tags: readonly TagRef[], { pattern, path }: ReleaseWish): readonly Candidate[] {
  const wanted = pattern === undefined ? undefined : picomatch(pattern);
  const own = canonical(path.split("/").at(-1) ?? "");
  const found: Candidate[] = [];
  for (const tag of tags) {
    const { number, word } = readTag(tag.name, own);
    if (wanted === undefined) {
      if (number !== undefined) found.push({ tag, number, rank: rankOf(word) });
    } else if (wanted(tag.name)) {
      found.push({ tag, number, rank: 0 });
    }
  }
  return found;
}

function rankOf(word: string): Rank {
  const words = word.split("-").filter((part) => part !== "");
  if (words.some((part) => OF_OTHERS.has(part))) return 2;
  return words.every((part) => OF_VERSIONS.has(part)) ? 0 : 1;
}

/** The numbers of a tag, and the words before them without the repository's own name. */
function readTag(
  name: string,
  own: string,
): { readonly number: VersionNumber | undefined; readonly word: string } {
  const behind = own !== "" && canonical(name).startsWith(own) ? name.slice(own.length) : "";
  const isOwn = /^(?:[-_/]|v\d)/i.test(behind) || (/^\d/.test(behind) && !/\d$/.test(own));
  const rest = isOwn ? behind.replace(/^[-_/]+/, "") : name;
  const groups = RELEASE.exec(rest)?.groups;
  return { number: readNumber(groups, isOwn), word: canonical(groups?.["word"] ?? "") };
}

/** As words are compared, sign by sign. */
function canonical(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()).replaceAll(/[_/.]/g, "-");
}

interface VersionNumber {
  /** As SemVer, of the first three numbers. */
  readonly semver: string;
  readonly rest: readonly number[];
  readonly prerelease: boolean;
  /** 1 for what comes after a release, `post2`. */
  readonly after: number;
}

function readNumber(
  groups: Readonly<Record<string, string>> | undefined,
  isNamed: boolean,
): VersionNumber | undefined {
  const numbers = groups?.["numbers"]?.split(/[._-]/) ?? [];
  const date = /^(?<y>(?:19|20)\d\d)(?<m>0[1-9]|1[0-2])(?<d>[0-3]\d)$/.exec(numbers[0] ?? "")?.groups;
  const parts =
    date === undefined ? numbers : [date["y"] ?? "", date["m"] ?? "", date["d"] ?? "", ...numbers.slice(1)];
  if (parts.length === 0 || (parts.length === 1 && !isNamed && groups?.["word"] === "")) return undefined;
  const values = parts.map(Number);
  if (values.some((value) => value > 2 ** 31)) return undefined;
  const suffix = groups?.["suffix"];
  const isAfter = suffix !== undefined && FINAL.test(suffix);
  const prerelease = suffix !== undefined && !isAfter;
  const [major = 0, minor = 0, patch = 0, ...rest] = values;
  const tail = prerelease ? `-${preparedSuffix(suffix)}` : "";
  const after = isAfter ? 1 + Number(/\d+$/.exec(suffix)?.[0] ?? 0) : 0;
  return { semver: `${String(major)}.${String(minor)}.${String(patch)}${tail}`, rest, prerelease, after };
}

/** `rc1` → `rc.1`, so that the tenth comes after the ninth; `a` and `c` by the words that they stand for. */
function preparedSuffix(suffix: string): string {
  const { word = "", number = "" } = /^(?<word>[a-z]+)[-_.]?(?<number>\d*)$/i.exec(suffix)?.groups ?? {};
  const whole =
    { a: "alpha", b: "beta", c: "rc", pre: "rc", preview: "rc" }[word.toLowerCase()] ?? word.toLowerCase();
  // `dev` comes before `alpha`.
  const ordered = whole === "dev" ? "a.dev" : whole;
  return number === "" ? ordered : `${ordered}.${String(Number(number))}`;
}

function compareNumbers(a: VersionNumber | undefined, b: VersionNumber | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  const order = compare(a.semver, b.semver) || compareLists(a.rest, b.rest);
  return order === 0 ? a.after - b.after : order;
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
