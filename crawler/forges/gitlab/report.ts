import type { CommitReport } from "../forge.ts";
import { failureOf } from "./failures.ts";
import type { GitLabApi } from "./gitlab-api.ts";

/** Writes a commit status named "execat"; the token needs the scope "api" and the role of a developer. */
export async function report(
  api: GitLabApi,
  { repository, commit, state, description, url }: CommitReport,
  signal: AbortSignal,
): Promise<void> {
  const body = {
    state: state === "success" ? "success" : "failed",
    name: "execat",
    description,
    target_url: url,
  };
  const answer = await api.post(`/projects/${repository.forgeId}/statuses/${commit}`, body, signal);
  if (answer.status === 200 || answer.status === 201) return;
  throw failureOf(answer, await api.asked(`the commit ${commit.slice(0, 12)} of "${repository.path}"`));
}
