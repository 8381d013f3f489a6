import { readSettledTerms, SETTLED_TERMS_FILE, settledTermKey } from "../read-settled-terms.ts";
import type { SettledTerm } from "../edits.ts";
import { tidyText } from "./concept-words.ts";
import { type CurationDraft, refusal } from "./curation-draft.ts";
import { openMap, refuseErrors, withValues, writeMap } from "./write-file.ts";
import { isYamlList, isYamlMap, textOf, withKey, type YamlMap, type YamlValue } from "./yaml-value.ts";

const HEAD = "# Terms that authors write and that are to mean nothing in this catalogue.\n";

/** Says that a term is to mean nothing; of one that is settled already, why, by whom and when. */
export function settleTerm(draft: CurationDraft, term: SettledTerm): void {
  const facet = tidyText(term.facet);
  const text = tidyText(term.text);
  if (facet === undefined || text === undefined)
    throw refusal("A term needs its facet and its text.", "Name both.");
  const { map, terms } = openTerms(draft);
  const said = { reason: tidyText(term.reason), by: tidyText(term.by), at: tidyText(term.at) };
  const index = terms.findIndex((one) => isTerm(one, facet, text));
  const old = terms[index];
  const next = isYamlMap(old) ? withValues(old, said) : withValues(new Map(), { facet, text, ...said });
  write(
    draft,
    map,
    index === -1 ? [...terms, next] : terms.map((one, place) => (place === index ? next : one)),
  );
}

/** Takes back that a term is to mean nothing. */
export function unsettleTerm(draft: CurationDraft, facet: string, text: string): void {
  const { map, terms } = openTerms(draft);
  const left = terms.filter((one) => !isTerm(one, facet, text));
  if (left.length === terms.length) {
    throw refusal(`"${text}" of "${facet}" is not settled.`, "Somebody may have taken it back already.");
  }
  write(draft, map, left);
}

function openTerms(draft: CurationDraft): { readonly map: YamlMap; readonly terms: readonly YamlValue[] } {
  const map = openMap(SETTLED_TERMS_FILE, draft.files.get(SETTLED_TERMS_FILE));
  const terms = map.get("terms");
  return { map, terms: isYamlList(terms) ? terms : [] };
}

function write(draft: CurationDraft, map: YamlMap, terms: readonly YamlValue[]): void {
  const before = draft.files.get(SETTLED_TERMS_FILE);
  const text = writeMap(SETTLED_TERMS_FILE, before, withKey(map, "terms", terms), HEAD);
  refuseErrors(readSettledTerms(text).findings);
  draft.write(SETTLED_TERMS_FILE, text);
}

function isTerm(value: YamlValue, facet: string, text: string): boolean {
  if (!isYamlMap(value)) return false;
  const known = settledTermKey(textOf(value.get("facet"))?.trim() ?? "", textOf(value.get("text")) ?? "");
  return known === settledTermKey(facet.trim(), text);
}
