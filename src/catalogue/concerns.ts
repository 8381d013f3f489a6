import type { Problem } from "../manifest/problems.ts";
import type { DocumentRecord } from "./entry.ts";

/** True for a finding about a document, or about its whole file, or about the discovery file beside it. */
export function concerns(
  problem: Pick<Problem, "file" | "document">,
  { file, number, discoveryFile }: Pick<DocumentRecord, "file" | "number" | "discoveryFile">,
): boolean {
  if (problem.file !== file && problem.file !== discoveryFile) return false;
  return problem.document === undefined || problem.document === number;
}
