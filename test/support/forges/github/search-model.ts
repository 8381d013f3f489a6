import { pathOf, type GitHubModel, type GitHubRepository } from "./github-model.ts";

/** Search of repositories: `topic:`, `fork:true`, `created:A..B`, `org:` and `user:`. Forks are left out by itself. */
export function searchRepositories(model: GitHubModel, query: string): GitHubRepository[] {
  const words = query.split(/\s+/).filter((word) => word !== "");
  const withForks = words.includes("fork:true");
  return [...model.repositories.values()].filter(
    (repository) => (withForks || !repository.isFork) && words.every((word) => matches(repository, word)),
  );
}

/** Files by code search: `filename:` takes names that begin alike, as GitHub's does. */
export function searchFiles(
  model: GitHubModel,
  query: string,
): { readonly repository: GitHubRepository; readonly path: string }[] {
  const words = query.split(/\s+/).filter((word) => word !== "");
  const name = words.find((word) => word.startsWith("filename:"))?.slice("filename:".length) ?? "";
  const others = words.filter((word) => !word.startsWith("filename:"));
  return [...model.repositories.values()]
    .filter((repository) => !repository.isFork && others.every((word) => matches(repository, word)))
    .flatMap((repository) =>
      repository.files
        .filter((path) => path.slice(path.lastIndexOf("/") + 1).startsWith(name))
        .map((path) => ({ repository, path })),
    );
}

function matches(repository: GitHubRepository, word: string): boolean {
  const [, key = "", value = ""] = /^(\w+):(.*)$/.exec(word) ?? [];
  switch (key) {
    case "topic":
      return repository.topics.includes(value);
    case "org":
    case "user":
      return repository.owner.login.toLowerCase() === value.toLowerCase();
    case "created": {
      const [from = "", to = ""] = value.split("..");
      // Searched by the second.
      const at = Math.floor(repository.createdAt.getTime() / 1000) * 1000;
      return at >= Date.parse(from) && at <= Date.parse(to);
    }
    case "fork":
      return true;
    default:
      return pathOf(repository).includes(word);
  }
}
