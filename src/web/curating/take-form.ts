import type { Request } from "express";
import type { CurationConflict, CurationPreview, CurationRequest } from "../../curation/desk.ts";
import { subjectOf } from "../../curation/subject-of.ts";
import { ExecatError } from "../../errors.ts";
import type { WebServices } from "../services.ts";
import { curate } from "./curate.ts";

/** What came of a form that changes something. */
export type FormOutcome =
  | { readonly state: "done"; readonly commit: string; readonly concerned: number; readonly subject: string }
  | { readonly state: "preview"; readonly preview: Extract<CurationPreview, { readonly state: "ready" }> }
  | CurationConflict
  /** What was typed cannot be, or could not be written; the form shows why. */
  | { readonly state: "refused"; readonly problem: ExecatError };

/**
 * Makes the change of a form, or shows what it would do when it was sent with its button `preview`. `toRequest` reads
 * the form, and throws `EDIT_INVALID` for what cannot be.
 */
export async function takeForm(
  services: WebServices,
  request: Request,
  form: ReadonlyMap<string, string>,
  toRequest: () => CurationRequest,
): Promise<FormOutcome> {
  const { curation } = services;
  try {
    const wanted = toRequest();
    if (form.has("preview")) {
      const preview = await curation.preview(wanted);
      return preview.state === "ready" ? { state: "preview", preview } : preview;
    }
    const subject = subjectOf(wanted.edits, curation.current.vocabularies);
    const body = form.get("why")?.replaceAll("\r\n", "\n").trim() || undefined;
    const outcome = await curate(services, request, { ...wanted, subject, body });
    return outcome.state === "conflict" ? outcome : { ...outcome, subject };
  } catch (error) {
    const problem = toRefusal(error) ?? failureOf(error);
    if (problem === undefined) throw error;
    if (problem.status >= 500) services.log.warn({ err: error }, "a curator's change could not be made");
    return { state: "refused", problem };
  }
}

/** A repository that cannot be written now, or that others keep writing: what was typed stays in the form. */
function failureOf(error: unknown): ExecatError | undefined {
  if (!(error instanceof ExecatError)) return undefined;
  return error.code === "ENGINE_UNAVAILABLE" || error.code === "CONFLICT" ? error : undefined;
}

/** What the desk refuses is about what was typed. */
export function toRefusal(error: unknown): ExecatError | undefined {
  if (!(error instanceof ExecatError)) return undefined;
  if (error.code === "EDIT_INVALID") return error;
  if (error.code !== "INVALID_REQUEST") return undefined;
  return new ExecatError("EDIT_INVALID", error.message, { hint: error.hint, cause: error });
}

/** Where a change is shown that was just made. */
export function changeHref(commit: string, concerned?: number): string {
  const path = `/curation/changes/${commit}`;
  return concerned === undefined ? path : `${path}?entries=${concerned}`;
}
