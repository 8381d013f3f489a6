import type { FormTexts } from "./form-texts.ts";

/** A form that is to be saved again, on what somebody else has changed meanwhile. */
export interface RebasedForm {
  readonly texts: FormTexts;
  /** Fields that both have changed → what the other wrote. What was typed stays in the form. */
  readonly conflicts: FormTexts;
}

/**
 * Where nothing was typed, the other's text; what was typed stays. `base` is what the form was filled with, `now` what
 * it would be filled with today.
 */
export function rebaseForm({
  typed,
  base,
  now,
}: {
  readonly typed: FormTexts;
  readonly base: FormTexts;
  readonly now: FormTexts;
}): RebasedForm {
  const texts = new Map<string, string>();
  const conflicts = new Map<string, string>();
  for (const [name, text] of typed) {
    const [before = "", today = ""] = [base.get(name), now.get(name)];
    const isTouched = toKey(text) !== toKey(before);
    texts.set(name, isTouched ? text : today);
    if (isTouched && toKey(today) !== toKey(before) && toKey(today) !== toKey(text))
      conflicts.set(name, today);
  }
  return { texts, conflicts };
}

/** The same for forms that leave out what they do not say: it is as if it were empty. */
export function rebaseSaid(forms: Parameters<typeof rebaseForm>[0]): RebasedForm {
  const empty = [...forms.base.keys(), ...forms.now.keys()].map((name) => [name, ""] as const);
  return rebaseForm({ ...forms, typed: new Map([...empty, ...forms.typed]) });
}

/** Blanks at the ends of lines and empty lines change nothing. */
function toKey(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");
}
