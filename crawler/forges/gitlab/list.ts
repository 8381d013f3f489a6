import type { ForgeScope, Source } from "../../../src/catalogue/sources.ts";
import type { FoundRepository, Listing } from "../forge.ts";
import { askProjects, type GitLabContext } from "./ask-projects.ts";
import { sourceInvalid, upstreamFailed } from "./failures.ts";
import { findIds } from "./find-ids.ts";
import { readPages } from "./pages.ts";
import { isPath, type GitLabProject } from "./to-found.ts";
import { readUserIds } from "./user-ids.ts";

/** All projects of a source, with their heads as far as GitLab shows them. */
export async function list(context: GitLabContext, source: Source, signal: AbortSignal): Promise<Listing> {
  const scope = source.options.scope;
  if (scope === undefined) {
    throw sourceInvalid(
      `The source "${source.key}" does not say what is listed of "${context.host.host}".`,
      "Name a group, a user, a topic or projects in sources.yaml.",
    );
  }
  const { projects, remarks } = await listScope(context, scope, signal);
  return {
    repositories: projects.map(toListed),
    remark: remarks.length === 0 ? undefined : remarks.join(" "),
  };
}

interface Listed {
  readonly projects: readonly GitLabProject[];
  readonly remarks: readonly string[];
}

async function listScope(context: GitLabContext, scope: ForgeScope, signal: AbortSignal): Promise<Listed> {
  switch (scope.of) {
    case "group":
    case "topic": {
      const what = `the ${scope.of} "${scope.name}"`;
      if (scope.of === "group" && !isPath(scope.name)) throw oddName(what);
      const pages = { question: scope.of, name: scope.name, what } as const;
      return { projects: await readPages(context, pages, signal), remarks: [] };
    }
    case "user": {
      if (!isPath(scope.name) || scope.name.includes("/")) throw oddName(`the user "${scope.name}"`);
      const ids = await readUserIds(context.api, scope.name, signal);
      return { projects: await readAll(context, ids, `the user "${scope.name}"`, signal), remarks: [] };
    }
    case "repositories": {
      const odd = scope.paths.find((path) => !isPath(path));
      if (odd !== undefined) throw oddName(`the project "${odd}"`);
      const { ids, remarks } = await findIds(context.api, scope.paths, signal);
      return { projects: await readAll(context, ids, "the projects of the source", signal), remarks };
    }
    case "organisation":
    case "search":
      throw sourceInvalid(
        `GitLab at "${context.host.host}" has no "${scope.of}" to list.`,
        'Name a group, a user, a topic or projects; what GitHub calls an organisation is a "group".',
      );
  }
}

/** Projects that were just named by GitLab itself: one that it does not show a moment later makes the list a part. */
async function readAll(
  context: GitLabContext,
  ids: readonly string[],
  what: string,
  signal: AbortSignal,
): Promise<readonly GitLabProject[]> {
  const { projects, unanswered } = await askProjects(context, ids, signal);
  const [failed] = unanswered.values();
  const missing = ids.filter((id) => !projects.has(id));
  if (failed !== undefined || missing.length > 0) {
    const because = failed ?? `it names project ${String(missing[0])} and does not show it`;
    throw upstreamFailed(`"${context.host.host}" sent a part of the list of ${what}: ${because}.`);
  }
  return [...projects.values()];
}

function toListed({ found, head }: GitLabProject): FoundRepository {
  return head === undefined ? found : { ...found, head };
}

function oddName(what: string): Error {
  return sourceInvalid(`GitLab has no name such as ${what}.`, "Check how it is written in sources.yaml.");
}
