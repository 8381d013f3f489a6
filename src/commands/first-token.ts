import type { AccessStore } from "../catalogue/access-store.ts";
import { createToken, tokenState } from "../catalogue/access-tokens.ts";
import { recordAct } from "../catalogue/record-act.ts";
import { DEFAULT_EXPIRY, parseExpiry } from "../catalogue/token-expiry.ts";
import type { CommandOutput } from "./command-context.ts";

/**
 * Makes a token for the operator where no operator could sign in, and prints the link: at the first start, and when
 * all that there were have expired or are revoked.
 */
export async function printFirstToken(
  access: AccessStore,
  address: string,
  output: CommandOutput,
  now: Date,
): Promise<void> {
  const tokens = await access.listTokens();
  if (tokens.some((token) => token.role === "operator" && tokenState(token, now) === "valid")) return;
  const wish = { name: "Operator", role: "operator", expiresAt: parseExpiry(DEFAULT_EXPIRY, now) } as const;
  const { token, text } = await createToken(access, wish, now);
  const act = { act: "token-created", subject: `${token.name} (operator), ${token.id}` };
  await recordAct(access, { name: "the first start" }, act, now);
  output.write(`Sign in as its operator, by this link that is shown once: ${address}/sign-in?token=${text}`);
}
