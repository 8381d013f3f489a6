import type { VocabularyEdit } from "../edits.ts";
import { openConcept, successorHint } from "./concept-links.ts";
import { languagesOf, withIds, withMoreWords, wordsIn } from "./concept-words.ts";
import { type CurationDraft, refusal, type SchemeDraft } from "./curation-draft.ts";
import { asRetired } from "./retire-concept.ts";
import { isYamlMap, textsOf, type YamlMap } from "./yaml-value.ts";

type MergeEdit = Extract<VocabularyEdit, { readonly kind: "merge-concept" }>;

/**
 * Makes one concept of two: `into` takes the labels and the narrower concepts of `id`, which is deprecated and keeps
 * what its own place says, so that entries and addresses lead on.
 */
export function mergeConcept(draft: CurationDraft, edit: MergeEdit): void {
  const { id, into } = edit;
  const opened = draft.openScheme(edit.scheme);
  const source = openConcept(opened, id);
  const target = openConcept(opened, into);
  if (id === into) throw refusal(`"${id}" cannot be merged with itself.`, "Choose another concept.");
  if (source.concept.deprecated)
    throw refusal(`"${id}" is deprecated already.`, successorHint(source.concept));
  if (target.concept.deprecated) throw refusal(`"${into}" is deprecated.`, successorHint(target.concept));
  if (hasBetween(opened, edit)) {
    throw refusal(
      `"${id}" cannot be merged into "${into}": concepts between the two would be above and below it.`,
      `Move "${into}" first, so that it is not below others of "${id}".`,
    );
  }
  const concepts = new Map(opened.concepts);
  for (const [one, raw] of opened.concepts) {
    if (isYamlMap(raw) && one !== id) concepts.set(one, withNewLinks(raw, one, opened, edit));
  }
  const relinked = concepts.get(into);
  const own = opened.scheme.language;
  concepts.set(into, withLabelsOf(isYamlMap(relinked) ? relinked : target.raw, source.raw, own));
  concepts.set(id, asRetired(source.raw, [into], edit.since));
  draft.writeConcepts(opened, concepts);
}

/** What was below `id`, or related to it, is below `into`, or related to that. */
function withNewLinks(raw: YamlMap, one: string, { scheme }: SchemeDraft, { id, into }: MergeEdit): YamlMap {
  let next = raw;
  // What is below the merged concept hangs, when it is the other one itself, where the merged one hung.
  const heirs = one === into ? (scheme.concepts.get(id)?.broader ?? []) : [into];
  for (const [key, instead] of [
    ["broader", heirs],
    ["related", [into]],
  ] as const) {
    const ids = textsOf(raw.get(key));
    if (!ids.includes(id)) continue;
    const linked = ids.flatMap((old) => (old === id ? instead : [old])).filter((to) => to !== one);
    next = withIds(next, key, [...new Set(linked)]);
  }
  return next;
}

/** Every label of `source` becomes a synonym, a hidden one stays hidden; none is there twice. */
function withLabelsOf(target: YamlMap, source: YamlMap, own: string): YamlMap {
  let next = target;
  for (const wanted of languagesOf(source, own)) {
    const languages = { own, wanted };
    const of = (map: YamlMap, key: "prefLabel" | "altLabel" | "hiddenLabel"): readonly string[] =>
      wordsIn(map, key, languages);
    const preferred = of(target, "prefLabel");
    const synonyms = withoutDoubles(
      [...of(target, "altLabel"), ...of(source, "prefLabel"), ...of(source, "altLabel")],
      preferred,
    );
    const hidden = withoutDoubles(
      [...of(target, "hiddenLabel"), ...of(source, "hiddenLabel")],
      [...preferred, ...synonyms],
    );
    next = withMoreWords(next, "altLabel", synonyms, languages);
    next = withMoreWords(next, "hiddenLabel", hidden, languages);
  }
  return next;
}

function withoutDoubles(labels: readonly string[], taken: readonly string[]): readonly string[] {
  const seen = new Set(taken.map((label) => label.toLowerCase()));
  return labels.filter((label) => {
    const key = label.toLowerCase();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Whether `into` is below `id` with something in between. */
function hasBetween({ scheme }: SchemeDraft, { id, into }: MergeEdit): boolean {
  const seen = new Set<string>();
  const waiting = [...(scheme.concepts.get(into)?.broader ?? [])].filter((one) => one !== id);
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (one === id) return true;
    if (seen.has(one)) continue;
    seen.add(one);
    waiting.push(...(scheme.concepts.get(one)?.broader ?? []));
  }
  return false;
}
