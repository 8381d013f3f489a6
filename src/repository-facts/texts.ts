import type { Publication } from "../manifest/model.ts";

const ADDRESS = /^https?:\/\/[^\s<>"]+$/u;
const DOI = /\b(10\.\d{4,9}(?:\.\d+)*\/[^\s"<>]+)$/u;
const ORCID = /\b(\d{4}-\d{4}-\d{4}-\d{3}[\dX])$/u;

/** The text without space around it; nothing when none is left, or when it is no text. */
export function toText(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  return text === "" ? undefined : text;
}

export function toTexts(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((item) => toText(item) ?? []);
}

export function toAddress(value: unknown): string | undefined {
  const text = toText(value);
  return text !== undefined && text.length <= 2000 && ADDRESS.test(text) ? text : undefined;
}

/** The DOI at the end of a text such as `https://doi.org/10.1000/182` or `doi:10.1000/182`. */
export function toDoi(value: unknown): string | undefined {
  return DOI.exec(toText(value) ?? "")?.[1];
}

export function toOrcid(value: unknown): string | undefined {
  return ORCID.exec(toText(value) ?? "")?.[1];
}

/** A DOI where the text has one, else an address. */
export function toPublication(value: unknown): Publication | undefined {
  const doi = toDoi(value);
  if (doi !== undefined) return { doi };
  const url = toAddress(value);
  return url === undefined ? undefined : { url };
}

/** The first sentence, when it fits a summary. */
export function toSummary(text: string | undefined): string | undefined {
  const plain = text?.replaceAll(/\s+/gu, " ").trim() ?? "";
  const sentence = /^.+?[.!?](?=\s+\p{Lu}|$)/u.exec(plain)?.[0] ?? plain;
  return sentence === "" || sentence.length > 160 ? undefined : sentence;
}

/** Nothing for an empty list: a file that has no authors says nothing about authors. */
export function some<Item>(items: readonly Item[]): readonly Item[] | undefined {
  return items.length === 0 ? undefined : items;
}
