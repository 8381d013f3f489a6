import type { AccessToken } from "../catalogue/access-store.ts";
import { createToken, type TokenRole, tokenState } from "../catalogue/access-tokens.ts";
import { recordAct } from "../catalogue/record-act.ts";
import { parseExpiry } from "../catalogue/token-expiry.ts";
import type { Settings } from "../config/settings.ts";
import { ExecatError } from "../errors.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { hostInUrl } from "./host-in-url.ts";
import { userName } from "./user-name.ts";
import { withStore } from "./with-catalogue.ts";

export interface TokenOptions {
  readonly role: TokenRole;
  readonly name: string;
  readonly email?: string | undefined;
  readonly expires: string;
}

/** `execat token create`: the token and the link to sign in, which nobody can ask for again. */
export async function createTokenFor(
  { settings, output }: CommandContext,
  options: TokenOptions,
): Promise<ExitCode> {
  const now = new Date();
  const { role, name, email } = options;
  const expiresAt = parseExpiry(options.expires, now);
  return withStore<ExitCode>(settings, async ({ access }) => {
    const { token, text } = await createToken(access, { role, name, email, expiresAt }, now);
    const act = { act: "token-created", subject: `${token.name} (${role}), ${token.id}` };
    await recordAct(access, { name: userName() }, act, now);
    output.write(`A token for ${token.name} (${role}), ${endText(token)}. It is shown this once:`);
    output.write(`  ${text}`);
    output.write("A browser signs in by this link, a program sends `Authorization: Bearer` and the token:");
    output.write(`  ${addressOf(settings)}/sign-in?token=${text}`);
    return 0;
  });
}

/** `execat token list`: the oldest first; no secrets, which nobody has any more. */
export async function listTokens({ settings, output }: CommandContext): Promise<ExitCode> {
  const now = new Date();
  return withStore<ExitCode>(settings, async ({ access }) => {
    const tokens = await access.listTokens();
    if (tokens.length === 0) output.write("There are no tokens yet: `execat token create` makes one.");
    for (const token of tokens) {
      output.write(
        `${token.id} ${tokenState(token, now).padEnd(7)} ${token.role.padEnd(8)} ${nameOf(token)}`,
      );
      const used = token.lastUsedAt === undefined ? "never used" : `last used ${token.lastUsedAt}`;
      output.write(`${" ".repeat(27)}made ${token.createdAt}, ${endText(token)}, ${used}`);
    }
    return 0;
  });
}

/** `execat token revoke`: from now on neither the token nor a session of it counts. */
export async function revokeToken({ settings, output }: CommandContext, id: string): Promise<ExitCode> {
  const now = new Date();
  return withStore<ExitCode>(settings, async ({ access }) => {
    const token = (await access.listTokens()).find((one) => one.id === id.toUpperCase());
    if (token === undefined || !(await access.revokeToken(token.id, now.toISOString()))) {
      throw new ExecatError("NOT_FOUND", `There is no token "${id.slice(0, 80)}".`, {
        hint: "`execat token list` shows the ids; the text of a token is no id.",
      });
    }
    const act = { act: "token-revoked", subject: `${token.name} (${token.role}), ${token.id}` };
    await recordAct(access, { name: userName() }, act, now);
    output.write(`The token of ${token.name} (${token.role}) counts no more, and its sessions have ended.`);
    return 0;
  });
}

function nameOf({ name, email }: AccessToken): string {
  return email === undefined ? name : `${name} <${email}>`;
}

function endText({ expiresAt, revokedAt }: AccessToken): string {
  if (revokedAt !== undefined) return `revoked ${revokedAt}`;
  return expiresAt === undefined ? "without an end" : `until ${expiresAt}`;
}

/** As far as it is known without a server that runs. */
function addressOf({ publicUrl, host, port }: Settings): string {
  return publicUrl === "" ? `http://${hostInUrl(host)}:${port}` : publicUrl.replace(/\/+$/, "");
}
