import type { ConceptScheme } from "../../vocabulary/vocabulary.ts";
import { SCHEME_FIELDS } from "../curating/form-texts.ts";
import { type ConceptFormState, toFormFrame, toOther } from "./concept-edit.ts";
import { toCurationField } from "./curation-field.ts";

type SchemeField = (typeof SCHEME_FIELDS)[number];

const LABELS: Readonly<Record<SchemeField, string>> = {
  title: "Title",
  description: "What it is for",
  license: "Licence",
  source: "Where it comes from",
};

/** The form for what a vocabulary says of itself. */
export function toSchemeEdit(scheme: ConceptScheme, state: ConceptFormState): object {
  const href = `/vocabularies/${encodeURIComponent(scheme.id)}`;
  return {
    ...toFormFrame(state),
    title: `Edit “${scheme.title}”`,
    action: schemeEditHref(scheme.id),
    schemeTitle: scheme.title,
    schemeHref: href,
    historyHref: `${href}/history`,
    file: `vocabularies/${scheme.id}.yaml`,
    fields: SCHEME_FIELDS.map((name) => {
      const theirs = state.conflict?.fields.get(name);
      return toCurationField({
        name,
        label: LABELS[name],
        value: state.texts.get(name) ?? "",
        required: name === "title",
        ...(name === "description" ? { rows: 3 } : {}),
        conflict: theirs === undefined ? undefined : toOther(theirs),
      });
    }),
  };
}

export function schemeEditHref(scheme: string): string {
  return `/curation/schemes/${encodeURIComponent(scheme)}`;
}
