import type { OpenMerge } from "../../curation/repository.ts";
import { ExecatError } from "../../errors.ts";
import type { MergeChoice, MergeDecision, MergedPath } from "../view-models/curation-merge.ts";

/** Path → what a curator has chosen for it. */
export type Decisions = ReadonlyMap<string, MergeDecision>;

/** Why a merge cannot be made as it was decided, with the decisions that the form shows then. */
export interface MergeRefusal {
  readonly problem: ExecatError;
  readonly shown: Decisions;
}

export function decisionsFrom(form: ReadonlyMap<string, string>): Decisions {
  const decisions = new Map<string, MergeDecision>();
  for (const [name, path] of form) {
    const number = /^path\.(\d{1,4})$/u.exec(name)?.[1];
    if (number === undefined) continue;
    const choice = form.get(`choice.${number}`);
    const text = (form.get(`text.${number}`) ?? "").replaceAll(/\r\n?/gu, "\n");
    decisions.set(path, { choice: isChoice(choice) ? choice : undefined, text });
  }
  return decisions;
}

function isChoice(text: string | undefined): text is MergeChoice {
  return text === "ours" || text === "theirs" || text === "edited";
}

export function textOf(
  { ours, theirs }: MergedPath,
  decision: MergeDecision | undefined,
): string | undefined {
  if (decision?.choice === "edited")
    return decision.text.endsWith("\n") ? decision.text : `${decision.text}\n`;
  return decision?.choice === "theirs" ? theirs : ours;
}

/** Decided on another version, not for every file, or with a text that nobody would read. */
export function refusalOf(
  head: string,
  {
    merge,
    paths,
    decisions,
  }: { readonly merge: OpenMerge; readonly paths: readonly MergedPath[]; readonly decisions: Decisions },
): MergeRefusal | undefined {
  if (head !== merge.head) return { problem: headMoved(), shown: decisionsAnew(paths, decisions) };
  const open = paths.find(({ path }) => decisions.get(path)?.choice === undefined);
  if (open !== undefined) {
    const problem = new ExecatError("EDIT_INVALID", `Nothing is decided for "${open.path}".`, {
      hint: "Choose ours, theirs, or the text as you edited it.",
    });
    return { problem, shown: decisions };
  }
  for (const file of paths) {
    const decision = decisions.get(file.path);
    if (decision === undefined || !isEditedInVain(file, decision)) continue;
    const problem = new ExecatError(
      "EDIT_INVALID",
      `The text of "${file.path}" was edited, and something else chosen.`,
      { hint: "“As it stands below” is chosen now; to take a side after all, open the page anew." },
    );
    return { problem, shown: new Map(decisions).set(file.path, { choice: "edited", text: decision.text }) };
  }
  return undefined;
}

export function headMoved(): ExecatError {
  return new ExecatError("CONFLICT", "The vocabularies have changed since you opened this page.", {
    hint: "Nothing was written. Look at the places again, then decide again.",
  });
}

/** What was chosen stays chosen. A text that nobody has edited is that of before: the one of now is shown. */
export function decisionsAnew(paths: readonly MergedPath[], decisions: Decisions): Decisions {
  const shown = new Map<string, MergeDecision>();
  for (const { path, ours, theirs } of paths) {
    const decision = decisions.get(path);
    if (decision === undefined) continue;
    const text = decision.choice === "edited" ? decision.text : (ours ?? theirs ?? "");
    shown.set(path, { choice: decision.choice, text });
  }
  return shown;
}

/** What somebody has typed is not thrown away for a button that they have overlooked. */
function isEditedInVain({ ours, theirs }: MergedPath, { choice, text }: MergeDecision): boolean {
  return choice !== "edited" && text !== "" && text.trim() !== (ours ?? theirs ?? "").trim();
}
