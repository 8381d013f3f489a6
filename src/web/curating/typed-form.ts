import type { Request } from "express";
import { signInHref } from "../access/local-path.ts";

/** What stood in a curators' form that was refused: nobody is to type it twice. */
export interface TypedForm {
  readonly texts: readonly TypedText[];
  /** The whole form, to be sent again once somebody has signed in; `null` where that would not help. */
  readonly again: {
    readonly action: string;
    readonly signInHref: string;
    readonly fields: readonly { readonly name: string; readonly value: string }[];
  } | null;
}

interface TypedText {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly rows: number;
}

/** What a form says besides what was typed into it. */
const NOT_TYPED =
  /^(?:base|head|preview|facet|text|term|entry|concept|way|action|do|back|vetted|authorSummary|(?:path|choice)\.\d+)$/u;
const MOST_ROWS = 12;

/** `null` for what is no curators' form, or holds nothing that could be lost. */
export function toTypedForm(request: Request, isSignedOut: boolean): TypedForm | null {
  const body: unknown = request.body;
  if (request.method !== "POST" || !request.path.startsWith("/curation/") || typeof body !== "string") {
    return null;
  }
  const fields = [...new URLSearchParams(body)].map(([name, value]) => ({ name, value }));
  const texts = fields
    .filter(({ name, value }) => !NOT_TYPED.test(name) && value.trim() !== "")
    .map(({ name, value }, index) => {
      const rows = Math.min(MOST_ROWS, value.split("\n").length);
      return { id: `typed-${index}`, name, value, rows };
    });
  if (fields.length === 0 || (texts.length === 0 && !isSignedOut)) return null;
  const again = { action: request.originalUrl, signInHref: signInHref("/curation"), fields };
  return { texts, again: isSignedOut ? again : null };
}
