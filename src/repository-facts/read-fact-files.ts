import { firstSentence } from "../first-sentence.ts";
import { toBounded } from "./bounded.ts";
import { readCitation } from "./citation.ts";
import { readCodemeta } from "./codemeta.ts";
import { type FactKind, factKindOf, pickFactFiles } from "./fact-files.ts";
import type { Said } from "./facts.ts";
import { readLicenseText } from "./license-text.ts";
import { readReadme } from "./readme.ts";

/** A file's path, and where it stands among the kinds. */
export interface FactOrigin {
  readonly kind: FactKind;
  readonly file: string;
}

export interface FactsRead {
  /** Those first whose word counts more. */
  readonly sayings: readonly { readonly from: FactOrigin; readonly said: Said }[];
  /** Files that are there but could not be understood, with the reason. */
  readonly unread: readonly { readonly file: string; readonly reason: string }[];
}

/**
 * Reads the files of one folder that describe a program (path → bytes): `codemeta.json`, `CITATION.cff`, the licence,
 * the README. Whatever stands in them, lengths are bounded and nothing is thrown.
 */
export function readFactFiles(files: ReadonlyMap<string, Uint8Array>): FactsRead {
  const byName = new Map([...files.keys()].map((file) => [nameOf(file), file]));
  const sayings: { from: FactOrigin; said: Said }[] = [];
  const unread: { file: string; reason: string }[] = [];
  const licenses: { from: FactOrigin; license: string | undefined }[] = [];
  for (const name of pickFactFiles([...byName.keys()])) {
    const file = byName.get(name) ?? name;
    const kind = factKindOf(name);
    if (kind === undefined) continue;
    try {
      const said = readOne(kind, decode(files.get(file) ?? new Uint8Array()));
      if (kind === "license") licenses.push({ from: { kind, file }, license: said.license });
      else sayings.push({ from: { kind, file }, said: toBounded(withSummary(said)) });
    } catch (error) {
      const [reason = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
      unread.push({ file, reason: reason.slice(0, 200) });
    }
  }
  const license = joinLicenses(licenses);
  const readme = sayings.findIndex(({ from }) => from.kind === "readme");
  if (license !== undefined) sayings.splice(readme === -1 ? sayings.length : readme, 0, license);
  return { sayings, unread };
}

function readOne(kind: FactKind, text: string): Said {
  switch (kind) {
    case "codemeta":
      return readCodemeta(text);
    case "citation":
      return readCitation(text);
    case "license":
      return readLicenseText(text);
    case "readme":
      return readReadme(text);
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error("it is not text in UTF-8");
  }
}

/** A list needs a short text: where a file says only a long one, its first sentence, cut at a word. */
function withSummary(said: Said): Said {
  const summary = said.summary ?? firstSentence(said.description);
  return { ...said, summary, description: said.description === summary ? undefined : said.description };
}

/**
 * The licence that one or several files give. Of two, only the lesser of GNU's stands for both: whether others are a
 * choice or hold for parts each, a person must read.
 */
function joinLicenses(
  licenses: readonly { readonly from: FactOrigin; readonly license: string | undefined }[],
): FactsRead["sayings"][number] | undefined {
  const [first] = licenses;
  if (first === undefined) return undefined;
  const lesser = licenses.find(({ license }) => license?.startsWith("LGPL-"));
  const isOne = licenses.every(({ license }) => license === first.license);
  const isGnu = licenses.every(({ license }) => license?.includes("GPL-") === true);
  const chosen = isOne ? first : isGnu ? lesser : undefined;
  if (chosen?.license !== undefined) return { from: chosen.from, said: { license: chosen.license } };
  return { from: first.from, said: { unknownLicense: licenses.map(({ from }) => nameOf(from.file)) } };
}

function nameOf(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1);
}
