import { readFile, rename, writeFile } from "node:fs/promises";
import { basename, resolve, dirname } from "node:path";
import { isMap, isSeq, parseDocument } from "yaml";
import { ExecatError } from "../src/errors.ts";
import { looksLikeGit, parseGitAddress } from "./git-address.ts";
import { isMissing, parseSources, type SourceEntry } from "./sources-file.ts";

const KEY = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;

/**
 * Writes one source into `sources.yaml`, which is made when absent, and keeps everything else in it, comments
 * too. An address with a scheme, or `user@host:path`, is a git repository, anything else a folder.
 *
 * Throws `SOURCE_INVALID` for an address that cannot be crawled or a file that cannot be read, `CONFLICT` when
 * the address or the key stands there already.
 */
export async function addSource(
  file: string,
  location: string,
  options: { readonly key?: string | undefined; readonly label?: string | undefined } = {},
): Promise<SourceEntry> {
  const text = await readExisting(file);
  const known = parseSources(text, basename(file));
  const kind = looksLikeGit(location) ? "git" : "folder";
  if (location.trim() === "") {
    throw new ExecatError("SOURCE_INVALID", "The address of the source is empty.", {
      hint: "Give a git URL or a folder.",
    });
  }
  const identity = identityOf({ kind, location }, file);
  const same = known.find((entry) => identityOf(entry, file) === identity);
  if (same !== undefined) {
    throw new ExecatError("CONFLICT", `"${location}" is in the list already, as "${same.key}".`, {
      hint: `Run \`execat crawl ${same.key}\` to look at it now.`,
    });
  }
  const keys = new Set(known.map((entry) => entry.key));
  const key = options.key ?? deriveKey(location, keys);
  if (keys.has(key)) {
    throw new ExecatError("CONFLICT", `The key "${key}" belongs to another source.`, {
      hint: "Give another key.",
    });
  }
  if (!KEY.test(key)) {
    throw new ExecatError("SOURCE_INVALID", `"${key}" cannot be a key.`, {
      hint: "Use small letters, digits and hyphens, at most 64.",
    });
  }
  const entry: SourceEntry = { key, kind, location, label: options.label, options: {} };
  const next = append(text, entry);
  parseSources(next, basename(file));
  await writeWhole(file, next);
  return entry;
}

function append(text: string, { key, kind, location, label }: SourceEntry): string {
  const document = parseDocument(text);
  const item = document.createNode({ key, [kind]: location, ...(label === undefined ? {} : { label }) });
  const list = isMap(document.contents) ? document.contents.get("sources", true) : undefined;
  if (isSeq(list)) {
    // `sources: []` would go on in one line for ever.
    list.flow = false;
    list.add(item);
  } else {
    document.set("sources", document.createNode([item]));
  }
  return document.toString({ lineWidth: 0 });
}

/** The repository's name, with the parts before it where that is taken. */
export function deriveKey(location: string, taken: ReadonlySet<string>): string {
  const address = looksLikeGit(location) ? parseGitAddress(location) : undefined;
  const path = address === undefined ? location : `${address.hostname}/${address.path}`;
  const parts = path
    .split("/")
    .map((part) =>
      part
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^-+|-+$/g, ""),
    )
    .filter((part) => part !== "");
  for (let count = 1; count <= Math.max(parts.length, 1); count += 1) {
    const key = cut(parts.slice(-count).join("-")) || "source";
    if (!taken.has(key)) return key;
  }
  const base = cut(parts.at(-1) ?? "source").slice(0, 58);
  let number = 2;
  while (taken.has(`${base}-${String(number)}`)) number += 1;
  return `${base}-${String(number)}`;
}

function cut(key: string): string {
  return key.slice(0, 64).replace(/-+$/, "");
}

/** Two spellings of one address are one source. */
function identityOf({ kind, location }: Pick<SourceEntry, "kind" | "location">, file: string): string {
  if (kind === "folder") return resolve(dirname(file), location);
  const address = parseGitAddress(location);
  return `${address.host}/${address.path}`;
}

async function readExisting(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if (isMissing(cause)) return "";
    throw new ExecatError("SOURCE_INVALID", `"${basename(file)}" could not be read.`, {
      hint: "Check that it may be read.",
      cause,
    });
  }
}

/** In one step, so that a crash leaves the old file or the new one. */
async function writeWhole(file: string, text: string): Promise<void> {
  const part = `${file}.part`;
  try {
    await writeFile(part, text);
    await rename(part, file);
  } catch (cause) {
    throw new ExecatError("SOURCE_INVALID", `"${basename(file)}" could not be written.`, {
      hint: "Check that its folder may be written.",
      cause,
    });
  }
}
