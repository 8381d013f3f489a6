import type { AuditRecord } from "../../catalogue/access-store.ts";
import { toTime } from "../format.ts";
import type { WebServices } from "../services.ts";

/** Acts a page. */
export const AUDIT_PAGE = 50;

/** How people say it; other acts are shown as they are named. */
const ACTS: ReadonlyMap<string, string> = new Map([
  ["sign-in", "signed in"],
  ["sign-out", "signed out"],
  ["sign-in-refused", "was not let in"],
  ["token-created", "made a token"],
  ["token-revoked", "revoked a token"],
  ["layer-confirmed", "confirmed a layer"],
  ["layer-refused", "refused a layer"],
  ["offer-accepted", "accepted an offer"],
  ["curate", "curated"],
]);

/** The newest first; one more than a page when there are others. */
export function toAudit(services: WebServices, acts: readonly AuditRecord[], later: boolean): object {
  const now = services.now();
  const nextHref = nextOf(acts);
  return {
    none: acts.length === 0,
    acts: acts.slice(0, AUDIT_PAGE).map((act) => ({
      at: toTime(act.at, now),
      name: act.name,
      role: act.role ?? null,
      act: ACTS.get(act.act) ?? act.act,
      subject: act.subject || null,
      commit: act.commit?.slice(0, 12) ?? null,
    })),
    paging:
      nextHref === null && !later
        ? null
        : { text: "The newest first", previousHref: later ? "/audit" : null, nextHref },
  };
}

export function toAuditJson(acts: readonly AuditRecord[]): Readonly<Record<string, unknown>> {
  return {
    acts: acts.slice(0, AUDIT_PAGE).map((act) => ({
      ...act,
      tokenId: act.tokenId ?? null,
      role: act.role ?? null,
      commit: act.commit ?? null,
    })),
    next: nextOf(acts),
  };
}

function nextOf(acts: readonly AuditRecord[]): string | null {
  const last = acts[AUDIT_PAGE - 1];
  return acts.length > AUDIT_PAGE && last !== undefined ? `/audit?before=${last.id}` : null;
}
