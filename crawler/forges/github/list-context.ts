import type { ForgeHost } from "../forge-host.ts";
import type { GitHubApi } from "./access.ts";
import type { KeptAnswers } from "./kept-answers.ts";

/** What a listing needs besides its scope. */
export interface ListContext {
  readonly host: ForgeHost;
  readonly api: GitHubApi;
  readonly answers: KeptAnswers;
  readonly signal: AbortSignal;
}
