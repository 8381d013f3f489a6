import type { Request } from "express";
import type { CurationEdit } from "../../curation/edits.ts";
import type { Answer, Page } from "../page.ts";
import type { WebServices } from "../services.ts";
import { toConflicts, toPreview } from "../view-models/change-preview.ts";
import type { ConceptFormState } from "../view-models/concept-edit.ts";
import { formAnswer, problemAnswer } from "./form-answer.ts";
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
  /** Where to go when it is done. */
  readonly done: string;
}

/** Takes a form that is about one file of its own: what two people typed in one place is shown side by side. */
export async function answerForm(
  services: WebServices,
  request: Request,
  { form, action, edits, page, done }: FormToAnswer,
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
      return formAnswer(request, page({ ...frame, base: outcome.head, conflict }), outcome);
    }
  }
}
