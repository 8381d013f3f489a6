import { FILE_START, toProblem } from "../../manifest/finding.ts";
import type { CheckedFile } from "../checker.ts";

/** Which limit a text broke; `others` when it was not looked at, since too many texts beside it had broken one. */
export type BrokenLimit = "time" | "memory" | "others";

/** What comes back for a text that broke a limit: no document, one finding. */
export function tooCostly(
  file: string,
  limit: BrokenLimit,
  limits: { timeMs: number; memoryMb: number },
): CheckedFile {
  const sentences = {
    time: `Reading this text took more than ${limits.timeMs / 1000} s and was ended.`,
    memory: `Reading this text took more than ${limits.memoryMb} MB of memory and was ended.`,
    others: "This text was not read, since reading several texts beside it had to be ended.",
  } as const;
  const finding = {
    rule: "document/too-costly",
    severity: "error",
    pointer: "",
    sentence: sentences[limit],
    hint:
      limit === "others"
        ? "Mend those first."
        : "Make it smaller or plainer; if it is an ordinary manifest, please report it.",
  } as const;
  return {
    documents: [],
    problems: [toProblem(finding, { file, document: undefined, range: FILE_START })],
  };
}
