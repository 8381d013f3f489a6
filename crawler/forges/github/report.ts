import { ExecatError } from "../../../src/errors.ts";
import type { ApiAnswer } from "../forge-api.ts";
import type { CommitReport } from "../forge.ts";
import type { GitHubApi } from "./access.ts";
import { saidIn, tokenRefused, upstreamFailed } from "./failures.ts";

/** Our name among the statuses of a commit: a later one of the same name takes the place of the one before. */
export const STATUS_CONTEXT = "execat";
const MOST_CHARACTERS = 140;

/**
 * Writes the status of a commit. Fails with `SOURCE_INVALID` when the token may not, and with `UPSTREAM_FAILED` when
 * GitHub does not take it.
 */
export async function writeStatus(api: GitHubApi, report: CommitReport, signal: AbortSignal): Promise<void> {
  const { repository, commit, state, description, url } = report;
  const path = repository.path.split("/").map(encodeURIComponent).join("/");
  const answer = await api.request({
    url: `${api.addresses.rest}/repos/${path}/statuses/${commit}`,
    method: "POST",
    body: {
      state,
      target_url: url,
      description: cut(description),
      context: STATUS_CONTEXT,
    },
    resource: "core",
    signal,
  });
  if (answer.status !== 201) throw statusFailure(api.host, repository.path, answer);
}

/** GitHub does not say what it counts; no way of counting finds more than these. */
function cut(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  let kept = "";
  for (const character of text) {
    if (kept.length + character.length >= MOST_CHARACTERS) break;
    kept += character;
  }
  return `${kept}…`;
}

function statusFailure(host: string, path: string, answer: ApiAnswer): ExecatError {
  const said = saidIn(answer);
  if (answer.status === 401) return tokenRefused(host, said);
  if (answer.status === 403 || answer.status === 404) {
    return new ExecatError(
      "SOURCE_INVALID",
      `"${host}" takes no commit status of ours for "${path}": ${said}`,
      {
        hint: 'A classic token needs "repo:status", a fine-grained one or an App "Commit statuses" to write.',
        details: { status: answer.status },
      },
    );
  }
  return upstreamFailed(`"${host}" did not take the commit status for "${path}": ${said}`);
}
