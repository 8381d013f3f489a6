import type { Repository } from "../../src/catalogue/sources.ts";
import type { Head, HeadAnswer } from "./forge.ts";

/** Heads of repositories that are asked for one by one; what one of them throws fails that one alone. */
export async function askEach(
  repositories: readonly Repository[],
  ask: (repository: Repository) => Promise<Head>,
): Promise<ReadonlyMap<string, HeadAnswer>> {
  const answers = new Map<string, HeadAnswer>();
  for (const repository of repositories) {
    try {
      answers.set(repository.id, await ask(repository));
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      answers.set(repository.id, { state: "failed", error: failure });
    }
  }
  return answers;
}
