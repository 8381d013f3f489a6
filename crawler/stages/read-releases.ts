import { createHash } from "node:crypto";
import type { CheckedDocument } from "../../src/catalogue/checker.ts";
import type { CheckedManifest } from "../../src/catalogue/reconcile-input.ts";
import type { Program, DocumentRecord } from "../../src/catalogue/entry.ts";
import type { Repository, SourceOptions } from "../../src/catalogue/sources.ts";
import type { ReleaseChanges, ReleaseRecord, VersionRecord } from "../../src/catalogue/versions.ts";
import { ExecatError } from "../../src/errors.ts";
import { MODEL_VERSION } from "../../src/manifest/model.ts";
import type { Problem } from "../../src/manifest/problems.ts";
import type { Head } from "../forges/forge.ts";
import { atTop } from "../forges/manifest-files.ts";
import { checkManifests } from "./check.ts";
import type { CrawlContext } from "./context.ts";
import { extractManifests } from "./extract.ts";
import { chooseReleases, hasEnoughReleases, type Release, RELEASES_READ } from "./releases.ts";

/** Of a repository with more known tags than these the others are not asked for. */
const MOST_TAGS = 300;

/** The releases of a repository as a look found them, with the manifests of those that were read now. */
export interface ReadReleases {
  readonly releases: readonly ReleaseRecord[];
  readonly read: ReadonlyMap<string, readonly CheckedManifest[]>;
  /** Releases that moved, or could not be read. */
  readonly problems: readonly Problem[];
}

export interface ReleaseInput {
  readonly repository: Repository;
  /** Of its source. */
  readonly options: SourceOptions;
  readonly head: Head & { readonly state: "head" };
  /** Without a program nothing could be a version of it, so that no release is read. */
  readonly hasPrograms: boolean;
  /** True when releases that were read before must be read again: another checker, or programs that are new. */
  readonly again: boolean;
  readonly signal: AbortSignal;
}

/**
 * Reads the newest releases of a repository that were not read before, in one go. A release that cannot be read for
 * a reason that stays is a finding; a passing failure is thrown, so that the look is done again.
 */
export async function readReleases(context: CrawlContext, input: ReleaseInput): Promise<ReadReleases> {
  const { repository, options, hasPrograms, again, signal } = input;
  const { readTrees } = context.forges.ofRepository(repository);
  const canRead = hasPrograms && readTrees !== undefined;
  const chosen = await releasesOf(context, input, canRead);
  const before = new Map((await context.store.entries.releasesOf(repository.id)).map((it) => [it.tag, it]));
  const at = context.now().toISOString();
  const releases = chosen.map((release, position): ReleaseRecord => {
    const known = before.get(release.tag);
    const moved = known !== undefined && known.commit !== release.commit;
    const earlier = known?.movedFrom ?? [];
    return {
      ...release,
      movedFrom: moved ? [known.commit, ...earlier.filter((commit) => commit !== known.commit)] : earlier,
      position,
      isRead: canRead && position < RELEASES_READ,
      firstSeenAt: known?.firstSeenAt ?? at,
    };
  });
  const wanted = releases.filter(({ tag, commit, isRead }) => {
    const known = before.get(tag);
    return isRead && (again || known?.isRead !== true || known.commit !== commit);
  });
  const commits = wanted.map(({ commit, tag }) => ({ commit, tag }));
  const trees = commits.length === 0 ? [] : ((await readTrees?.(repository, commits, signal)) ?? []);
  const read = new Map<string, readonly CheckedManifest[]>();
  const problems = releases.filter(({ movedFrom }) => movedFrom.length > 0).map(movedFinding);
  for (const [at, release] of wanted.entries()) {
    const answer = trees[at];
    if (answer?.state === "tree") {
      read.set(
        release.tag,
        await checkManifests(context, extractManifests(answer.tree, options.files).manifests),
      );
    } else if (answer !== undefined) {
      if (!stays(answer.error)) throw answer.error;
      read.set(release.tag, []);
      problems.push(unreadFinding(release, answer.error));
    }
  }
  return { releases, read, problems };
}

/** Asks git for the tags that the forge left out where too few of those that it named are releases. */
async function releasesOf(
  context: CrawlContext,
  { repository, options, head, signal }: ReleaseInput,
  canRead: boolean,
): Promise<readonly Release[]> {
  const { tags = [], tagsLeftOut = 0, tagsMark } = head;
  const wish = { pattern: options.tags, path: repository.path };
  const { readTags } = context.forges.ofRepository(repository);
  // With a mark they were read in a question of their own, which would be answered with the same.
  const asksMore = canRead && tagsLeftOut > 0 && tags.length < MOST_TAGS && tagsMark === undefined;
  if (!asksMore || readTags === undefined || hasEnoughReleases(tags, wish)) return chooseReleases(tags, wish);
  return chooseReleases((await readTags(repository, signal)).tags, wish);
}

/** True for a failure that another try would meet again. */
function stays(error: Error): boolean {
  if (!(error instanceof ExecatError)) return false;
  return error.code === "TOO_LARGE" || error.code === "FORBIDDEN" || error.details?.["stays"] === true;
}

/** What the programs of a repository are at the releases that were read. */
export function toReleaseChanges(
  { releases, read }: ReadReleases,
  programs: readonly { readonly program: Program; readonly document: DocumentRecord }[],
): ReleaseChanges {
  const versions: VersionRecord[] = [];
  for (const [tag, manifests] of read) {
    for (const { program, document } of programs) {
      const found = findSame(document, manifests);
      if (found !== undefined) versions.push(toVersion({ programId: program.id, tag }, found));
    }
  }
  return { releases, read: [...read.keys()], versions };
}

interface Found {
  readonly manifest: CheckedManifest;
  readonly checked: CheckedDocument;
}

/** The same program at another commit: by its name, else by its place. */
function findSame(document: DocumentRecord, manifests: readonly CheckedManifest[]): Found | undefined {
  const all = manifests.flatMap((manifest) =>
    manifest.checked.documents.map((checked): Found => ({ manifest, checked })),
  );
  const name = document.model.discovery?.name;
  const named =
    name === undefined ? [] : all.filter(({ checked }) => checked.model?.discovery?.name === name);
  if (named.length > 0) return named.find(({ manifest }) => manifest.file === document.file) ?? named[0];
  const inPlace = all.filter(({ manifest }) => withoutEnding(manifest.file) === withoutEnding(document.file));
  return inPlace.find(({ checked }) => checked.number === document.number);
}

/** `.yml` became `.yaml` between releases: the same place. */
function withoutEnding(file: string): string {
  return file.replace(/\.(?:ya?ml|json)$/, "");
}

function toVersion(
  key: { readonly programId: string; readonly tag: string },
  { manifest, checked }: Found,
): VersionRecord {
  const { model, dialect } = checked;
  if (!checked.publishable || model === undefined || dialect === undefined) {
    const first = checked.problems.find((problem) => problem.severity === "error");
    return { ...key, state: "broken", reason: first?.sentence ?? "Its manifest has an error." };
  }
  return {
    ...key,
    state: "ready",
    document: {
      file: manifest.file,
      number: checked.number,
      blobId: manifest.blobId,
      sha256: createHash("sha256").update(manifest.bytes).digest("hex"),
      bytes: manifest.bytes,
      dialect,
      model,
      modelVersion: MODEL_VERSION,
    },
  };
}

function movedFinding({ tag, commit, movedFrom }: ReleaseRecord): Problem {
  const [before = ""] = movedFrom;
  return atTop(`refs/tags/${tag}`, {
    rule: "crawl/tag-moved",
    severity: "warning",
    sentence: `The tag "${tag}" led to ${before.slice(0, 12)} before and leads to ${commit.slice(0, 12)} now.`,
    hint: "Who ran this version before got something else: make a new tag for each release.",
  });
}

function unreadFinding({ tag }: ReleaseRecord, error: Error): Problem {
  return atTop(`refs/tags/${tag}`, {
    rule: "crawl/release-not-read",
    severity: "warning",
    sentence: `The release "${tag}" was not read: ${error.message}`,
    hint: error instanceof ExecatError ? error.hint : undefined,
  });
}
