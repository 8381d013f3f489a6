import type { Entry } from "../../catalogue/entry.ts";
import type { QueuedTerm } from "../../curation/desk.ts";
import type { ConceptScheme } from "../../vocabulary/vocabulary.ts";
import { countText, toTime } from "../format.ts";
import { conceptHref, entryHref } from "../links.ts";
import type { WebServices } from "../services.ts";
import { CONCEPT_LIST, type ConceptFormState, toChoices, toFormFrame } from "./concept-edit.ts";
import { type FieldOptions, toCurationField } from "./curation-field.ts";

/** A term with its entries, and the vocabulary that it may belong to. */
export interface TermFacts {
  readonly term: QueuedTerm;
  readonly facetLabel: string;
  readonly scheme: ConceptScheme;
  readonly entries: readonly Entry[];
}

export type TermFormState = Omit<ConceptFormState, "texts">;

interface Way {
  readonly name: string;
  readonly title: string;
  readonly text: string;
  readonly button: string;
  /** Which concepts of the term one is chosen from. */
  readonly choices: "nearest" | "choices" | undefined;
  readonly fields: readonly (Omit<FieldOptions, "value"> & { readonly isConcept?: boolean })[];
}

/** The one way for a term that several concepts have. */
const MEANS: Way = {
  name: "means",
  title: "It means one of them",
  text: "The others lose this label, and the entries get the concept that keeps it.",
  button: "It means this one",
  choices: "choices",
  fields: [],
};

const WAYS: readonly Way[] = [
  {
    name: "synonym",
    title: "It is a synonym",
    text: "The concept is called so as well: people find it by this word, and its page shows it.",
    button: "Make it a synonym",
    choices: "nearest",
    fields: [{ name: "other", label: "Or of another concept", help: "An id or any label.", isConcept: true }],
  },
  {
    name: "new",
    title: "It is a concept of its own",
    text: "What takes its place in the vocabulary.",
    button: "Add the concept",
    choices: undefined,
    fields: [
      { name: "prefLabel", label: "Name", required: true },
      { name: "broader", label: "Below", help: "An id or any label; empty for the top.", isConcept: true },
      { name: "definition", label: "Definition", rows: 2, help: "One sentence." },
    ],
  },
  {
    name: "misspelling",
    title: "It is a misspelling",
    text: "The concept is found by it, and no page shows it.",
    button: "Note the misspelling",
    choices: "nearest",
    fields: [{ name: "other", label: "Or of another concept", help: "An id or any label.", isConcept: true }],
  },
  {
    name: "refuse",
    title: "It is not for us",
    text: "The entries keep it as their author wrote it; it means nothing here and waits for nobody.",
    button: "Put it aside",
    choices: undefined,
    fields: [{ name: "reason", label: "Why" }],
  },
];

export function toTermPage(services: WebServices, facts: TermFacts, state: TermFormState): object {
  const { term, facetLabel, scheme, entries } = facts;
  const choices = toChoices(scheme);
  const sent = state.sent ?? new Map<string, string>();
  const others = term.spellings.filter((spelling) => spelling !== term.text);
  const isAmbiguous = term.choices.length > 0;
  return {
    ...toFormFrame(state),
    facet: term.facet,
    facetLabel,
    text: term.text,
    spellings: others.length === 0 ? null : others.map((one) => `“${one}”`).join(", "),
    entriesText: countText(term.entries, "entry", "entries"),
    since: toTime(term.since, services.now()),
    entries: entries.map(({ program }) => ({
      title: program.title,
      href: entryHref(program.path),
      summary: program.summary ?? null,
    })),
    more: term.entries > entries.length ? `${term.entries - entries.length} more` : null,
    schemeTitle: scheme.title,
    schemeHref: `/vocabularies/${encodeURIComponent(scheme.id)}`,
    isAmbiguous,
    nearest: (isAmbiguous ? term.choices : term.nearest).map((concept) => ({
      label: concept.prefLabel,
      href: conceptHref(concept.scheme, concept.id),
      definition: concept.definition ?? null,
    })),
    choices,
    ways: (isAmbiguous ? [MEANS] : WAYS).map((way) =>
      toWay(way, term, sent, choices === null ? undefined : CONCEPT_LIST),
    ),
  };
}

function toWay(
  { name, title, text, button, choices, fields }: Way,
  term: QueuedTerm,
  sent: ReadonlyMap<string, string>,
  list: string | undefined,
): object {
  const isSent = sent.get("way") === name;
  const typed = (field: string): string | undefined => (isSent ? sent.get(field) : undefined);
  const concepts = choices === undefined ? [] : term[choices];
  const chosen = typed("concept") ?? (isSent ? undefined : concepts[0]?.id);
  return {
    name,
    title,
    text,
    button,
    nearest: concepts.map(({ id, prefLabel }, index) => ({
      id,
      label: prefLabel,
      inputId: `${name}-${index}`,
      checked: id === chosen,
    })),
    fields: fields.map(({ isConcept, ...field }) =>
      toCurationField({
        ...field,
        ...(isConcept === true ? { list } : {}),
        prefix: name,
        value: typed(field.name) ?? (field.name === "prefLabel" ? term.text : ""),
      }),
    ),
    why: typed("why") ?? "",
  };
}
