import type { QueuedTerm } from "../../curation/desk.ts";
import type { CurationEdit } from "../../curation/edits.ts";
import { toConceptId } from "../../curation/edits/concept-id.ts";
import { ExecatError } from "../../errors.ts";
import { toLabelKey, toLooseKey } from "../../vocabulary/label-key.ts";
import type { ConceptScheme, Vocabularies } from "../../vocabulary/vocabulary.ts";
import { findConcept, findConcepts } from "./find-concept.ts";
import { conceptFieldsFrom, textsOfConcept } from "./form-texts.ts";

export interface Settling {
  readonly vocabularies: Vocabularies;
  readonly scheme: ConceptScheme;
  readonly term: QueuedTerm;
  readonly form: ReadonlyMap<string, string>;
  /** Who settles it, and when. */
  readonly by: string;
  readonly at: string;
}

/**
 * What a curator makes of a term that nobody knows. One label settles all its spellings, since those differ in nothing
 * that a vocabulary looks at. Throws `EDIT_INVALID`.
 */
export function settleTerm(settling: Settling): readonly CurationEdit[] {
  const { vocabularies, scheme, term, form } = settling;
  const way = form.get("way") ?? "";
  switch (way) {
    case "synonym":
    case "misspelling": {
      const chosen = textOf(form, "other") || textOf(form, "concept");
      const id = findConcept(vocabularies, scheme, chosen, "The concept");
      const as = way === "synonym" ? "altLabel" : "hiddenLabel";
      return [{ kind: "add-label", scheme: scheme.id, id, label: term.text, as }];
    }
    case "means":
      return takeFromOthers(settling);
    case "new":
      return [newConcept(settling)];
    case "refuse": {
      const { facet, text } = term;
      const reason = textOf(form, "reason") || undefined;
      return [{ kind: "settle-term", term: { facet, text, reason, by: settling.by, at: settling.at } }];
    }
    default:
      throw new ExecatError("EDIT_INVALID", `"${way.slice(0, 40)}" is no way to settle a term.`, {
        hint: "There are: synonym, means, new, misspelling, refuse.",
      });
  }
}

/** Of the concepts that have an ambiguous term as a label, one keeps it. Other languages than the scheme's stay. */
function takeFromOthers({ vocabularies, scheme, term, form }: Settling): readonly CurationEdit[] {
  const kept = findConcept(vocabularies, scheme, textOf(form, "concept"), "The concept");
  if (!term.choices.some(({ id }) => id === kept)) {
    throw new ExecatError("EDIT_INVALID", `"${term.text}" is no label of "${kept}".`, {
      hint: `It is one of: ${term.choices.map(({ id }) => id).join(", ") || "none"}.`,
    });
  }
  const others = term.choices.filter(({ id }) => id !== kept);
  return others.map((concept) => {
    const fields = conceptFieldsFrom(textsOfConcept(concept, scheme), vocabularies, scheme);
    const keep = (label: string): boolean =>
      toLooseKey(toLabelKey(label)) !== toLooseKey(toLabelKey(term.text));
    const [altLabel, hiddenLabel] = [fields.altLabel.filter(keep), fields.hiddenLabel.filter(keep)];
    if (altLabel.length + hiddenLabel.length === fields.altLabel.length + fields.hiddenLabel.length) {
      throw new ExecatError("EDIT_INVALID", `"${term.text}" cannot be taken out of "${concept.id}" here.`, {
        hint: "It is its name, or a label in another language: edit the concept, or its file.",
      });
    }
    return {
      kind: "edit-concept",
      scheme: scheme.id,
      id: concept.id,
      fields: { ...fields, altLabel, hiddenLabel },
    };
  });
}

function newConcept({ vocabularies, scheme, term, form }: Settling): CurationEdit {
  const prefLabel = textOf(form, "prefLabel") || term.text;
  const broader = textOf(form, "broader");
  const id = toConceptId(prefLabel);
  if (id === "") {
    throw new ExecatError("EDIT_INVALID", `The name "${prefLabel.slice(0, 80)}" has no letter for an id.`, {
      hint: "Give it a name in Latin letters, or add the concept to the vocabulary's file.",
    });
  }
  const isNamedSo = toLabelKey(prefLabel) === toLabelKey(term.text);
  return {
    kind: "add-concept",
    scheme: scheme.id,
    id,
    fields: {
      prefLabel,
      altLabel: isNamedSo ? [] : [term.text],
      hiddenLabel: [],
      definition: textOf(form, "definition") || undefined,
      scopeNote: undefined,
      example: [],
      broader: findConcepts(vocabularies, scheme, broader === "" ? [] : [broader]),
      related: [],
      exactMatch: [],
      closeMatch: [],
      broadMatch: [],
    },
  };
}

function textOf(form: ReadonlyMap<string, string>, name: string): string {
  return form.get(name)?.replaceAll("\r\n", "\n").trim() ?? "";
}
