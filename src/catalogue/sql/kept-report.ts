import type { RefusedReport, Repository } from "../sources.ts";

type Reports = Pick<Repository, "reportSent" | "reportRefused">;

/** How a text begins that holds a refusal; no status does. */
const REFUSED = '{"refused":';

/** What was sent and what was refused, in the one column that there is for both. */
export function fromReports({ reportSent, reportRefused }: Reports): string | null {
  if (reportRefused === undefined) return reportSent ?? null;
  return JSON.stringify({ refused: reportRefused, sent: reportSent });
}

export function toReports(text: string | null): Reports {
  if (text?.startsWith(REFUSED) !== true) return { reportSent: text ?? undefined };
  const { refused, sent } = JSON.parse(text) as { readonly refused: RefusedReport; readonly sent?: string };
  return { reportSent: sent, reportRefused: refused };
}
