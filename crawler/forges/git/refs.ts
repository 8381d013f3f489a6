import type { Head, TagRef } from "../forge.ts";

/** Of a repository with more tags those that look newest are known. */
export const MAX_TAGS = 2_000;

const NAME = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
const HEADS = "refs/heads/";
const TAGS = "refs/tags/";
const PEELED = "^{}";
const byNumbers = new Intl.Collator("en", { numeric: true });

/** What a server advertises: ids by the names of its refs, and where `HEAD` leads. */
export interface Advertised {
  readonly ids: ReadonlyMap<string, string>;
  readonly headTarget: string | undefined;
}

/** True for one of git's ids. */
export function isId(text: string): boolean {
  return NAME.test(text);
}

/**
 * The head and the tags of what a server advertises; a tag leads to what its object stands for (`^{}`). Names that
 * git itself would not take, and ids that are none, are left out.
 */
export function toHead({ ids, headTarget }: Advertised): Head {
  const commit = ids.get("HEAD");
  if (commit === undefined || !isId(commit)) return { state: "empty" };
  const tags: TagRef[] = [];
  for (const [ref, id] of ids) {
    if (!ref.startsWith(TAGS) || ref.endsWith(PEELED)) continue;
    const name = ref.slice(TAGS.length);
    const peeled = ids.get(`${ref}${PEELED}`) ?? id;
    if (isRefName(name) && isId(peeled)) tags.push({ name, commit: peeled });
  }
  const known = newestLooking(tags);
  const branch = headTarget?.startsWith(HEADS) === true ? headTarget.slice(HEADS.length) : undefined;
  return {
    state: "head",
    commit,
    branch: branch !== undefined && isRefName(branch) ? branch : undefined,
    tags: known,
    tagsLeftOut: tags.length - known.length || undefined,
  };
}

/** By the first number in the name and all that follows it, the highest first. */
function newestLooking(tags: readonly TagRef[]): readonly TagRef[] {
  const keyed = tags.map((tag) => ({ tag, key: tag.name.replace(/^\D+/, "") }));
  keyed.sort((left, right) => byNumbers.compare(right.key, left.key));
  return keyed.slice(0, MAX_TAGS).map(({ tag }) => tag);
}

/** git's own rules for names (git-check-ref-format), and a length that suits a path. */
export function isRefName(name: string): boolean {
  if (name.length === 0 || name.length > 200 || /[\p{Cc}\p{Cf}\s~^:?*[\\\uFFFD]/u.test(name)) return false;
  if (name.includes("..") || name.includes("@{") || name.includes("//") || name.startsWith("-")) return false;
  return name.split("/").every((part) => part !== "" && !part.startsWith(".") && !/\.(?:lock)?$/.test(part));
}
