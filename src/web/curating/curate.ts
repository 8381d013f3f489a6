import type { Request } from "express";
import type { CurationEdit } from "../../curation/edits.ts";
import type { CurationOutcome } from "../../curation/desk.ts";
import { audit } from "../access/audit.ts";
import type { WebServices } from "../services.ts";
import { curatorOf } from "./curator.ts";

/** A change as a form sends it. */
export interface WebChange {
  /** The commit that the form was made from; the head when it does not say. */
  readonly base: string | undefined;
  readonly edits: readonly CurationEdit[];
  /** The commit's first line, which the audit keeps as well. */
  readonly subject: string;
  /** Why, in the curator's words. */
  readonly body?: string | undefined;
}

/** Makes a change as the signed-in curator, and keeps it in the audit. Throws as `CurationDesk.apply`. */
export async function curate(
  services: WebServices,
  request: Request,
  change: WebChange,
): Promise<CurationOutcome> {
  const outcome = await services.curation.apply({ ...change, author: curatorOf(request) });
  if (outcome.state === "done") {
    await audit(services, request, { act: "curate", subject: change.subject, commit: outcome.commit });
  }
  return outcome;
}
