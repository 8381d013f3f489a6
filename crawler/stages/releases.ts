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
  /^(?<word>(?:[a-z][a-z0-9]*[-_/])*(?:[a-z]+[-_]?)??)(?<numbers>\d+(?:[._-]\d+)*)[-_.]?(?<suffix>(?:alpha|beta|a|b|rc|c|pre|preview|dev|post|p)[-_.]?\d*)?(?:\+[\w.]+)?$/i;
const FINAL = /^(?:post|p)[-_.]?\d*$/i;

/**
 * The tags that are versions, the newest first: by their numbers as SemVer, CalVer or date compare, a release
 * candidate before its release. `pattern` is the operator's glob in the place of what looks like a release; tags
 * without a number then come last, by name.
 */
export function chooseReleases(tags: readonly TagRef[], pattern: string | undefined): readonly Release[] {
  const wanted = pattern === undefined ? undefined : picomatch(pattern);
  const found: { readonly tag: TagRef; readonly number: VersionNumber | undefined }[] = [];
  for (const tag of tags) {
    const number = readNumber(tag.name);
    if (wanted === undefined ? number !== undefined : wanted(tag.name)) found.push({ tag, number });
  }
  found.sort((a, b) => compareNumbers(b.number, a.number) || (a.tag.name < b.tag.name ? 1 : -1));
  return found.map(({ tag, number }) => ({
    tag: tag.name,
    commit: tag.commit,
    prerelease: number?.prerelease ?? false,
  }));
}

interface VersionNumber {
  /** As SemVer, of the first three numbers. */
  readonly semver: string;
  readonly rest: readonly number[];
  readonly prerelease: boolean;
  /** 1 for what comes after a release, `post2`. */
  readonly after: number;
}

function readNumber(name: string): VersionNumber | undefined {
  const groups = RELEASE.exec(name)?.groups;
  const numbers = groups?.["numbers"]?.split(/[._-]/) ?? [];
  const date = /^(?<y>(?:19|20)\d\d)(?<m>0[1-9]|1[0-2])(?<d>[0-3]\d)$/.exec(numbers[0] ?? "")?.groups;
  const parts =
    date === undefined ? numbers : [date["y"] ?? "", date["m"] ?? "", date["d"] ?? "", ...numbers.slice(1)];
  if (parts.length === 0 || (parts.length === 1 && groups?.["word"] === "")) return undefined;
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
