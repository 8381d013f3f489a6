import type { ConceptField, FormTexts } from "../curating/form-texts.ts";
import { CONCEPT_FIELDS, toLines } from "../curating/form-texts.ts";
import { toConceptId } from "../../curation/edits/concept-id.ts";
import type { Concept, ConceptScheme } from "../../vocabulary/vocabulary.ts";
import type { ExecatError } from "../../errors.ts";
import { conceptHref } from "../links.ts";
import type { ConflictModel, PreviewModel } from "./change-preview.ts";
import { type CurationFieldModel, type FieldOptions, toCurationField } from "./curation-field.ts";

/** More would make the page long: then concepts are typed, and found by any label. */
const MOST_OFFERED = 300;
export const CONCEPT_LIST = "concepts";

interface FieldWords {
  readonly label: string;
  readonly rows?: number;
  readonly help?: string;
}

const WORDS: Readonly<Record<ConceptField, FieldWords>> = {
  prefLabel: { label: "Name" },
  altLabel: { label: "Also called", rows: 3, help: "Synonyms, one a line." },
  hiddenLabel: {
    label: "Found but never shown",
    rows: 2,
    help: "Misspellings and abbreviations, one a line.",
  },
  definition: { label: "Definition", rows: 2, help: "One sentence." },
  scopeNote: { label: "When to use it", rows: 2, help: "And when not." },
  example: { label: "Examples", rows: 2, help: "One a line." },
  broader: { label: "Below", rows: 2, help: "Broader concepts, one a line: an id or any label." },
  related: { label: "Related", rows: 2, help: "Concepts of this vocabulary, one a line." },
  exactMatch: { label: "Same as", rows: 2, help: "URIs of concepts elsewhere, one a line." },
  closeMatch: { label: "Close to", rows: 2, help: "URIs, one a line." },
  broadMatch: { label: "Kind of", rows: 2, help: "URIs, one a line." },
};

interface Act {
  readonly name: string;
  readonly title: string;
  readonly text: string;
  readonly ofDeprecated: boolean;
  readonly field: Omit<FieldOptions, "value"> | undefined;
}

const ACTS: readonly Act[] = [
  {
    name: "merge",
    title: "Merge it into another",
    text: "The other takes its labels and what stands below it, and this one leads there.",
    ofDeprecated: false,
    field: { name: "into", label: "The other concept" },
  },
  {
    name: "move",
    title: "Move it",
    text: "What stands below it comes along.",
    ofDeprecated: false,
    field: { name: "below", label: "Below which concept", help: "Empty for the top." },
  },
  {
    name: "deprecate",
    title: "Use it no longer",
    text: "Entries that have it get what takes its place.",
    ofDeprecated: false,
    field: {
      name: "replacedBy",
      label: "What takes its place",
      rows: 2,
      help: "One concept a line; empty when there is none.",
    },
  },
  {
    name: "restore",
    title: "Use it again",
    text: "It is found and offered again.",
    ofDeprecated: true,
    field: undefined,
  },
];

/** What a form about a concept shows besides the vocabulary itself. */
export interface ConceptFormState {
  readonly base: string;
  readonly texts: FormTexts;
  readonly why: string;
  readonly problem?: ExecatError | undefined;
  readonly preview?: PreviewModel | undefined;
  readonly conflict?: FormConflict | undefined;
  /** Of the forms beside: which was sent, with what. */
  readonly sent?: ReadonlyMap<string, string> | undefined;
}

export interface FormConflict {
  /** Who changed it, and when, as a sentence. */
  readonly text: string;
  readonly fields: FormTexts;
  readonly places: readonly ConflictModel[];
}

function toConceptFields(state: ConceptFormState, scheme: ConceptScheme): readonly CurationFieldModel[] {
  return CONCEPT_FIELDS.map((name) => {
    const theirs = state.conflict?.fields.get(name);
    const value = state.texts.get(name) ?? "";
    const { help, ...words } = WORDS[name];
    const names = name === "broader" || name === "related" ? namesOf(value, scheme) : "";
    const said = [help, names].filter((text) => text !== undefined && text !== "").join(" ");
    return toCurationField({
      name,
      ...words,
      help: said || undefined,
      value,
      required: name === "prefLabel",
      conflict: theirs === undefined ? undefined : toOther(theirs),
    });
  });
}

/** What ids mean that do not say it, such as numbers. */
function namesOf(text: string, { concepts }: ConceptScheme): string {
  const named = toLines(text).flatMap((id) => {
    const label = concepts.get(id)?.prefLabel;
    return label === undefined || toConceptId(label) === id ? [] : [`${id} is “${label}”`];
  });
  return named.length === 0 ? "" : `${named.join(", ")}.`;
}

export function toOther(theirs: string): { readonly text: string; readonly theirs: string } {
  return theirs.trim() === ""
    ? { text: "Somebody else has emptied this meanwhile.", theirs: "" }
    : { text: "Somebody else has written here meanwhile:", theirs };
}

/** What every form about a vocabulary has: where it was made from, what is wrong, and what it would do. */
export function toFormFrame(state: Omit<ConceptFormState, "texts">): object {
  const { base, why, problem, preview, conflict } = state;
  return {
    base,
    why,
    problem: problem === undefined ? null : { message: problem.message, hint: problem.hint ?? null },
    preview: preview ?? null,
    conflict:
      conflict === undefined
        ? null
        : {
            text: conflict.text,
            conflicts: conflict.fields.size > 0 ? [] : conflict.places,
            oursLabel: "Now",
            theirsLabel: "Yours",
          },
  };
}

/** Living concepts to choose from; `null` where there are too many for a page. */
export function toChoices(scheme: ConceptScheme): object | null {
  if (scheme.concepts.size > MOST_OFFERED) return null;
  const living = [...scheme.concepts.values()].filter(({ deprecated }) => !deprecated);
  return { id: CONCEPT_LIST, options: living.map(({ id, prefLabel }) => ({ value: id, label: prefLabel })) };
}

export function toConceptEdit(scheme: ConceptScheme, concept: Concept, state: ConceptFormState): object {
  const choices = toChoices(scheme);
  const list = choices === null ? undefined : CONCEPT_LIST;
  const others = concept.byLanguage.filter(({ language }) => language !== scheme.language);
  return {
    ...toFormFrame(state),
    title: `Edit ${concept.prefLabel}`,
    isNew: false,
    idField: null,
    action: editHref(scheme.id, concept.id),
    schemeTitle: scheme.title,
    schemeHref: `/vocabularies/${encodeURIComponent(scheme.id)}`,
    conceptLabel: concept.prefLabel,
    conceptHref: `${conceptHref(scheme.id, concept.id)}?redirect=no`,
    historyHref: `/vocabularies/${encodeURIComponent(scheme.id)}/history`,
    fields: toConceptFields(state, scheme),
    retired: toRetired(scheme, concept),
    choices,
    file: `vocabularies/${scheme.id}.yaml`,
    language: scheme.language,
    otherLanguages: others.map((words) => ({
      language: words.language,
      text: [words.prefLabel ?? "", ...words.altLabels].filter((text) => text !== "").join(", "),
      definition: words.definition ?? null,
    })),
    acts: toActs(concept, list, state.sent ?? new Map()),
  };
}

function toRetired(scheme: ConceptScheme, { deprecated, since, replacedBy }: Concept): object | null {
  if (!deprecated) return null;
  const successors = replacedBy.map((id) => ({
    label: scheme.concepts.get(id)?.prefLabel ?? id,
    href: `${conceptHref(scheme.id, id)}?redirect=no`,
  }));
  return {
    text: `This concept is no longer to be used${since === undefined ? "" : `, since ${since}`}.`,
    successors,
  };
}

/** Beside the form: what changes where a concept stands, or whether it is used at all. */
function toActs(
  { deprecated }: Concept,
  list: string | undefined,
  sent: ReadonlyMap<string, string>,
): readonly object[] {
  return ACTS.filter(({ ofDeprecated }) => ofDeprecated === deprecated).map(
    ({ name, title, text, field }) => {
      const typed = sent.get("action") === name ? sent : new Map<string, string>();
      const value = typed.get(field?.name ?? "") ?? "";
      const options = field?.rows === undefined ? { list } : {};
      return {
        name,
        title,
        text,
        why: typed.get("why") ?? "",
        fields: field === undefined ? [] : [toCurationField({ ...field, ...options, value, prefix: name })],
      };
    },
  );
}

export function toNewConcept(
  scheme: ConceptScheme,
  state: ConceptFormState & { readonly id: string; readonly below: Concept | undefined },
): object {
  const { below } = state;
  return {
    ...toFormFrame(state),
    title: below === undefined ? "A new concept" : `A new concept below ${below.prefLabel}`,
    isNew: true,
    idField: toCurationField({
      name: "id",
      label: "Id",
      value: state.id,
      help: "As manifests and addresses have it; made from the name when empty. It never changes.",
    }),
    action: `/curation/new-concept/${encodeURIComponent(scheme.id)}`,
    schemeTitle: scheme.title,
    schemeHref: `/vocabularies/${encodeURIComponent(scheme.id)}`,
    conceptLabel: null,
    conceptHref: null,
    historyHref: null,
    fields: toConceptFields(state, scheme),
    retired: null,
    choices: null,
    file: `vocabularies/${scheme.id}.yaml`,
    language: scheme.language,
    otherLanguages: [],
    acts: [],
  };
}

export function editHref(scheme: string, id: string): string {
  return `/curation/concepts/${encodeURIComponent(scheme)}/${encodeURIComponent(id)}`;
}

export function newConceptHref(scheme: string, below?: string): string {
  const path = `/curation/new-concept/${encodeURIComponent(scheme)}`;
  return below === undefined ? path : `${path}?below=${encodeURIComponent(below)}`;
}
