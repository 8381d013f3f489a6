import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import PQueue from "p-queue";
import type { GuardedChecker } from "../src/catalogue/guarded-checker.ts";
import type { CheckedRepository, RepositoryCheck } from "../src/catalogue/repository-check.ts";
import { newRepository } from "../src/catalogue/new-repository.ts";
import type { Repository } from "../src/catalogue/sources.ts";
import { triedSource, tryOut } from "../src/catalogue/try-out.ts";
import type { Vocabularies } from "../src/vocabulary/vocabulary.ts";
import { ExecatError } from "../src/errors.ts";
import type { Forge, HeadAnswer } from "./forges/forge.ts";
import { parsePublicAddress } from "./public-address.ts";
import { checkManifests } from "./stages/check.ts";
import { extractManifests } from "./stages/extract.ts";
import { addFacts } from "./stages/facts.ts";
import { tagManifests } from "./stages/tag.ts";

export interface RepositoryCheckOptions {
  /** A forge that keeps what it needs below this folder. */
  readonly forgeIn: (folder: string) => Forge;
  readonly checker: GuardedChecker;
  readonly vocabularies: () => Vocabularies;
  readonly allowHosts: readonly string[];
  /** For one repository, from when its turn has come. */
  readonly deadlineMs: number;
  readonly now: () => Date;
}

/** Repositories that are read side by side: each takes a folder and processes of git. */
const AT_ONCE = 2;
const MOST_WAITING = 10;

export function createRepositoryCheck(options: RepositoryCheckOptions): RepositoryCheck {
  const queue = new PQueue({ concurrency: AT_ONCE });
  return {
    async check(url, signal) {
      const address = parsePublicAddress(url, options.allowHosts);
      if (queue.size >= MOST_WAITING) {
        throw new ExecatError("TOO_MANY_REQUESTS", "Too many repositories wait to be read.", {
          hint: "Try again in a minute.",
        });
      }
      return queue.add(() => inFolder((folder) => checkIn(options, { folder, url: address.url, signal })));
    },
  };
}

/** A folder that is gone afterwards, whatever happens. */
async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "execat-check-"));
  try {
    return await use(folder);
  } finally {
    // A git that was ended may still be writing.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface Wanted {
  readonly folder: string;
  readonly url: string;
  readonly signal: AbortSignal;
}

async function checkIn(
  options: RepositoryCheckOptions,
  { folder, url, signal }: Wanted,
): Promise<CheckedRepository> {
  const deadline = AbortSignal.timeout(options.deadlineMs);
  const either = AbortSignal.any([signal, deadline]);
  const forge = options.forgeIn(folder);
  const at = options.now().toISOString();
  try {
    const repository = await find(forge, url, { at, signal: either });
    const head = headOf(await forge.resolveHeads([repository], either), repository);
    const tree = await forge.readTree(repository, head.commit, either);
    const { manifests, problems } = extractManifests(tree);
    const { manifests: told, problems: ofFacts } = await addFacts(
      await checkManifests(options, manifests),
      tree.facts,
    );
    const checked = await tagManifests(options, { repository, manifests: told, files: tree.facts });
    either.throwIfAborted();
    const tried = tryOut(checked, { repository, commit: tree.commit, at });
    const own = new Set(checked.flatMap((manifest) => manifest.checked.problems));
    return {
      repository,
      commit: tree.commit,
      branch: head.branch,
      manifests: checked,
      entries: tried.entries,
      problems: [...problems, ...ofFacts, ...tried.problems.filter((problem) => !own.has(problem))],
    };
  } catch (error) {
    if (deadline.aborted && !signal.aborted) throw tooSlow(url, options.deadlineMs, error);
    throw forReader(error, url);
  }
}

async function find(
  forge: Forge,
  url: string,
  { at, signal }: { readonly at: string; readonly signal: AbortSignal },
): Promise<Repository> {
  const { repositories } = await forge.list(triedSource(url, at), signal);
  const [found] = repositories;
  if (found === undefined) throw nothingThere(`There is no repository at "${url}".`);
  return newRepository(found, { id: "tried", sourceId: "tried", createdAt: at });
}

function headOf(
  answers: ReadonlyMap<string, HeadAnswer>,
  { id, url }: Repository,
): Extract<HeadAnswer, { readonly state: "head" }> {
  const answer = answers.get(id);
  switch (answer?.state) {
    case "head":
      return answer;
    case "failed":
      throw answer.error;
    case "gone":
      throw nothingThere(answer.message);
    case "empty":
      throw nothingThere(`The repository at "${url}" holds no commit on its default branch.`);
    case undefined:
      throw new Error(`The forge said nothing of "${url}".`);
  }
}

function nothingThere(message: string): ExecatError {
  return new ExecatError("SOURCE_INVALID", message, {
    hint: "Check the address, and that everybody may read the repository without a password.",
  });
}

function tooSlow(url: string, deadlineMs: number, cause: unknown): ExecatError {
  return new ExecatError("UPSTREAM_TIMEOUT", `"${url}" could not be read within ${deadlineMs / 1000} s.`, {
    hint: "Try again later, or check a clone of it with `execat validate`.",
    cause,
  });
}

/** A crawl's failures speak to the operator, and may name an address of the operator's own network. */
function forReader(error: unknown, url: string): unknown {
  if (!(error instanceof ExecatError)) return error;
  if (error.code === "FORBIDDEN") {
    return new ExecatError("FORBIDDEN", `"${new URL(url).hostname}" is no host of the public internet.`, {
      hint: "Only what everybody can reach is read here; the operator opens other hosts with EXECAT_ALLOW_HOSTS.",
      cause: error,
    });
  }
  if (error.code !== "UPSTREAM_FAILED" && error.code !== "UPSTREAM_TIMEOUT") return error;
  return new ExecatError(error.code, error.message, {
    hint: "Check the address, and that everybody may read the repository without a password; or try again later.",
    details: error.details,
    cause: error,
  });
}
