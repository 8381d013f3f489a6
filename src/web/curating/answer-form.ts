import type { Request } from "express";
import type { Curated } from "../../curation/curated.ts";
import type { CurationEdit } from "../../curation/edits.ts";
import type { Answer, Page } from "../page.ts";
import type { WebServices } from "../services.ts";
import { toConflicts, toPreview } from "../view-models/change-preview.ts";
import type { ConceptFormState } from "../view-models/concept-edit.ts";
import { formAnswer, problemAnswer } from "./form-answer.ts";
import { curatedAt } from "./seen-at.ts";
import { takeForm } from "./take-form.ts";

/** What a form shows besides its own fields. */
export type FormFrame = Omit<ConceptFormState, "texts">;

export interface FormToAnswer {
  readonly form: ReadonlyMap<string, string>;
  readonly action: string;
  /** Reads the form; throws `EDIT_INVALID` or `INVALID_REQUEST` for what cannot be. */
  readonly edits: () => readonly CurationEdit[];
  /** The form with what was typed. */
  readonly page: (frame: FormFrame) => Page;
  /**
   * The form on what stands there now, after somebody else's change: what was not typed is theirs. Left out for what
   * is new, and was in nobody's hands before.
   */
  readonly rebased?: (frame: FormFrame, others: OthersChange) => Page;
  /** Where to go when it is done. */
  readonly done: string;
}

/** What curators had said when a form was filled, and what they say now. */
export interface OthersChange {
  readonly seen: Curated;
  readonly now: Curated;
}

/** Takes a form that is about one file of its own: what two people typed in one place is shown side by side. */
export async function answerForm(
  services: WebServices,
  request: Request,
  { form, action, edits, page, rebased, done }: FormToAnswer,
): Promise<Answer> {
  const base = form.get("base") ?? services.curation.current.commit;
  const frame: FormFrame = { base, why: form.get("why") ?? "" };
  const outcome = await takeForm(services, request, form, () => ({ base, edits: edits() }));
  switch (outcome.state) {
    case "done":
      return { status: 303, path: done };
    case "refused":
      return problemAnswer(request, page({ ...frame, problem: outcome.problem }), outcome.problem);
    case "preview": {
      const preview = toPreview(outcome.preview, { action, fields: form, button: "Save" });
      return formAnswer(request, page({ ...frame, preview }), outcome);
    }
    case "conflict": {
      const conflict = {
        text: "Somebody else has changed the same place meanwhile.",
        fields: new Map<string, string>(),
        places: toConflicts(outcome.conflicts),
      };
      const seen = await curatedAt(services, base);
      await services.curation.refresh();
      const now = services.curation.current;
      const late: FormFrame = { ...frame, base: now.commit, conflict };
      return formAnswer(request, rebased?.(late, { seen, now }) ?? page(late), outcome);
    }
  }
}
