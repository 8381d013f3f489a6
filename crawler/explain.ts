import { ExecatError } from "../src/errors.ts";
import type { Repository, Source } from "../src/catalogue/sources.ts";
import type { Store } from "../src/catalogue/store.ts";

/** Everything that says why something is in the catalogue or not, in the order in which it happened. */
export interface Explanation {
  readonly source: Source;
  readonly repository: Repository;
  readonly lines: readonly string[];
}

/**
 * Tells the story of a repository, found by its URL, by host and path, or by the path of an entry. Throws
 * `NOT_FOUND` when no source has led to it.
 */
export async function explain(store: Store, text: string): Promise<Explanation> {
  const wanted = bare(text);
  const entry = await store.entries.find(text.trim());
  for (const source of await store.sources.list()) {
    for (const repository of await store.sources.listRepositories(source.id)) {
      const names = [repository.url, repository.webUrl ?? "", `${repository.host}/${repository.path}`].map(
        bare,
      );
      if (entry?.repository.id !== repository.id && !names.includes(wanted)) continue;
      return { source, repository, lines: await linesOf(store, source, repository) };
    }
  }
  throw new ExecatError("NOT_FOUND", `No source has led to "${text}" yet.`, {
    hint: "Add it with `execat source add URL`, or propose it on the sources page; then crawl.",
  });
}

async function linesOf(store: Store, source: Source, repository: Repository): Promise<readonly string[]> {
  const lines = [`Source "${source.key}" (${source.state}): ${source.location}`];
  if (source.failure !== undefined) lines.push(sentenceOf(source.failure));
  lines.push(
    repository.lastLookedAt === undefined
      ? "The repository has not been looked at yet."
      : `Last looked at ${repository.lastLookedAt}: ${repository.state}, commit ${repository.headSeen ?? "none"}.`,
  );
  if (repository.failure !== undefined) lines.push(sentenceOf(repository.failure));
  if (repository.nextLookAt !== undefined) lines.push(`Next look not before ${repository.nextLookAt}.`);
  for (const { program } of await store.entries.listOfRepository(repository.id)) {
    const why = program.withdrawal === undefined ? "" : `: ${program.withdrawal.reason}`;
    lines.push(`${program.state} ${program.path}${why}`);
  }
  for (const problem of await store.entries.problemsOf(repository.id)) {
    const place = `${problem.file}:${String(problem.line)}:${String(problem.column)}`;
    lines.push(
      `${problem.severity} ${place} ${problem.sentence}${problem.hint === undefined ? "" : ` ${problem.hint}`}`,
    );
  }
  return lines;
}

function sentenceOf(failure: { readonly message: string; readonly hint: string | undefined }): string {
  return failure.hint === undefined ? failure.message : `${failure.message} ${failure.hint}`;
}

/** Without a scheme, a user, `.git` and slashes at the end. */
function bare(text: string): string {
  return text
    .trim()
    .replace(/^[a-z]+:\/\//i, "")
    .replace(/^[^@/]+@/, "")
    .replace(/\/+$/, "")
    .replace(/\.git$/, "")
    .toLowerCase();
}
