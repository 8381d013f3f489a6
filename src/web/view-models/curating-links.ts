import type { Concept, ConceptScheme } from "../../vocabulary/vocabulary.ts";
import { editHref, newConceptHref } from "./concept-edit.ts";
import { schemeEditHref } from "./scheme-edit.ts";

interface CuratingLinks {
  readonly curating: readonly { readonly label: string; readonly href: string }[];
}

/** What a curator may do with a vocabulary; none for a reader. */
export function schemeCurating({ id }: ConceptScheme, curates: boolean): CuratingLinks {
  if (!curates) return { curating: [] };
  return {
    curating: [
      { label: "Edit", href: schemeEditHref(id) },
      { label: "Add a concept", href: newConceptHref(id) },
      { label: "History", href: `/vocabularies/${encodeURIComponent(id)}/history` },
      { label: "Health", href: `/vocabularies/${encodeURIComponent(id)}/health` },
    ],
  };
}

/** The same of a concept. */
export function conceptCurating({ scheme, id, deprecated }: Concept, curates: boolean): CuratingLinks {
  if (!curates) return { curating: [] };
  return {
    curating: [
      { label: "Edit", href: editHref(scheme, id) },
      ...(deprecated ? [] : [{ label: "Add a concept below", href: newConceptHref(scheme, id) }]),
      { label: "History", href: `/vocabularies/${encodeURIComponent(scheme)}/history` },
    ],
  };
}
