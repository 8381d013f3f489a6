import { type Command, Option } from "commander";
import { TOKEN_ROLES } from "../catalogue/access-tokens.ts";
import { DEFAULT_EXPIRY } from "../catalogue/token-expiry.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import type * as Token from "./token.ts";

const commands = async (): Promise<typeof Token> => import("./token.ts");

/** `execat token …`: who may curate, run and operate. */
export function addTokenCommands(
  program: Command,
  context: () => CommandContext,
  finish: (code: ExitCode) => void,
): void {
  const token = program
    .command("token")
    .description("who may curate, run and operate: tokens to sign in with")
    .addHelpText("after", "\nExample: execat token list");
  token
    .command("create")
    .summary("make a token, and print it this once")
    .description("make a token, and print it this once with a link to sign in")
    .addOption(new Option("--role <role>", "what it lets them do").choices(TOKEN_ROLES).makeOptionMandatory())
    .requiredOption("--name <name>", "whom it is for; commits and the audit say so")
    .option("--email <address>", "for the commits that they make")
    .option("--expires <when>", "days as 90d, a day as 2027-01-31, or never", DEFAULT_EXPIRY)
    .addHelpText("after", '\nExample: execat token create --role curator --name "Ada" --expires 90d')
    .action(async (options: Token.TokenOptions) =>
      finish(await (await commands()).createTokenFor(context(), options)),
    );
  token
    .command("list")
    .description("all tokens, with their role, end and last use; their secrets are kept nowhere")
    .addHelpText("after", "\nExample: execat token list")
    .action(async () => finish(await (await commands()).listTokens(context())));
  token
    .command("revoke")
    .description("end a token and the sessions that it opened")
    .argument("<id>", "as `execat token list` has it")
    .addHelpText("after", "\nExample: execat token revoke 01KB2C3D4E5F6G7H8J9KABCDEF")
    .action(async (id: string) => finish(await (await commands()).revokeToken(context(), id)));
}
