import { findTokenText } from "../../catalogue/access-tokens.ts";
import type { ExecatError } from "../../errors.ts";
import type { SignedIn } from "../access/identity.ts";

export interface SignInForm {
  /** The token of a link; what was typed does not come back. */
  readonly text: string;
  /** Where to go afterwards: a path of ours. */
  readonly next: string;
  readonly problem: ExecatError | undefined;
}

/** A token that came by a link waits behind a button; without one there is a field to paste it into. */
export function toSignIn({ text, next, problem }: SignInForm, reader: SignedIn | undefined): object {
  const token = findTokenText(text) ?? null;
  const broken = text !== "" && token === null;
  return {
    token,
    next,
    problem: problem?.message ?? (broken ? "The token in this link is not complete." : null),
    problemHint: problem?.hint ?? (broken ? "Copy the whole link, or paste the token here." : null),
    described: problem !== undefined || broken ? "sign-in-help sign-in-problem" : "sign-in-help",
    reader: reader === undefined ? null : { name: reader.name, role: reader.role },
  };
}

export function toSignInJson(reader: SignedIn | undefined): Readonly<Record<string, unknown>> {
  if (reader === undefined) return { signedIn: null };
  const { name, email, role, tokenId } = reader;
  return { signedIn: { name, email: email ?? null, role, tokenId } };
}
