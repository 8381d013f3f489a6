import type { Request } from "express";
import type { CurationConflict } from "../../curation/desk.ts";
import type { ExecatError } from "../../errors.ts";
import { factsOf } from "../middleware/request-facts.ts";
import type { Page } from "../page.ts";
import { toPreviewJson } from "../view-models/change-preview.ts";
import type { FormOutcome } from "./take-form.ts";

/** The page of a form that was refused, with what was typed in it; the twin is the error. */
export function problemAnswer(request: Request, page: Page, problem: ExecatError): Page {
  const { code, message, hint, status } = problem;
  const error = { code, message, hint: hint ?? null };
  return {
    ...page,
    status,
    personal: true,
    json: { ok: false, error, requestId: factsOf(request).requestId },
  };
}

/** The page of a form with what it would do, or with what somebody else did meanwhile (409). */
export function formAnswer(
  request: Request,
  page: Page,
  outcome: Extract<FormOutcome, { readonly state: "preview" }> | CurationConflict,
): Page {
  if (outcome.state === "preview") {
    return { ...page, personal: true, json: { preview: toPreviewJson(outcome.preview) } };
  }
  const { conflicts } = outcome;
  const error = {
    code: "CONFLICT",
    message: "Somebody else has changed the same place meanwhile; nothing was written.",
    hint: "Look at both, then send it again with `base` and the other fields as they are here.",
  };
  const places = conflicts.map(({ path, place, base, ours, theirs }) => ({
    path,
    place,
    base: base ?? null,
    ours: ours ?? null,
    theirs: theirs ?? null,
  }));
  const base = page.json["base"] ?? outcome.head;
  const { requestId } = factsOf(request);
  const json = { ...page.json, ok: false, error, base, conflicts: places, requestId };
  return { ...page, status: 409, personal: true, json };
}
